/**
 * The key policy of a sheet key: the buyer's own lock on its own bids.
 *
 * <p>{@link dev.sealedbid.buyer.policy.SheetKeyPolicy} is the whole state of a sheet key: who
 * manages it, who seals with it, to which one session it is pinned, and which sessions came before.
 * It is kept nowhere but in the policy itself, so that every machine of a buyer sees the same. A
 * policy is written from that state and read back into it; one that doesn't say exactly what its
 * state would be written as isn't taken for a sheet key's.
 *
 * <p>A key has three states: fresh or closed (nobody may decrypt), and pinned (one enclave image,
 * run by one auctioneer, may decrypt one buyer's sheets of one session between {@code closesAt} and
 * {@code resolveBy}). The conditions stand twice: in the Allow, and as one Deny statement each,
 * because a Deny outweighs whatever grants or other policies allow, and because the conditions of
 * one statement are joined by "and".
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclave.html">
 *     Condition keys for Nitro Enclaves</a>
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.policy;
