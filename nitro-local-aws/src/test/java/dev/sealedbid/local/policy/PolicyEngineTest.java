package dev.sealedbid.local.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.local.policy.Decision.Outcome;
import dev.sealedbid.local.policy.Decision.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PolicyEngineTest {
  private static final String OWNER = "111111111111";
  private static final String OTHER = "222222222222";
  private static final String KEY = "arn:aws:kms:eu-west-1:111111111111:key/k";
  private static final PolicyPrincipal USER = user(OWNER);
  private static final PolicyPrincipal FOREIGN_USER = user(OTHER);
  private static final PolicyPrincipal SESSION =
      PolicyPrincipal.assumedRole(
          "arn:aws:sts::111111111111:assumed-role/r/s", OWNER, "arn:aws:iam::111111111111:role/r");
  private static final PolicyDocument EVERYTHING = identity("Allow", "*", "*");

  private final PolicyEngine engine = new PolicyEngine();

  @Nested
  @DisplayName("within one account")
  class SameAccount {
    @Test
    void noKeyPolicyStatementDeniesEvenAdministrators() {
      Decision decision = kms(USER, policies(EVERYTHING), key("Allow", FOREIGN_USER.arn()));
      assertThat(decision).isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.RESOURCE));
    }

    @Test
    void userNamedByTheKeyPolicyNeedsNothingElse() {
      assertThat(kms(USER, PrincipalPolicies.none(), key("Allow", USER.arn())).isAllowed())
          .isTrue();
    }

    @Test
    void rootPrincipalDelegatesToIdentityPolicies() {
      PolicyDocument key = key("Allow", "arn:aws:iam::111111111111:root");
      assertThat(kms(USER, policies(EVERYTHING), key).isAllowed()).isTrue();
      assertThat(kms(USER, PrincipalPolicies.none(), key))
          .isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.IDENTITY));
      assertThat(kms(PolicyPrincipal.root(OWNER), PrincipalPolicies.none(), key).isAllowed())
          .isTrue();
    }

    @Test
    void rootIsNotEverybodyOfTheKeyPolicy() {
      PolicyDocument key = key("Allow", USER.arn());
      assertThat(kms(PolicyPrincipal.root(OWNER), PrincipalPolicies.none(), key).isAllowed())
          .isFalse();
    }

    @Test
    void denyOfTheAccountReachesEveryPrincipalOfIt() {
      PolicyDocument key =
          resource(
              statement("Allow", "'AWS':'%s'".formatted(USER.arn()))
                  + ","
                  + statement("Deny", "'AWS':'111111111111'"));
      assertThat(kms(USER, policies(EVERYTHING), key))
          .isEqualTo(new Decision(Outcome.EXPLICIT_DENY, Source.RESOURCE));
    }

    @Test
    void denyInAnIdentityPolicyWins() {
      PrincipalPolicies policies = policies(EVERYTHING, identity("Deny", "kms:Dec*", "*"));
      assertThat(kms(USER, policies, key("Allow", USER.arn())))
          .isEqualTo(new Decision(Outcome.EXPLICIT_DENY, Source.IDENTITY));
    }

    @Test
    void sessionPolicyLimitsWhatTheRoleIsGiven() {
      PolicyDocument key = key("Allow", "arn:aws:iam::111111111111:role/r");
      assertThat(kms(SESSION, PrincipalPolicies.none(), key).isAllowed()).isTrue();
      assertThat(kms(SESSION, session("Allow", "kms:Encrypt"), key))
          .isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.SESSION));
      assertThat(kms(SESSION, session("Allow", "kms:Decrypt"), key).isAllowed()).isTrue();
      assertThat(kms(SESSION, session("Deny", "kms:Decrypt"), key))
          .isEqualTo(new Decision(Outcome.EXPLICIT_DENY, Source.SESSION));
    }

    @Test
    void sessionNamedItselfIsNotLimited() {
      PolicyDocument key = key("Allow", SESSION.arn());
      assertThat(kms(SESSION, session("Allow", "kms:Encrypt"), key).isAllowed()).isTrue();
    }

    @Test
    void sessionOfAnotherRoleIsSomebodyElse() {
      PolicyDocument key = key("Allow", "arn:aws:iam::111111111111:role/r2");
      assertThat(kms(SESSION, policies(EVERYTHING), key).isAllowed()).isFalse();
    }

    @Test
    void bucketsLeaveItToEitherPolicy() {
      assertThat(s3(USER, policies(EVERYTHING), Optional.empty()).isAllowed()).isTrue();
      assertThat(s3(USER, PrincipalPolicies.none(), Optional.of(key("Allow", USER.arn()))))
          .isEqualTo(new Decision(Outcome.ALLOWED, Source.RESOURCE));
      assertThat(s3(USER, PrincipalPolicies.none(), Optional.empty()).isAllowed()).isFalse();
    }
  }

  @Nested
  @DisplayName("across accounts")
  class CrossAccount {
    @Test
    void bothSidesMustAllow() {
      PolicyDocument key = key("Allow", FOREIGN_USER.arn());
      assertThat(kms(FOREIGN_USER, policies(EVERYTHING), key).isAllowed()).isTrue();
      assertThat(kms(FOREIGN_USER, PrincipalPolicies.none(), key))
          .isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.IDENTITY));
      assertThat(kms(FOREIGN_USER, policies(EVERYTHING), key("Allow", USER.arn())))
          .isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.RESOURCE));
    }

    @Test
    void foreignRootDelegatesToItsIdentityPolicies() {
      PolicyDocument key = key("Allow", "222222222222");
      assertThat(kms(FOREIGN_USER, policies(EVERYTHING), key).isAllowed()).isTrue();
      assertThat(kms(USER, policies(EVERYTHING), key).isAllowed()).isFalse();
    }

    @Test
    void bucketsToo() {
      assertThat(s3(FOREIGN_USER, policies(EVERYTHING), Optional.empty()).isAllowed()).isFalse();
      assertThat(s3(PolicyPrincipal.anonymous(), PrincipalPolicies.none(), Optional.empty()))
          .isEqualTo(new Decision(Outcome.IMPLICIT_DENY, Source.RESOURCE));
    }
  }

  @Nested
  @DisplayName("actions and resources")
  class ActionsAndResources {
    @Test
    void actionsIgnoreCaseAndKnowWildcards() {
      assertThat(allowsDecrypt("'Action':'KMS:decrypt','Resource':'*'")).isTrue();
      assertThat(allowsDecrypt("'Action':'kms:De?rypt','Resource':'*'")).isTrue();
      assertThat(allowsDecrypt("'Action':['kms:Encrypt','kms:D*'],'Resource':'*'")).isTrue();
      assertThat(allowsDecrypt("'Action':'kms:Decryp','Resource':'*'")).isFalse();
      assertThat(allowsDecrypt("'Action':'s3:*','Resource':'*'")).isFalse();
    }

    @Test
    void notActionIsEverythingElse() {
      assertThat(allowsDecrypt("'NotAction':'kms:Encrypt','Resource':'*'")).isTrue();
      assertThat(allowsDecrypt("'NotAction':['kms:D*','kms:E*'],'Resource':'*'")).isFalse();
    }

    @Test
    void resourcesAreMatchedWithCase() {
      assertThat(allowsDecrypt("'Action':'*','Resource':'" + KEY + "'")).isTrue();
      assertThat(allowsDecrypt("'Action':'*','Resource':'arn:aws:kms:*:*:key/*'")).isTrue();
      assertThat(allowsDecrypt("'Action':'*','Resource':'" + KEY + "K'")).isFalse();
      assertThat(allowsDecrypt("'Action':'*','NotResource':'" + KEY + "'")).isFalse();
      assertThat(allowsDecrypt("'Action':'*','NotResource':'arn:x'")).isTrue();
    }

    @Test
    void everyConditionMustHoldAndKeysIgnoreCase() {
      String two = "'Action':'*','Resource':'*','Condition':{'StringEquals':{'A:one':'1',%s}}";
      assertThat(allowsDecrypt(two.formatted("'a:TWO':['x','2']"))).isTrue();
      assertThat(allowsDecrypt(two.formatted("'a:two':'3'"))).isFalse();
      assertThat(allowsDecrypt(two.formatted("'a:three':'3'"))).isFalse();
    }

    private boolean allowsDecrypt(String rest) {
      PolicyDocument identity =
          parse("{'Statement':{'Effect':'Allow'," + rest + "}}", PolicyType.IDENTITY);
      return kms(USER, policies(identity), key("Allow", "111111111111")).isAllowed();
    }
  }

  @Test
  void reasonsAreInAwsWords() {
    assertThat(new Decision(Outcome.IMPLICIT_DENY, Source.RESOURCE).reason("kms:Decrypt"))
        .isEqualTo("because no resource-based policy allows the kms:Decrypt action");
    assertThat(new Decision(Outcome.EXPLICIT_DENY, Source.RESOURCE).reason("kms:Decrypt"))
        .isEqualTo("with an explicit deny in a resource-based policy");
    assertThat(new Decision(Outcome.EXPLICIT_DENY, Source.IDENTITY).reason("kms:Decrypt"))
        .isEqualTo("with an explicit deny in an identity-based policy");
    assertThat(new Decision(Outcome.IMPLICIT_DENY, Source.SESSION).reason("kms:Decrypt"))
        .isEqualTo("because no session policy allows the kms:Decrypt action");
  }

  private Decision kms(PolicyPrincipal who, PrincipalPolicies policies, PolicyDocument key) {
    return engine.decide(
        request(who), policies, Optional.of(key), OWNER, ResourceRule.RESOURCE_POLICY_MUST_ALLOW);
  }

  private Decision s3(
      PolicyPrincipal who, PrincipalPolicies policies, Optional<PolicyDocument> bucket) {
    return engine.decide(request(who), policies, bucket, OWNER, ResourceRule.EITHER_MAY_ALLOW);
  }

  private static AuthorizationRequest request(PolicyPrincipal who) {
    RequestContext context = RequestContext.builder().put("a:one", "1").put("a:two", "2").build();
    return new AuthorizationRequest(who, "kms:Decrypt", KEY, context);
  }

  private static PolicyPrincipal user(String account) {
    return PolicyPrincipal.user("arn:aws:iam::" + account + ":user/u", account);
  }

  private static PrincipalPolicies policies(PolicyDocument... identity) {
    return new PrincipalPolicies(List.of(identity), List.of());
  }

  private static PrincipalPolicies session(String effect, String action) {
    return new PrincipalPolicies(List.of(EVERYTHING), List.of(identity(effect, action, "*")));
  }

  private static PolicyDocument key(String effect, String principal) {
    return resource(statement(effect, "'AWS':'" + principal + "'"));
  }

  private static String statement(String effect, String principal) {
    return "{'Effect':'%s','Principal':{%s},'Action':'kms:*','Resource':'*'}"
        .formatted(effect, principal);
  }

  private static PolicyDocument resource(String statements) {
    return parse("{'Statement':[" + statements + "]}", PolicyType.RESOURCE);
  }

  private static PolicyDocument identity(String effect, String action, String resource) {
    return parse(
        "{'Statement':[{'Effect':'%s','Action':'%s','Resource':'%s'}]}"
            .formatted(effect, action, resource),
        PolicyType.IDENTITY);
  }

  private static PolicyDocument parse(String json, PolicyType type) {
    try {
      return PolicyDocument.parse(json.replace('\'', '"'), type);
    } catch (MalformedPolicyException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
