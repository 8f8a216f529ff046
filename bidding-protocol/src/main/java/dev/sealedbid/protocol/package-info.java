/**
 * What enclave, command lines and parent must agree on: how a bid sheet is sealed and opened, how a
 * sealed sheet is recognised before any key is asked for, and how attested statements and receipts
 * are made and verified.
 *
 * <ul>
 *   <li>{@link dev.sealedbid.protocol.SheetSealer} and {@link dev.sealedbid.protocol.SheetOpener}
 *       are the two ends of the AWS Encryption SDK message in which a sheet travels;
 *   <li>{@link dev.sealedbid.core.sealed.SheetHeader} is the check of that message's form that
 *       everybody makes first, and that costs no KMS call;
 *   <li>{@link dev.sealedbid.protocol.EnclaveStatements} makes attested statements, {@link
 *       dev.sealedbid.protocol.StatementVerifier} and {@link
 *       dev.sealedbid.protocol.ReceiptVerifier} check them.
 * </ul>
 */
@NullMarked
package dev.sealedbid.protocol;

import org.jspecify.annotations.NullMarked;
