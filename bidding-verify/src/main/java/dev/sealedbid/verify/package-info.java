/**
 * The buyer's and the auditor's side: what an enclave says is believed only after it has been
 * verified here, offline, by every rule of docs/PROTOCOL.md.
 *
 * <ul>
 *   <li>{@link dev.sealedbid.verify.StatementVerifier} verifies single attested statements;
 *   <li>{@link dev.sealedbid.verify.ReceiptVerifier} verifies receipts, with the outcome's rules;
 *   <li>{@link dev.sealedbid.verify.SheetProofVerifier} verifies what a buyer shows of its sheet;
 *   <li>{@link dev.sealedbid.verify.AwardOpener} opens award messages;
 *   <li>{@link dev.sealedbid.verify.TrustedMeasurements} is what somebody trusts beforehand.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.verify;
