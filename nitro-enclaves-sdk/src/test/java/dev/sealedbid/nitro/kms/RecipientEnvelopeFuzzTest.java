package dev.sealedbid.nitro.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;

class RecipientEnvelopeFuzzTest {
  private static final RecipientKey KEY = RecipientKey.generate(new SecureRandom());

  /** An envelope is of the one shape, or refused with the one error. */
  @FuzzTest
  void parse(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    try {
      RecipientEnvelope envelope = RecipientEnvelope.parse(input);
      assertThat(envelope.encryptedKey()).hasSize(256);
      assertThat(envelope.initializationVector()).hasSize(16);
      assertThat(envelope.encryptedContent().length).isPositive().matches(n -> n % 16 == 0);
    } catch (CiphertextForRecipientException e) {
      assertThat(e).hasNoCause();
    }
  }

  /** Opening gives a key of 32 bytes, or the one error. */
  @FuzzTest
  void unwrap(FuzzedDataProvider data) {
    byte[] input = data.consumeRemainingAsBytes();
    try {
      assertThat(KEY.unwrap(input)).hasSize(32);
    } catch (CiphertextForRecipientException e) {
      assertThat(e).hasNoCause();
    }
  }
}
