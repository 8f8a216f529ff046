package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.e2e.localstack.LocalStack;
import dev.sealedbid.e2e.localstack.OnLocalStack;
import dev.sealedbid.e2e.localstack.TestFront;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Troubles on LocalStack, and one that only LocalStack can give: a plaintext from "KMS". */
@OnLocalStack
@DisplayName("Troubles on LocalStack")
class TroubleLocalStackIT extends TroubleSuite {
  private @Nullable TestFront front;

  @BeforeAll
  void start(LocalStack localStack, @TempDir Path directory) throws IOException {
    front = TestFront.before(localStack.endpoint(), localStack.ca());
    begin(
        directory,
        (addresses, embedded) ->
            new FrontedAws(
                LocalStackAws.at(localStack).make(addresses, embedded), front().endpoint()));
  }

  @AfterAll
  void stop() {
    if (front != null) {
      front.close();
    }
  }

  @Override
  TestFront front() {
    return Objects.requireNonNull(front);
  }

  @Test
  @Order(8)
  @DisplayName("a plaintext from LocalStack, given for a garbage document, decides nothing")
  void plaintextFailsClosed() {
    front().change("Decrypt", TroubleLocalStackIT::withGarbageDocument);
    assertRoundStopped("NoAnswer"); // the code where none can be KMS's
    assertThat(plaintexts(front().answered())).isPositive();
    front().reset();
  }

  private static long plaintexts(List<TestFront.Answered> answers) {
    return answers.stream()
        .filter(answer -> answer.operation().equals("Decrypt") && answer.status() == 200)
        .filter(answer -> answer.answer().contains("\"Plaintext\""))
        .count();
  }

  private static String withGarbageDocument(String json) {
    ObjectNode request = (ObjectNode) JsonMapper.shared().readTree(json);
    byte[] garbage = "no attestation document".getBytes(StandardCharsets.US_ASCII);
    ((ObjectNode) request.required("Recipient"))
        .put("AttestationDocument", Base64.getEncoder().encodeToString(garbage));
    return request.toString();
  }

  @Test
  @Order(2)
  @DisplayName("a bucket of another owner is read, for LocalStack doesn't look at the expected one")
  void anotherOwner() throws IOException {
    assertThat(submitFromAnotherOwnersBucket()).isEqualTo("SHEET_MALFORMED");
  }
}
