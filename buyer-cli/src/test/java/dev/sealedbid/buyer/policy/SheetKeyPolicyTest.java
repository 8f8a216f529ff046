package dev.sealedbid.buyer.policy;

import static dev.sealedbid.buyer.policy.Policies.CLOSES_AT;
import static dev.sealedbid.buyer.policy.Policies.HOLDERS;
import static dev.sealedbid.buyer.policy.Policies.pin;
import static dev.sealedbid.buyer.policy.Policies.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetKeyPolicyTest {
  private static final Instant EARLY = CLOSES_AT.minus(Duration.ofHours(2));
  private static final Instant LATE = CLOSES_AT.minus(Duration.ofMinutes(29));

  private static SheetKeyPolicy pinned() throws PinRefusedException {
    return SheetKeyPolicy.fresh(HOLDERS).moveTo(Optional.of(pin(1)), EARLY);
  }

  private static SheetKeyPolicy moved() throws PinRefusedException {
    return pinned().moveTo(Optional.of(pin(2)), EARLY).moveTo(Optional.of(pin(3)), LATE);
  }

  @Nested
  @DisplayName("The policy that is written")
  class Golden {
    @Test
    void freshKeyIsTheCheckedInFile() throws Exception {
      assertThat(SheetKeyPolicy.fresh(HOLDERS).json()).isEqualTo(golden("fresh.json"));
    }

    /** [K-3]. */
    @Test
    void pinnedKeyIsTheCheckedInFile() throws Exception {
      assertThat(pinned().json()).isEqualTo(golden("pinned.json"));
    }

    /** [K-5]. */
    @Test
    void movedKeyIsTheCheckedInFile() throws Exception {
      assertThat(moved().json()).isEqualTo(golden("moved.json"));
    }

    @Test
    void closedKeyHasNoAllowToDecrypt() throws Exception {
      SheetKeyPolicy closed = pinned().moveTo(Optional.empty(), EARLY);
      assertThat(closed.json()).doesNotContain("EnclaveOpens").contains("\"DenyOpening\"");
    }

    private static String golden(String name) throws IOException {
      try (InputStream in = SheetKeyPolicyTest.class.getResourceAsStream(name)) {
        assertThat(in).as(name).isNotNull();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
      }
    }
  }

  @Nested
  @DisplayName("Reading a policy back")
  class Reading {
    @Test
    void givesTheStateThatWroteIt() throws Exception {
      for (SheetKeyPolicy policy :
          new SheetKeyPolicy[] {
            SheetKeyPolicy.fresh(HOLDERS),
            pinned(),
            moved(),
            moved().moveTo(Optional.empty(), LATE),
            moved().settle(session(2))
          }) {
        assertThat(SheetKeyPolicy.parse(policy.json())).isEqualTo(policy);
      }
    }

    /** [K-2]. */
    @Test
    void spellingDoesNotMatter() throws Exception {
      String spelt =
          pinned()
              .json()
              .replaceAll("\\s+", " ")
              .replace("\"Principal\" : \"*\"", "\"Principal\" : {\"AWS\" : [\"*\"]}")
              .replace("\"Action\" : \"kms:Decrypt\"", "\"Action\" : [\"kms:Decrypt\"]");
      assertThat(SheetKeyPolicy.parse(spelt)).isEqualTo(pinned());
      assertThat(pinned().isSaidBy(spelt)).isTrue();
    }

    /** [K-2]. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "kms:CreateGrant|kms:Nothing",
          "kms:ReEncrypt*|kms:ReEncryptFrom",
          "DenyOpeningUnlessPCR3|Other",
          "\"DateLessThan\"|\"DateLessThanIfExists\"",
          "\"Deny\"|\"Allow\"",
          "arn:aws:iam::111111111101:root|*",
          "StringNotEqualsIgnoreCase|StringNotEqualsIgnoreCaseIfExists",
          "2026-11-21T09:00:00Z|2026-11-21T09:00:01Z",
          "bbbb|bbba",
          "\"kms:PutKeyPolicy\",|\"kms:PutKeyPolicy\", \"kms:Decrypt\",",
          "sealed-bid/v1|sealed-bid/v2"
        })
    void oneChangedWordIsForeign(String from, String to) throws Exception {
      String json = pinned().json();
      assertThat(json).contains(from);
      String changed =
          json.substring(0, json.indexOf(from))
              + to
              + json.substring(json.indexOf(from) + from.length());
      assertThatThrownBy(() -> SheetKeyPolicy.parse(changed))
          .isInstanceOf(ForeignPolicyException.class);
    }

    @Test
    void anAddedStatementIsForeignAndNamed() throws Exception {
      String open =
          "\"Statement\" : [ {\"Sid\":\"Mine\",\"Effect\":\"Allow\",\"Principal\":\"*\","
              + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"},";
      String changed = pinned().json().replaceFirst("\"Statement\" : \\[", open);
      assertThat(changed).contains("Mine");
      assertThatThrownBy(() -> SheetKeyPolicy.parse(changed))
          .isInstanceOf(ForeignPolicyException.class)
          .hasMessageContaining("Mine is strange");
    }

    /** [K-2]. */
    @Test
    void thePolicyOfAnEarlierVersionIsForeignAndNamed() throws Exception {
      String former =
          "\"Statement\" : [ {\"Sid\":\"DenyPolicyChangesByOthers\",\"Effect\":\"Deny\","
              + "\"Principal\":\"*\",\"Action\":\"kms:PutKeyPolicy\",\"Resource\":\"*\","
              + "\"Condition\":{\"StringNotEquals\":{\"aws:PrincipalArn\":\""
              + HOLDERS.admin()
              + "\"}}},";
      String changed =
          pinned()
              .json()
              .replaceAll("\\{\\s+\"AWS\" : \"\\*\"\\s+}", "\"*\"")
              .replaceFirst("\"Statement\" : \\[", former);
      assertThat(changed).doesNotContain("\"AWS\" : \"*\"");
      assertThatThrownBy(() -> SheetKeyPolicy.parse(changed))
          .isInstanceOf(ForeignPolicyException.class)
          .hasMessageContaining("of an earlier buyer-cli; close this key with key close --force");
    }

    /** [K-2]. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "[]",
          "{",
          "{}",
          "{\"Id\":1}",
          "{\"Id\":\"sealed-bid/v1\",\"Statement\":[]}",
          "{\"Id\":\"key-default-1\",\"Statement\":[{\"Sid\":\"x\"}]}",
          "{\"Id\":\"a\",\"Id\":\"b\"}",
          "{} {}"
        })
    void anythingElseIsForeign(String json) {
      assertThatThrownBy(() -> SheetKeyPolicy.parse(json))
          .isInstanceOf(ForeignPolicyException.class);
    }

    @Test
    void tooLongIsForeign() {
      assertThatThrownBy(() -> SheetKeyPolicy.parse(" ".repeat(SheetKeyPolicy.MAX_LENGTH + 1)))
          .isInstanceOf(ForeignPolicyException.class)
          .hasMessageContaining("longer");
    }
  }

  @Nested
  @DisplayName("Moving the pin (G4)")
  class Moving {
    @Test
    void withHalfAnHourLeftTheOldSessionIsSettled() throws Exception {
      Instant justInTime = CLOSES_AT.minus(SheetKeyPolicy.SETTLING_TIME);
      SheetKeyPolicy moved = pinned().moveTo(Optional.of(pin(2)), justInTime);
      assertThat(moved.unsettled()).isEmpty();
      assertThat(moved.earlier()).containsExactly(session(1));
    }

    @Test
    void oneMillisecondLaterItIsNot() throws Exception {
      Instant late = CLOSES_AT.minus(SheetKeyPolicy.SETTLING_TIME).plusMillis(1);
      SheetKeyPolicy moved = pinned().moveTo(Optional.of(pin(2)), late);
      assertThat(moved.earlier()).isEmpty();
      assertThat(moved.unsettled()).hasSize(1);
      UnsettledSession unsettled = moved.unsettled().get(0);
      assertThat(unsettled.sessionId()).isEqualTo(session(1));
      assertThat(unsettled.measurements()).isEqualTo(Policies.measurements());
      assertThat(unsettled.trailIsCompleteAt()).isAfterOrEqualTo(late.plusSeconds(30 * 60));
    }

    @Test
    void afterTheOldWindowItIsNotSettledEither() throws Exception {
      SheetKeyPolicy moved =
          pinned().moveTo(Optional.of(pin(2)), Policies.RESOLVE_BY.plusSeconds(86_400));
      assertThat(moved.unsettled()).hasSize(1);
    }

    @Test
    void settlingMovesASessionToTheEarlierOnes() throws Exception {
      SheetKeyPolicy settled = moved().settle(session(2));
      assertThat(settled.unsettled()).isEmpty();
      assertThat(settled.earlier()).containsExactly(session(1), session(2));
      assertThat(settled.settle(session(2))).isSameAs(settled);
    }

    @Test
    void theSamePinChangesNothing() throws Exception {
      assertThat(pinned().moveTo(Optional.of(pin(1)), LATE)).isEqualTo(pinned());
    }

    @Test
    void closingKeepsThePast() throws Exception {
      SheetKeyPolicy closed = pinned().moveTo(Optional.empty(), LATE);
      assertThat(closed.pin()).isEmpty();
      assertThat(closed.auctionId()).contains("riverside-2026");
      assertThat(closed.unsettled()).hasSize(1);
      refused(closed, pin(1), "never goes back");
    }

    /** [K-7]. */
    @Test
    void neverBackToASettledOrAnUnsettledSession() throws Exception {
      refused(moved(), pin(1), "never goes back");
      refused(moved(), pin(2), "never goes back");
    }

    /** [K-7]. */
    @Test
    void neverToAnotherAuction() throws Exception {
      Pin other =
          new Pin(
              "hillside-2026",
              "buyer-1",
              session(9),
              Policies.measurements(),
              Policies.ROLE,
              CLOSES_AT,
              Policies.RESOLVE_BY);
      refused(pinned(), other, "a sheet key of its own");
      refused(pinned().moveTo(Optional.empty(), EARLY), other, "a sheet key of its own");
    }

    /** [K-7]. */
    @Test
    void neverDifferentlyWithinASession() throws Exception {
      Pin longer =
          new Pin(
              "riverside-2026",
              "buyer-1",
              session(1),
              Policies.measurements(),
              Policies.ROLE,
              CLOSES_AT,
              Policies.RESOLVE_BY.plusSeconds(1));
      refused(pinned(), longer, "terms never change");
    }

    private static void refused(SheetKeyPolicy policy, Pin pin, String why) {
      assertThatThrownBy(() -> policy.moveTo(Optional.of(pin), EARLY))
          .isInstanceOf(PinRefusedException.class)
          .hasMessageContaining(why);
    }
  }

  @Nested
  @DisplayName("Principals")
  class Principals {
    @Test
    void aSessionsPrincipalIsItsRole() {
      assertThat(KeyHolders.principalOf("arn:aws:sts::111111111101:assumed-role/sealer/laptop"))
          .isEqualTo("arn:aws:iam::111111111101:role/sealer");
      assertThat(KeyHolders.principalOf(HOLDERS.admin())).isEqualTo(HOLDERS.admin());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "arn:aws:iam::111111111101:root",
          "*",
          "111111111101",
          "arn:aws:iam::111111111101:user/*",
          "arn:aws:sts::111111111101:assumed-role/a/b",
          "arn:aws:iam::1111:user/x"
        })
    void onlyUsersAndRolesHoldAKey(String arn) {
      assertThatThrownBy(() -> new KeyHolders(arn, arn))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bothAreOfOneAccount() {
      assertThatThrownBy(
              () -> new KeyHolders(HOLDERS.admin(), "arn:aws:iam::222222222222:user/sealer"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one account");
    }
  }

  @Test
  @DisplayName("Three hundred earlier sessions still fit into KMS's 32 KiB")
  void manySessionsFit() throws Exception {
    SheetKeyPolicy policy = pinned();
    for (int i = 0; i < 300; i++) {
      String hex = String.format("%064x", i + 0x100000);
      policy =
          new SheetKeyPolicy(
              policy.holders(),
              policy.auctionId(),
              policy.pin(),
              java.util.stream.Stream.concat(
                      policy.earlier().stream(),
                      java.util.stream.Stream.of(dev.sealedbid.core.SessionId.parse(hex)))
                  .toList(),
              policy.unsettled());
    }
    assertThat(policy.json().length()).isLessThan(SheetKeyPolicy.MAX_LENGTH);
    assertThat(SheetKeyPolicy.parse(policy.json())).isEqualTo(policy);
  }
}
