package dev.sealedbid.e2e;

import static dev.sealedbid.e2e.OpeningByHand.DENIED;
import static dev.sealedbid.e2e.Staged.assertKmsRefused;
import static dev.sealedbid.e2e.Staged.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sealedbid.buyer.policy.KeyHolders;
import dev.sealedbid.buyer.policy.SheetKeyPolicy;
import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.core.frame.ErrorCode;
import dev.sealedbid.core.frame.Reply;
import dev.sealedbid.core.frame.Request;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.demo.attack.Attacks;
import dev.sealedbid.demo.attack.CarelessBuyer;
import dev.sealedbid.demo.attack.RewrittenHeader;
import dev.sealedbid.demo.system.LocalNames;
import dev.sealedbid.demo.system.Policies;
import dev.sealedbid.local.LocalAwsClient;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.parent.credentials.StsDecryptCredentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an auctioneer, and people of a buyer's own account, do at KMS past the enclave. Their
 * identity policies allow them every action of KMS: only the key's policy stands in the way.
 */
@ExtendWith(SharedRange.class)
@DisplayName("Attacks on the sheet key")
class KeyAttackIT {
  private static final String CURIOUS_ROLE =
      "arn:aws:iam::" + LocalNames.AUCTIONEER_ACCOUNT + ":role/auctioneer-curious";
  private static final String FRIEND =
      "arn:aws:iam::" + LocalNames.AUCTIONEER_ACCOUNT + ":user/" + AttackRange.ADMIN;

  private final AttackRange range;

  KeyAttackIT(AttackRange range) {
    this.range = range;
  }

  @Attack
  @DisplayName("Shows KMS a statement's genuine document (G1): it has no key to encrypt to")
  void publicDocument() throws Exception {
    Staged auction = range.stageOneBid();
    OpeningByHand opening = opening(auction).requireGranted();
    byte[] nonce = new byte[32];
    Reply live = auction.ask(new Request.AttestOpening(auction.session(), nonce));
    Reply attested = auction.ask(new Request.Attest(nonce));
    List<byte[]> documents = new ArrayList<>();
    documents.add(auction.auction().opening().attestation());
    documents.add(((Reply.StatementReply) live).statement().attestation());
    documents.add(((Reply.Attestation) attested).document());
    auction.resolvesTo(auction.buyer(0));
    Receipt receipt = Receipt.parse(auction.resolve().receipt());
    documents.add(receipt.outcome().attestation());
    receipt.acknowledgements().stream().map(AttestedStatement::attestation).forEach(documents::add);
    assertThat(documents).hasSize(5);
    for (byte[] document : documents) {
      assertThat(opening.showing(document).byDecryptRole()).contains("ValidationException");
    }
  }

  @Attack
  @DisplayName("Takes another of its roles (G1): the policy allows one")
  void anotherRole() throws Exception {
    Staged auction = range.stageOneBid();
    OpeningByHand opening = opening(auction).requireGranted();
    range
        .system()
        .aws()
        .createRole(CURIOUS_ROLE, Policies.TRUST_EC2, Map.of("everything", Policies.BUYER));
    SessionCredentials curious =
        range.system().aws().instanceCredentials(CURIOUS_ROLE, "i-00000000000000bad");
    try (KmsClient kms = kms(of(curious))) {
      assertThat(opening.by(kms)).contains(DENIED);
    }
    for (String profile : List.of("auctioneer", AttackRange.ADMIN)) {
      assertThat(opening.by(range.commands().kms(profile))).as(profile).contains(DENIED);
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Deletes the decrypt role and makes one of its name (G1): it is another principal")
  void roleMadeAgain() throws Exception {
    // A role of its own in the decrypt role's place: that one is every other attack's, too.
    String role = CURIOUS_ROLE + "-made-again";
    LocalAwsClient aws = range.system().aws();
    aws.createRole(role, Policies.TRUST_EC2, Map.of("everything", Policies.BUYER));
    Staged auction = range.stageOneBid();
    OpeningByHand opening = opening(auction).requireGranted();
    String key = range.cast().sheetKey(auction.buyer(0));
    KmsClient buyer = range.commands().kms(auction.buyer(0));
    String pinned = policy(buyer, key);
    assertThat(pinned).contains(LocalNames.DECRYPT_ROLE);
    put(buyer, key, pinned.replace(LocalNames.DECRYPT_ROLE, role));
    try (KmsClient first = kms(of(aws.instanceCredentials(role, "i-00000000000000001")))) {
      assertThat(opening.by(first)).isEmpty();
      aws.createRole(role, Policies.TRUST_EC2, Map.of("everything", Policies.BUYER));
      assertThat(opening.by(first)).isNotEmpty();
    }
    try (KmsClient second = kms(of(aws.instanceCredentials(role, "i-00000000000000002")))) {
      assertThat(opening.by(second)).contains(DENIED);
      assertThat(policy(buyer, key)).contains("AROA").doesNotContain(role);
      // Only because it is another: named once more by the buyer, it may.
      put(buyer, key, pinned.replace(LocalNames.DECRYPT_ROLE, role));
      assertThat(opening.by(second)).isEmpty();
    }
    put(buyer, key, pinned);
    auction.resolvesTo(auction.buyer(0));
  }

  private static String policy(KmsClient buyer, String key) {
    return buyer.getKeyPolicy(ask -> ask.keyId(key)).policy();
  }

  private static void put(KmsClient buyer, String key, String policy) {
    buyer.putKeyPolicy(put -> put.keyId(key).policyName("default").policy(policy));
  }

  @Attack
  @DisplayName("Re-encrypts a data key to a key of its own (G1): denied to everybody")
  void reEncrypt() throws Exception {
    Staged auction = range.stageOneBid();
    OpeningByHand opening = opening(auction).requireGranted();
    KmsClient admin = range.commands().kms(AttackRange.ADMIN);
    String own = admin.createKey().keyMetadata().arn();
    String victim = auction.buyer(0);
    for (KmsClient caller :
        List.of(range.decryptRole().kms(), admin, range.commands().kms(victim))) {
      assertExplicitlyDenied(
          "kms:ReEncryptFrom",
          () ->
              caller.reEncrypt(
                  ask ->
                      ask.ciphertextBlob(opening.dataKey())
                          .sourceKeyId(range.cast().sheetKey(victim))
                          .sourceEncryptionContext(opening.context())
                          .destinationKeyId(own)));
    }
    // It is the sheet key's policy that forbids it: between two keys of its own it works.
    String another = admin.createKey().keyMetadata().arn();
    SdkBytes blob =
        admin
            .encrypt(ask -> ask.keyId(another).plaintext(SdkBytes.fromUtf8String("own")))
            .ciphertextBlob();
    assertThat(admin.reEncrypt(ask -> ask.ciphertextBlob(blob).destinationKeyId(own)).sourceKeyId())
        .isEqualTo(another);
    auction.resolvesTo(victim);
  }

  @Attack
  @DisplayName("[K-1] Uses a grant (G1): none is made, an older one opens nothing, bid won't seal")
  void grant() throws Exception {
    GrantedKey[] granted = new GrantedKey[1];
    Staged auction =
        range.stage(
            1,
            terms -> {
              ObjectNode entry = AttackRange.entry(terms, 0);
              granted[0] = new GrantedKey(entry.required("id").asString());
              entry.put("sheetKey", granted[0].arn);
            },
            open -> {
              assertRefused(open.bid(open.buyer(0), "50"), 3, "it has grants");
              // A buyer that doesn't look is still safe from it.
              CarelessBuyer careless = open.careless(open.buyer(0)).under(granted[0].arn);
              careless.pin(open.auction(), Attacks.genuine(range.system()));
              byte[] sheet = careless.seal(open.auction(), open.buyer(0), 1, 5_000);
              assertThat(open.submitOverRest(open.buyer(0), sheet)).isEqualTo("taken");
            });
    KmsClient friend = range.commands().kms(AttackRange.ADMIN);
    OpeningByHand opening = OpeningByHand.of(range, auction.copy(auction.buyer(0)), granted[0].arn);
    opening.requireGranted();
    assertThat(opening.showingNothing().by(friend)).contains(DENIED);
    granted[0].opensNothingMore();
    for (KmsClient caller :
        List.of(range.decryptRole().kms(), friend, range.commands().kms(auction.buyer(0)))) {
      assertExplicitlyDenied("kms:CreateGrant", () -> grant(caller, granted[0].arn));
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("Uses one session's credentials for another's sheets (G1, G3): the STS policy")
  void anotherSessionsCredentials() throws Exception {
    Staged[] other = new Staged[1];
    Staged auction =
        range.stage(
            1,
            open -> {
              open.bids(open.buyer(0), "50");
              other[0] = open.another();
            });
    String buyer = auction.buyer(0);
    // As the parent asks for them.
    StsDecryptCredentials parents =
        new StsDecryptCredentials(
            () -> range.commands().sts("auctioneer"), LocalNames.DECRYPT_ROLE);
    try (Credentials others = parents.forSession(other[0].session());
        KmsClient kms = kms(of(others))) {
      OpeningByHand opening = opening(auction).requireGranted();
      assertThat(opening.by(kms)).contains(DENIED);
      auction.ask(new Request.Resolve(auction.session(), others));
      auction.present(auction.copies());
      assertKmsRefused(auction.ask(new Request.Resolve(auction.session(), others)), DENIED, buyer);
    }
    try (Credentials own = parents.forSession(auction.session());
        KmsClient kms = kms(of(own))) {
      assertThat(opening(auction).by(kms)).isEmpty();
    }
    auction.resolvesTo(buyer);
  }

  @Attack
  @DisplayName("Leaves the context out, or writes it in another case (G3): nothing opens")
  void contextChanged() throws Exception {
    Staged auction =
        range.stage(
            1,
            open -> {
              open.bids(open.buyer(0), "50");
              byte[] renamed =
                  RewrittenHeader.replace(
                      open.copy(open.buyer(0)), SheetContext.AUCTION_ID, "Auction-id");
              assertRefused(open.submit(open.buyer(0), renamed), ErrorCode.SHEET_WRONG_CONTEXT);
            });
    OpeningByHand opening = opening(auction).requireGranted();
    for (String key :
        List.of(
            SheetContext.PURPOSE,
            SheetContext.AUCTION_ID,
            SheetContext.SESSION_ID,
            SheetContext.BUYER_ID)) {
      assertThat(opening.saying(context -> context.remove(key)).byDecryptRole())
          .as("without " + key)
          .contains(DENIED);
      String value = Objects.requireNonNull(opening.context().get(key));
      String shouted = key.toUpperCase(Locale.ROOT);
      // Condition keys have no case. The ciphertext binds the names as they are.
      OpeningByHand inAnotherCase =
          opening.saying(
              context -> {
                context.remove(key);
                context.put(shouted, value);
              });
      assertThat(inAnotherCase.byDecryptRole()).as(shouted).contains("InvalidCiphertextException");
      assertThat(opening.saying(context -> context.put(shouted, value)).byDecryptRole())
          .as("both of " + key)
          .contains("ValidationException");
    }
    for (String key : List.of(SheetContext.TERMS_SHA384, SheetContext.REVISION)) {
      assertThat(opening.saying(context -> context.remove(key)).byDecryptRole())
          .as("without " + key)
          .contains("InvalidCiphertextException");
    }
    assertThat(opening.saying(Map::clear).byDecryptRole()).contains(DENIED);
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("An administrator of the buyer's account, with every right in IAM (G1): may look")
  void buyersAdministrator() throws Exception {
    Staged auction = range.stageOneBid();
    String key = range.cast().sheetKey(auction.buyer(0));
    try (KmsClient administrator = colleague(auction.buyer(0), key)) {
      OpeningByHand opening = opening(auction).requireGranted();
      assertThat(opening.by(administrator)).contains(DENIED);
      assertThat(opening.showingNothing().by(administrator)).contains(DENIED);
      // It may look, so its rights are there; it may not change what it sees.
      String policy = administrator.getKeyPolicy(ask -> ask.keyId(key)).policy();
      assertDeniedAs(
          "no resource-based policy allows",
          "kms:PutKeyPolicy",
          () ->
              administrator.putKeyPolicy(
                  put ->
                      put.keyId(key)
                          .policyName("default")
                          .policy(AttackRange.EVERYBODY)
                          .bypassPolicyLockoutSafetyCheck(true)));
      assertThat(administrator.getKeyPolicy(ask -> ask.keyId(key)).policy()).isEqualTo(policy);
      assertThat(opening.showingNothing().by(administrator)).contains(DENIED);
    }
    auction.resolvesTo(auction.buyer(0));
  }

  @Attack
  @DisplayName("The buyer's own sealer and a colleague open early, document and all (G1, G5)")
  void buyersOwnPeople() throws Exception {
    KmsClient[] people = new KmsClient[2];
    Staged auction =
        range.stage(
            1,
            open -> {
              String buyer = open.buyer(0);
              open.bids(buyer, "50");
              people[0] = range.commands().kms(buyer);
              people[1] = colleague(buyer, range.cast().sheetKey(buyer));
              assertDenied(open, people);
              assertThat(opening(open).byDecryptRole()).contains(DENIED);
            });
    // Not only because it was early.
    opening(auction).requireGranted();
    assertDenied(auction, people);
    people[1].close();
    auction.resolvesTo(auction.buyer(0));
  }

  private void assertDenied(Staged auction, KmsClient... people) {
    OpeningByHand opening = opening(auction);
    for (KmsClient kms : people) {
      assertThat(opening.by(kms)).contains(DENIED);
      assertThat(opening.showingNothing().by(kms)).contains(DENIED);
    }
  }

  private OpeningByHand opening(Staged auction) {
    return OpeningByHand.of(range, auction, auction.buyer(0));
  }

  /** Somebody of the buyer's account whom IAM allows everything, and this key's Decrypt by name. */
  private KmsClient colleague(String buyer, String key) {
    String account = range.cast().bidder(buyer).account();
    AccessKey user = range.system().aws().createUser(account, "colleague-" + buyer, Policies.BUYER);
    range
        .system()
        .aws()
        .putUserPolicy(
            user.arn(),
            "opens-sheets",
            """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"kms:Decrypt","Resource":"%s"}]}
            """
                .formatted(key));
    return kms(AwsBasicCredentials.create(user.accessKeyId(), user.secretAccessKey()));
  }

  private static void grant(KmsClient caller, String key) {
    caller.createGrant(
        ask ->
            ask.keyId(key)
                .granteePrincipal(FRIEND)
                .operations(GrantOperation.DECRYPT, GrantOperation.GENERATE_DATA_KEY));
  }

  private static void assertExplicitlyDenied(String action, ThrowingCallable call) {
    assertDeniedAs("explicit deny", action, call);
  }

  private static void assertDeniedAs(String why, String action, ThrowingCallable call) {
    KmsException refused = catchThrowableOfType(KmsException.class, call);
    assertThat(refused).as(action).isNotNull();
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(DENIED);
    assertThat(refused).hasMessageContaining(action).hasMessageContaining(why);
  }

  private KmsClient kms(AwsCredentials credentials) {
    return KmsClient.builder()
        .region(Region.of(LocalNames.REGION))
        .endpointOverride(range.system().addresses().kms())
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  private static AwsCredentials of(SessionCredentials session) {
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private static AwsCredentials of(Credentials credentials) {
    return AwsSessionCredentials.create(
        ascii(credentials.accessKeyId()),
        ascii(credentials.secretAccessKey()),
        ascii(credentials.sessionToken()));
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** A key of the buyer's for which it made a grant before it was a sheet key. */
  private final class GrantedKey {
    private final String arn;
    private final KmsClient friend = range.commands().kms(AttackRange.ADMIN);
    private final SdkBytes earlier;

    GrantedKey(String buyer) {
      KmsClient owner = range.commands().kms(buyer);
      arn = owner.createKey().keyMetadata().arn();
      grant(owner, arn);
      earlier = friend.generateDataKey(ask -> ask.keyId(arn).numberOfBytes(32)).ciphertextBlob();
      open();
      String principal = range.cast().principal(buyer);
      String policy = SheetKeyPolicy.fresh(new KeyHolders(principal, principal)).json();
      owner.putKeyPolicy(put -> put.keyId(arn).policyName("default").policy(policy));
    }

    private void open() {
      assertThat(friend.decrypt(ask -> ask.keyId(arn).ciphertextBlob(earlier)).plaintext())
          .isNotNull();
    }

    void opensNothingMore() {
      assertExplicitlyDenied("kms:Decrypt", this::open);
    }
  }
}
