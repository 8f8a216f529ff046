package dev.sealedbid.core.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyArnTest {
  private static final String ID = "00000000-0000-4000-8000-00000000000a";

  @ParameterizedTest
  @CsvSource({
    "aws,eu-west-1",
    "aws,us-east-1",
    "aws,ap-southeast-4",
    "aws,il-central-1",
    "aws-cn,cn-north-1",
    "aws-us-gov,us-gov-west-1"
  })
  void reads(String partition, String region) {
    String arn = "arn:" + partition + ":kms:" + region + ":111111111111:key/" + ID;
    KeyArn key = KeyArn.parse(arn);
    assertThat(key).isEqualTo(new KeyArn(partition, region, "111111111111", ID));
    assertThat(key.arn()).isEqualTo(arn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:kms:eu-west-1:111111111111:alias/sheet | alias",
        "arn:aws:kms:eu-west-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef | multi-Region",
        "arn:aws:kms:eu-west-1:111111111111:grant/00000000-0000-4000-8000-00000000000a | isn't the ARN of a key",
        "arn:aws:kms:eu-west-1:111111111111:key/0000 | UUID",
        "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-00000000000A | UUID",
        "arn:aws:kms:eu-west-1:11111111111:key/00000000-0000-4000-8000-00000000000a | 12 digits",
        "arn:aws:kms:europe:111111111111:key/00000000-0000-4000-8000-00000000000a | Region",
        "arn:aws:kms:cn-north-1:111111111111:key/00000000-0000-4000-8000-00000000000a | partition",
        "arn:aws-cn:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-00000000000a | partition",
        "arn:aws:s3:eu-west-1:111111111111:key/00000000-0000-4000-8000-00000000000a | written",
        "arn:aws-iso:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-00000000000a | written",
        "00000000-0000-4000-8000-00000000000a | written"
      })
  void refuses(String arn, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyArn.parse(arn))
        .withMessageContaining(why);
  }

  @Test
  void refusesWhatStandsAround() {
    String arn = "arn:aws:kms:eu-west-1:111111111111:key/" + ID;
    for (String text : new String[] {" " + arn, arn + "\n", arn + "/x", arn + "x".repeat(500)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> KeyArn.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "buyer-1-bids", "a.b.c", "1bucket"})
  void bucketsMayBe(String name) {
    assertThat(BucketNames.isBucket(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "-abc",
        "abc-",
        "Abc",
        "a..b",
        "1.2.3.4",
        "xn--abc",
        "abc-s3alias",
        "a_b",
        "a/b"
      })
  void bucketsMayNotBe(String name) {
    assertThat(BucketNames.isBucket(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "riverside-2026/sheet", "a.b/..c", "a/b/c.sealed"})
  void objectKeysMayBe(String key) {
    assertThat(BucketNames.isObjectKey(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a b", "ä", "a%2f", "a?b"
      })
  void objectKeysMayNotBe(String key) {
    assertThat(BucketNames.isObjectKey(key)).isFalse();
  }

  @Test
  void rolesAreNamedWithoutWildcards() {
    assertThat(RoleArn.isRoleArn("arn:aws:iam::999999999999:role/auctioneer-decrypt")).isTrue();
    assertThat(RoleArn.partition("arn:aws-cn:iam::999999999999:role/a/b")).contains("aws-cn");
    assertThat(RoleArn.isRoleArn("arn:aws:iam::999999999999:role/*")).isFalse();
    assertThat(RoleArn.isRoleArn("arn:aws:iam::999999999999:user/a")).isFalse();
    assertThat(RoleArn.isRoleArn("arn:aws:iam::*:role/a")).isFalse();
    assertThat(RoleArn.isRoleArn("arn:aws:sts::999999999999:assumed-role/a/b")).isFalse();
    assertThat(RoleArn.isRoleArn("arn:aws:iam::999999999999:role/")).isFalse();
  }
}
