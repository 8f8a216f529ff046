/**
 * LocalStack for tests: where it is found, how it is started, what it does otherwise than AWS.
 *
 * <p>What tests on LocalStack do <em>not</em> prove: it checks no attestation and evaluates no key
 * policy, so nothing about who may open a sheet, with which image, in which session and when (G1 to
 * G5). Those are proved on embedded AWS, by {@code SheetKeyPolicyTest} and {@code PolicyAttackTest}
 * for each rule and by {@code WholeAuctionIT} in the real processes.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.e2e.localstack;
