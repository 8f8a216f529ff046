/**
 * What enclave and buyer must agree on: how a bid sheet is sealed and opened, how an award is
 * sealed, and how an attested statement is made. What the enclave doesn't run is elsewhere:
 * verification in {@code bidding-verify}, the REST API in {@code bidding-rest}.
 *
 * <ul>
 *   <li>{@link dev.sealedbid.protocol.SheetSealer} and {@link dev.sealedbid.protocol.SheetOpener}
 *       are the two ends of the AWS Encryption SDK message in which a sheet travels;
 *   <li>{@link dev.sealedbid.core.sealed.SheetHeader} is the check of that message's form that
 *       everybody makes first, and that costs no KMS call;
 *   <li>{@link dev.sealedbid.protocol.AwardSealer} seals what each party learns of the prices;
 *   <li>{@link dev.sealedbid.protocol.EnclaveStatements} makes attested statements.
 * </ul>
 */
@NullMarked
package dev.sealedbid.protocol;

import org.jspecify.annotations.NullMarked;
