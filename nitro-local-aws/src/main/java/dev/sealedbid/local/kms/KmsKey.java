package dev.sealedbid.local.kms;

import dev.sealedbid.local.json.JsonFault;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** One key: its secret, policy, state and grants. Thread-safe; never shows its secret. */
final class KmsKey {
  /** What may be done with a key. */
  enum Status {
    ENABLED("Enabled"),
    DISABLED("Disabled"),
    PENDING_DELETION("PendingDeletion");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Status and, while it waits to be deleted, until when. */
  record State(Status status, Optional<Instant> deletionDate) {}

  private final String id;
  private final String accountId;
  private final String region;
  private final String description;
  private final Instant created;
  private final SecretKey secret;
  private final KeyKind kind;
  private final Optional<KeyPair> pair;
  private final List<Grant> grants = new CopyOnWriteArrayList<>();
  private final Map<String, String> tags = new ConcurrentHashMap<>();
  private volatile KeyPolicy policy;
  private final Lagging<KeyPolicy> shownPolicy = new Lagging<>();
  private final Lagging<Boolean> shown = new Lagging<>();
  private volatile State state = new State(Status.ENABLED, Optional.empty());

  KmsKey(
      String id,
      String accountId,
      String region,
      String description,
      Instant created,
      KeyKind kind,
      KeyPolicy policy,
      SecureRandom random) {
    this.id = id;
    this.accountId = accountId;
    this.region = region;
    this.description = description;
    this.created = created;
    this.policy = policy;
    byte[] material = new byte[32];
    random.nextBytes(material);
    this.secret = new SecretKeySpec(material, "AES");
    this.kind = kind;
    this.pair = kind.isSymmetric() ? Optional.empty() : Optional.of(rsa(kind.bits(), random));
  }

  private static KeyPair rsa(int bits, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime makes no RSA keys", e);
    }
  }

  KeyKind kind() {
    return kind;
  }

  /** The halves of an asymmetric key. */
  Optional<KeyPair> pair() {
    return pair;
  }

  String id() {
    return id;
  }

  String arn() {
    return "arn:aws:kms:" + region + ":" + accountId + ":key/" + id;
  }

  String accountId() {
    return accountId;
  }

  String region() {
    return region;
  }

  String description() {
    return description;
  }

  Instant created() {
    return created;
  }

  SecretKey secret() {
    return secret;
  }

  List<Grant> grants() {
    return grants;
  }

  Map<String, String> tags() {
    return tags;
  }

  KeyPolicy policy() {
    return policy;
  }

  /** Changes the policy, which holds at once but may be shown late. */
  void putPolicy(KeyPolicy changed, Lag lag) {
    shownPolicy.changed(policy, lag);
    policy = changed;
  }

  /** The policy that a read shows: with a lag it may be the one before. */
  KeyPolicy shownPolicy() {
    return shownPolicy.read(policy);
  }

  /** The key was made now, and may be known late. */
  void lag(Lag lag) {
    shown.changed(false, lag);
  }

  /** Whether a call that names the key finds it: with a lag it may not yet. */
  boolean isShown() {
    return shown.read(true);
  }

  State state() {
    return state;
  }

  void changeState(Status status, Optional<Instant> deletionDate) {
    state = new State(status, deletionDate);
  }

  /** Whether its waiting period is over. */
  boolean isGone(Instant now) {
    return state.deletionDate().filter(date -> !now.isBefore(date)).isPresent();
  }

  /**
   * Lets only an enabled key pass.
   *
   * @throws JsonFault DisabledException or KMSInvalidStateException
   */
  void requireEnabled() throws JsonFault {
    if (state.status() == Status.DISABLED) {
      throw new JsonFault(400, "DisabledException", arn() + " is disabled.");
    }
    requireNotPendingDeletion();
  }

  /**
   * Lets only a symmetric key pass.
   *
   * @throws JsonFault InvalidKeyUsageException
   */
  void requireSymmetric() throws JsonFault {
    if (!kind.isSymmetric()) {
      throw new JsonFault(
          400, "InvalidKeyUsageException", arn() + " is an RSA key, which can't do that.");
    }
  }

  void requireNotPendingDeletion() throws JsonFault {
    if (state.status() == Status.PENDING_DELETION) {
      throw new JsonFault(400, "KMSInvalidStateException", arn() + " is pending deletion.");
    }
  }

  @Override
  public String toString() {
    return arn();
  }
}
