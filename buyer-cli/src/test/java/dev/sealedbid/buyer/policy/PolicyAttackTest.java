package dev.sealedbid.buyer.policy;

import static dev.sealedbid.buyer.policy.Policies.CLOSES_AT;
import static dev.sealedbid.buyer.policy.Policies.HOLDERS;
import static dev.sealedbid.buyer.policy.Policies.RESOLVE_BY;
import static dev.sealedbid.buyer.policy.Policies.ROLE;
import static dev.sealedbid.buyer.policy.Policies.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.PolicyPrincipal;
import dev.sealedbid.local.policy.PolicyType;
import dev.sealedbid.local.policy.PrincipalPolicies;
import dev.sealedbid.local.policy.RequestContext;
import dev.sealedbid.local.policy.ResourceRule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The written policy, evaluated as AWS does, against whoever wants the bids. Each attack differs
 * from the one allowed request in one point only.
 */
class PolicyAttackTest {
  private static final String KEY =
      "arn:aws:kms:eu-west-1:111111111101:key/00000000-0000-4000-8000-000000000001";
  private static final String ACCOUNT = "111111111101";
  private static final Instant IN_THE_WINDOW = CLOSES_AT.plusSeconds(60);
  private static final PolicyPrincipal ENCLAVE =
      PolicyPrincipal.assumedRole(
          "arn:aws:sts::999999999999:assumed-role/auctioneer-decrypt/round", "999999999999", ROLE);
  private static final PolicyPrincipal SEALER = PolicyPrincipal.user(HOLDERS.sealer(), ACCOUNT);
  private static final PolicyPrincipal ADMIN = PolicyPrincipal.user(HOLDERS.admin(), ACCOUNT);
  private static final PolicyPrincipal COLLEAGUE =
      PolicyPrincipal.user("arn:aws:iam::111111111101:user/colleague", ACCOUNT);
  private static final PolicyPrincipal ROOT = PolicyPrincipal.root(ACCOUNT);

  private final Map<String, String> context = new LinkedHashMap<>();

  PolicyAttackTest() {
    String[] pcrs = {"a", "b", "c", "d"};
    for (int i = 0; i < pcrs.length; i++) {
      context.put("kms:RecipientAttestation:PCR" + i, pcrs[i].repeat(96));
    }
    context.put("kms:EncryptionContext:session-id", session(1).hex());
    context.put("kms:EncryptionContext:auction-id", "riverside-2026");
    context.put("kms:EncryptionContext:buyer-id", "buyer-1");
    context.put("kms:EncryptionContext:purpose", "sheet");
    context.put("aws:CurrentTime", IN_THE_WINDOW.toString());
  }

  @Nested
  @DisplayName("Opening a sheet of the pinned session")
  class Opening {
    @Test
    void theEnclaveInTheWindowMay() throws Exception {
      assertThat(ask(pinned(), ENCLAVE, "kms:Decrypt").isAllowed()).isTrue();
    }

    /** [K-3]. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void anotherMeasurementMayNot(int pcr) throws Exception {
      context.put("kms:RecipientAttestation:PCR" + pcr, "e".repeat(96));
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void zeroesOfDebugModeMayNot(int pcr) throws Exception {
      context.put("kms:RecipientAttestation:PCR" + pcr, "0".repeat(96));
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
    }

    @Test
    void withoutAttestationNobodyMay() throws Exception {
      context.keySet().removeIf(key -> key.startsWith("kms:RecipientAttestation"));
      for (PolicyPrincipal caller : List.of(ENCLAVE, SEALER, ADMIN, COLLEAGUE)) {
        assertExplicitlyDenied(pinned(), caller, "kms:Decrypt");
      }
    }

    /** [K-3]. */
    @ParameterizedTest
    @CsvSource({
      "session-id, 2222222222222222222222222222222222222222222222222222222222222222",
      "auction-id, hillside-2026",
      "buyer-id, buyer-2",
      "purpose, reserve",
      "auction-id, Riverside-2026"
    })
    void anotherContextMayNot(String key, String value) throws Exception {
      context.put("kms:EncryptionContext:" + key, value);
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session-id", "auction-id", "buyer-id", "purpose"})
    void aMissingContextMayNot(String key) throws Exception {
      context.remove("kms:EncryptionContext:" + key);
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
    }

    /** [C-8] [K-4]. */
    @Test
    void beforeClosingMayNot() throws Exception {
      context.put("aws:CurrentTime", CLOSES_AT.minusMillis(1).toString());
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
      context.put("aws:CurrentTime", CLOSES_AT.toString());
      assertThat(ask(pinned(), ENCLAVE, "kms:Decrypt").isAllowed()).isTrue();
    }

    /** [C-8] [K-4]. */
    @Test
    void afterTheDeadlineMayNot() throws Exception {
      context.put("aws:CurrentTime", RESOLVE_BY.plusMillis(1).toString());
      assertExplicitlyDenied(pinned(), ENCLAVE, "kms:Decrypt");
      context.put("aws:CurrentTime", RESOLVE_BY.toString());
      assertThat(ask(pinned(), ENCLAVE, "kms:Decrypt").isAllowed()).isTrue();
    }

    @Test
    void anotherRoleOfTheAuctioneerMayNot() throws Exception {
      PolicyPrincipal parent =
          PolicyPrincipal.assumedRole(
              "arn:aws:sts::999999999999:assumed-role/auctioneer-parent/i-1",
              "999999999999",
              "arn:aws:iam::999999999999:role/auctioneer-parent");
      assertThat(ask(pinned(), parent, "kms:Decrypt").isAllowed()).isFalse();
    }

    @Test
    void theBuyersOwnPeopleMayNotEvenWithAGenuineAttestation() throws Exception {
      for (PolicyPrincipal caller : List.of(SEALER, ADMIN, COLLEAGUE, ROOT)) {
        assertThat(ask(pinned(), caller, "kms:Decrypt").isAllowed()).as(caller.arn()).isFalse();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms:ReEncryptFrom", "kms:ReEncryptTo"})
    void nobodyMayReEncrypt(String action) throws Exception {
      for (PolicyPrincipal caller : List.of(ENCLAVE, SEALER, ADMIN, COLLEAGUE, ROOT)) {
        assertExplicitlyDenied(pinned(), caller, action);
        assertExplicitlyDenied(SheetKeyPolicy.fresh(HOLDERS), caller, action);
      }
    }

    @Test
    void nobodyMayGrant() throws Exception {
      for (PolicyPrincipal caller : List.of(ENCLAVE, SEALER, ADMIN, COLLEAGUE, ROOT)) {
        assertExplicitlyDenied(pinned(), caller, "kms:CreateGrant");
        assertExplicitlyDenied(SheetKeyPolicy.fresh(HOLDERS), caller, "kms:CreateGrant");
      }
    }
  }

  @Nested
  @DisplayName("A fresh, a closed and a moved key")
  class Unpinned {
    @Test
    void nobodyMayOpenWithAFreshOrClosedKey() throws Exception {
      SheetKeyPolicy closed =
          pinned().moveTo(Optional.empty(), CLOSES_AT.minus(Duration.ofHours(1)));
      for (SheetKeyPolicy policy : List.of(SheetKeyPolicy.fresh(HOLDERS), closed)) {
        for (PolicyPrincipal caller : List.of(ENCLAVE, SEALER, ADMIN, COLLEAGUE, ROOT)) {
          assertExplicitlyDenied(policy, caller, "kms:Decrypt");
        }
      }
    }

    @Test
    void theOldSessionMayNotBeOpenedAfterAMove() throws Exception {
      SheetKeyPolicy moved =
          pinned().moveTo(Optional.of(Policies.pin(2)), CLOSES_AT.minus(Duration.ofHours(1)));
      assertExplicitlyDenied(moved, ENCLAVE, "kms:Decrypt");
      context.put("kms:EncryptionContext:session-id", session(2).hex());
      assertThat(ask(moved, ENCLAVE, "kms:Decrypt").isAllowed()).isTrue();
    }
  }

  @Nested
  @DisplayName("Sealing in the buyer's name, and changing the lock")
  class Sealing {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:GenerateDataKeyPair"
        })
    void onlyTheSealerMay(String action) throws Exception {
      boolean sealerMay = action.equals("kms:Encrypt") || action.equals("kms:GenerateDataKey");
      assertThat(ask(pinned(), SEALER, action).isAllowed()).isEqualTo(sealerMay);
      for (PolicyPrincipal caller : List.of(ENCLAVE, ADMIN, COLLEAGUE, ROOT)) {
        assertExplicitlyDenied(pinned(), caller, action);
      }
    }

    @Test
    void onlyTheAdminMayChangeThePolicy() throws Exception {
      assertThat(ask(pinned(), ADMIN, "kms:PutKeyPolicy").isAllowed()).isTrue();
      for (PolicyPrincipal caller : List.of(ENCLAVE, SEALER, COLLEAGUE, ROOT)) {
        for (SheetKeyPolicy policy : List.of(pinned(), SheetKeyPolicy.fresh(HOLDERS))) {
          assertThat(ask(policy, caller, "kms:PutKeyPolicy").isAllowed())
              .as(caller.arn())
              .isFalse();
        }
      }
    }

    @Test
    void theAccountsAdministratorsMayLookOnly() throws Exception {
      assertThat(ask(pinned(), COLLEAGUE, "kms:GetKeyPolicy").isAllowed()).isTrue();
      for (String action :
          List.of("kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:ReplicateKey")) {
        assertThat(ask(pinned(), COLLEAGUE, action).isAllowed()).as(action).isFalse();
      }
    }
  }

  private static SheetKeyPolicy pinned() throws PinRefusedException {
    return SheetKeyPolicy.fresh(HOLDERS)
        .moveTo(Optional.of(Policies.pin(1)), CLOSES_AT.minus(Duration.ofHours(2)));
  }

  private void assertExplicitlyDenied(SheetKeyPolicy policy, PolicyPrincipal caller, String action)
      throws Exception {
    assertThat(ask(policy, caller, action).outcome())
        .as(caller.arn() + " " + action)
        .isEqualTo(Decision.Outcome.EXPLICIT_DENY);
  }

  // Everybody has an identity policy that allows everything: only the key policy stands in the way.
  private Decision ask(SheetKeyPolicy policy, PolicyPrincipal caller, String action)
      throws Exception {
    PolicyDocument everything =
        PolicyDocument.parse(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","
                + "\"Resource\":\"*\"}]}",
            PolicyType.IDENTITY);
    RequestContext.Builder request = RequestContext.builder();
    context.forEach(request::put);
    request.put("aws:PrincipalArn", caller.principalArn());
    return new PolicyEngine()
        .decide(
            new AuthorizationRequest(caller, action, KEY, request.build()),
            new PrincipalPolicies(List.of(everything), List.of()),
            Optional.of(PolicyDocument.parse(policy.json(), PolicyType.RESOURCE)),
            ACCOUNT,
            ResourceRule.RESOURCE_POLICY_MUST_ALLOW);
  }
}
