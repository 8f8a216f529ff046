package dev.sealedbid.local.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentTest {
  private static final String GOOD =
      """
      {'Version':'2012-10-17','Statement':[{'Sid':'x','Effect':'Allow','Principal':'*',\
      'Action':'kms:Decrypt','Resource':'*','Condition':{'StringEquals':{'aws:x':'y'}}}]}""";

  @ParameterizedTest(name = "{0} → {1} is refused at {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'2012-10-17'|'2012-10-18'|$.Version",
        "'2012-10-17'|5|$.Version: text",
        "'Version'|'version'|$.version: there is no such element",
        "'Sid'|'Note'|$.Statement[0].Note",
        "'Allow'|'allow'|$.Statement[0].Effect",
        "'Effect':'Allow',||$.Statement[0].Effect: is missing",
        "'Principal':'*',||$.Statement[0].Principal: is missing",
        "'Principal':'*'|'NotPrincipal':'*'|$.Statement[0].NotPrincipal: not supported",
        "'Principal':'*'|'Principal':'me'|$.Statement[0].Principal",
        "'Principal':'*'|'Principal':{}|names nobody",
        "'Principal':'*'|'Principal':{'AWS':[]}|the list is empty",
        "'Principal':'*'|'Principal':{'AWS':'arn:aws:iam::111111111111:user/*'}|wildcards",
        "'Principal':'*'|'Principal':{'AWS':'1234'}|is no account",
        "'Principal':'*'|'Principal':{'Federated':'x'}|this kind of principal",
        "'Principal':'*'|'Principal':{'Service':'x'}|no service's name",
        "'kms:Decrypt'|'Decrypt'|is no action",
        "'kms:Decrypt'|[]|the list is empty",
        "'kms:Decrypt'|7|text is expected",
        "'Action':'kms:Decrypt',||exactly one of Action and NotAction",
        "'Resource':'*',|'Resource':'*','NotResource':'*',|exactly one of Resource",
        "'Resource':'*'|'Resource':'key'|neither an ARN nor *",
        "'Resource':'*'|'Resource':'arn:${aws:x}'|policy variables",
        "'StringEquals'|'StringSame'|there is no such condition operator",
        "'StringEquals'|'Bool'|no value that this operator can compare",
        "'StringEquals'|'DateLessThan'|no value that this operator can compare",
        "'StringEquals'|'NumericEquals'|no value that this operator can compare",
        "'StringEquals'|'Null'|no value that this operator can compare",
        "'aws:x'|'x'|a condition key looks like",
        "'y'|{}|text is expected",
        "'y'|[]|the list is empty",
        "'Condition':{|'Condition':{'StringEquals':{},|no JSON",
        "]}|]}x|no JSON",
        "[{|[],'Id':[{|a policy needs|",
      })
  void refused(String from, String to, String message) {
    String json = GOOD.replace(from, to == null ? "" : to).replace('\'', '"');
    assertThat(json).isNotEqualTo(GOOD.replace('\'', '"'));
    assertThatThrownBy(() -> PolicyDocument.parse(json, PolicyType.RESOURCE))
        .isInstanceOf(MalformedPolicyException.class)
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
    if (!message.startsWith("a policy needs")) {
      assertThatThrownBy(() -> PolicyDocument.parse(json, PolicyType.RESOURCE))
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[]|RESOURCE",
        "\"\"|RESOURCE",
        "{}|RESOURCE",
        "{'Statement':[]}|RESOURCE",
        "{'Statement':{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}}|IDENTITY",
        "{'Statement':{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}}|TRUST",
        "{'Statement':{'Effect':'Allow','Action':'*'}}|IDENTITY",
        "{'Statement':{'Effect':'Allow','Action':'*'}}|TRUST",
      })
  void wrongForItsPlace(String json, PolicyType type) {
    assertThatThrownBy(() -> PolicyDocument.parse(json.replace('\'', '"'), type))
        .isInstanceOf(MalformedPolicyException.class);
  }

  @ParameterizedTest
  @CsvSource({"32768,false", "32769,true"})
  void length(int length, boolean refused) throws MalformedPolicyException {
    String json = GOOD.replace('\'', '"');
    String padded = json + " ".repeat(length - json.length());
    if (refused) {
      assertThatThrownBy(() -> PolicyDocument.parse(padded, PolicyType.RESOURCE))
          .isInstanceOf(MalformedPolicyException.class);
    } else {
      assertThat(PolicyDocument.parse(padded, PolicyType.RESOURCE)).isNotNull();
    }
  }

  @FuzzTest
  void anyTextIsParsedOrRefused(FuzzedDataProvider data) {
    String json = data.consumeRemainingAsString();
    for (PolicyType type : PolicyType.values()) {
      try {
        assertThat(PolicyDocument.parse(json, type)).isNotNull();
      } catch (MalformedPolicyException e) {
        assertThat(e).hasMessageStartingWith("$");
      }
    }
  }
}
