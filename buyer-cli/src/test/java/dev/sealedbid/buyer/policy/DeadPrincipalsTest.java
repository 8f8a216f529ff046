package dev.sealedbid.buyer.policy;

import static dev.sealedbid.buyer.policy.Policies.CLOSES_AT;
import static dev.sealedbid.buyer.policy.Policies.HOLDERS;
import static dev.sealedbid.buyer.policy.Policies.ROLE;
import static dev.sealedbid.buyer.policy.Policies.pin;
import static dev.sealedbid.buyer.policy.Policies.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies as KMS gives them back once somebody whom they name was deleted in IAM. */
class DeadPrincipalsTest {
  private static final Instant EARLY = CLOSES_AT.minus(Duration.ofHours(2));
  private static final Instant LATE = CLOSES_AT.minus(Duration.ofMinutes(5));
  private static final String DEAD_ROLE = "AROAZXCVBNMASDFGHJKLQ";
  private static final String DEAD_USER = "AIDAZXCVBNMASDFGHJKLQ";

  private static SheetKeyPolicy pinned() throws PinRefusedException {
    return SheetKeyPolicy.fresh(HOLDERS).moveTo(Optional.of(pin(1)), EARLY);
  }

  private static String without(String arn, String id) throws PinRefusedException {
    // As KMS does: in principals, never in conditions.
    String shown = pinned().json().replace("\"AWS\" : \"" + arn + "\"", "\"AWS\" : \"" + id + "\"");
    assertThat(shown).contains(id);
    return shown;
  }

  @Nested
  @DisplayName("the decrypt role was deleted")
  class DecryptRole {
    private SheetKeyPolicy read() throws Exception {
      return SheetKeyPolicy.parse(without(ROLE, DEAD_ROLE));
    }

    /** [K-13]. */
    @Test
    void thePolicyIsReadAndSaysSo() throws Exception {
      assertThat(read().pin().orElseThrow().isOfDeletedRole()).isTrue();
      assertThat(read().pin().orElseThrow().sessionId()).isEqualTo(session(1));
      assertThat(read().holders()).isEqualTo(HOLDERS);
      assertThat(pinned().pin().orElseThrow().isOfDeletedRole()).isFalse();
    }

    /** [K-13]. */
    @Test
    void itCanBeClosedAndTheSessionIsRemembered() throws Exception {
      SheetKeyPolicy early = read().moveTo(Optional.empty(), EARLY);
      assertThat(early.pin()).isEmpty();
      assertThat(early.earlier()).containsExactly(session(1));
      assertThat(early.json()).doesNotContain(DEAD_ROLE);
      assertThat(SheetKeyPolicy.parse(early.json())).isEqualTo(early);
      SheetKeyPolicy late = read().moveTo(Optional.empty(), LATE);
      assertThat(late.unsettled()).extracting(UnsettledSession::sessionId).contains(session(1));
    }

    /** [K-7] [K-13]. */
    @Test
    void theRoleMayBeNamedAgainInTheSameSession() throws Exception {
      SheetKeyPolicy again = read().moveTo(Optional.of(pin(1)), LATE);
      assertThat(again).isEqualTo(pinned());
    }

    /** [K-7]. */
    @Test
    void nothingElseMayChangeInTheSameSession() throws Exception {
      Pin other =
          new Pin(
              "riverside-2026",
              "buyer-1",
              session(1),
              Policies.measurements(),
              ROLE,
              CLOSES_AT.minusSeconds(1),
              Policies.RESOLVE_BY);
      assertThatThrownBy(() -> read().moveTo(Optional.of(other), EARLY))
          .isInstanceOf(PinRefusedException.class)
          .hasMessageContaining("with other measurements, role or window");
    }

    /** [K-7]. */
    @Test
    void anotherSessionLeavesThisOneBehind() throws Exception {
      SheetKeyPolicy next = read().moveTo(Optional.of(pin(2)), LATE);
      assertThat(next.unsettled()).extracting(UnsettledSession::sessionId).contains(session(1));
      assertThatThrownBy(() -> next.moveTo(Optional.of(pin(1)), LATE))
          .isInstanceOf(PinRefusedException.class)
          .hasMessageContaining("never goes back");
    }

    @Test
    void aDeletedRoleIsNeverPutThere() throws Exception {
      Pin dead = read().pin().orElseThrow();
      assertThatThrownBy(() -> SheetKeyPolicy.fresh(HOLDERS).moveTo(Optional.of(dead), EARLY))
          .isInstanceOf(PinRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {DEAD_USER, "AROA", "aroazxcvbnmasdfghjklq", "AROAZXCV BNMASDFGHJ", "*"})
    void whatIsNoRolesIdIsForeign(String id) {
      assertThatThrownBy(() -> SheetKeyPolicy.parse(without(ROLE, id)))
          .isInstanceOf(ForeignPolicyException.class)
          .isNotInstanceOf(DeadHolderException.class);
    }
  }

  @Nested
  @DisplayName("a principal of the buyer's was deleted")
  class Holders {
    private DeadHolderException read(String json) {
      return catchThrowableOfType(DeadHolderException.class, () -> SheetKeyPolicy.parse(json));
    }

    /** [K-13]. */
    @ParameterizedTest
    @ValueSource(strings = {DEAD_ROLE, DEAD_USER})
    void theSealerIsNamedAndTheAdminStandsInForIt(String id) throws Exception {
      DeadHolderException dead = read(without(HOLDERS.sealer(), id));
      assertThat(dead).hasMessageContaining("its sealing principal was deleted");
      SheetKeyPolicy rest = dead.rest().orElseThrow();
      assertThat(rest.holders()).isEqualTo(new KeyHolders(HOLDERS.admin(), HOLDERS.admin()));
      assertThat(rest.pin()).isEqualTo(pinned().pin());
      SheetKeyPolicy closed = rest.moveTo(Optional.empty(), LATE);
      assertThat(closed.json()).doesNotContain(id).doesNotContain(HOLDERS.sealer());
      assertThat(closed.unsettled()).extracting(UnsettledSession::sessionId).contains(session(1));
    }

    /** [K-13]. */
    @Test
    void aDeadAdminLeavesNobody() throws Exception {
      DeadHolderException dead = read(without(HOLDERS.admin(), DEAD_USER));
      assertThat(dead).hasMessageContaining("its admin was deleted");
      assertThat(dead.rest()).isEmpty();
    }

    @Test
    void bothAndTheDecryptRole() throws Exception {
      String json =
          without(HOLDERS.admin(), DEAD_USER)
              .replace("\"AWS\" : \"" + HOLDERS.sealer() + "\"", "\"AWS\" : \"" + DEAD_USER + "\"")
              .replace(ROLE, DEAD_ROLE);
      assertThat(read(json)).hasMessageContaining("its admin and its sealing principal were");
    }

    /** [K-2]. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"kms:PutKeyPolicy\",|\"kms:PutKeyPolicy\", \"kms:Decrypt\",",
          "kms:CreateGrant|kms:Nothing",
          "\"DateLessThan\"|\"DateLessThanIfExists\"",
          "arn:aws:iam::111111111101:root|arn:aws:iam::111111111102:root",
          "\"Deny\"|\"Allow\"",
          "\"kms:Encrypt\",|\"kms:Decrypt\","
        })
    void oneWordMoreIsForeign(String from, String to) throws Exception {
      String json = without(HOLDERS.sealer(), DEAD_USER);
      assertThat(json).contains(from);
      assertThatThrownBy(() -> SheetKeyPolicy.parse(json.replace(from, to)))
          .isInstanceOf(ForeignPolicyException.class)
          .isNotInstanceOf(DeadHolderException.class);
    }

    @Test
    void aLivingSealerOfAnotherNameThanItsConditionIsForeign() throws Exception {
      String json =
          pinned()
              .json()
              .replace(
                  "\"AWS\" : \"" + HOLDERS.sealer() + "\"",
                  "\"AWS\" : \"arn:aws:iam::111111111101:user/other\"");
      assertThatThrownBy(() -> SheetKeyPolicy.parse(json))
          .isInstanceOf(ForeignPolicyException.class)
          .isNotInstanceOf(DeadHolderException.class);
    }
  }

  @Nested
  @DisplayName("closing any policy by force")
  class ByForce {
    private static final String FOREIGN =
        """
        {"Version":"2012-10-17","Id":"mine","Statement":[
          {"Sid":"A","Effect":"Allow","Principal":{"AWS":["AROAZXCVBNMASDFGHJKLQ","arn:aws:iam::1:root"]},
           "Action":"kms:*","Resource":"*"},
          {"Sid":"B","Effect":"Allow","Principal":{"AWS":"AIDAZXCVBNMASDFGHJKLQ"},"Action":"kms:Decrypt",
           "Resource":"*"},
          {"Sid":"EmergencyBrake","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}]}""";

    /** [K-9]. */
    @Test
    void deniesOpeningKeepsTheRestAndLeavesOutTheDead() throws Exception {
      String closed = SheetKeyPolicy.closedByForce(FOREIGN);
      assertThat(closed)
          .contains("\"Id\":\"mine\"", "arn:aws:iam::1:root", "kms:Sign", "EmergencyBrake2")
          .doesNotContain("AROA", "AIDA", "\"B\"");
      assertThat(SheetKeyPolicy.saySame(closed, FOREIGN)).isFalse();
      String again = SheetKeyPolicy.closedByForce(closed);
      assertThat(SheetKeyPolicy.saySame(again, closed)).isTrue();
    }

    @Test
    void aConditionalDenyIsNoBrake() throws Exception {
      String closed = SheetKeyPolicy.closedByForce(FOREIGN);
      String weak =
          closed.replace(
              "\"Action\":[\"kms:Decrypt\",\"kms:ReEncrypt*\"]",
              "\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}},"
                  + "\"Action\":[\"kms:Decrypt\",\"kms:ReEncrypt*\"]");
      assertThat(weak).isNotEqualTo(closed);
      assertThat(SheetKeyPolicy.closedByForce(weak)).contains("EmergencyBrake3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\":1,\"a\":2}"})
    void whatIsNoPolicyIsRefused(String json) {
      assertThatThrownBy(() -> SheetKeyPolicy.closedByForce(json))
          .isInstanceOf(ForeignPolicyException.class);
    }
  }

  @Test
  @DisplayName("a policy that is as full as KMS takes can still be closed")
  void aFullPolicyCanBeClosed() throws Exception {
    SheetKeyPolicy policy = pinned();
    int sessions = 1;
    while (length(policy.moveTo(Optional.of(number(sessions + 1)), LATE))
        <= SheetKeyPolicy.MAX_LENGTH) {
      policy = policy.moveTo(Optional.of(number(++sessions)), LATE);
    }
    assertThat(policy.unsettled()).hasSizeGreaterThan(30);
    SheetKeyPolicy closed = policy.moveTo(Optional.empty(), LATE);
    assertThat(length(closed)).isLessThan(SheetKeyPolicy.MAX_LENGTH);
    assertThat(closed.unsettled()).hasSize(sessions);
    assertThat(List.of(closed.pin())).containsExactly(Optional.empty());
  }

  private static Pin number(int session) {
    return new Pin(
        "riverside-2026",
        "buyer-1",
        dev.sealedbid.core.SessionId.parse(String.format("%064x", session)),
        Policies.measurements(),
        ROLE,
        CLOSES_AT,
        Policies.RESOLVE_BY);
  }

  private static int length(SheetKeyPolicy policy) {
    return policy.json().getBytes(StandardCharsets.UTF_8).length;
  }
}
