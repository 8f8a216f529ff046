package dev.sealedbid.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealedbid.demo.system.EmbeddedAws;
import dev.sealedbid.e2e.localstack.TestFront;
import dev.sealedbid.local.pki.LocalCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same troubles as on LocalStack, on embedded AWS. */
@DisplayName("Troubles on embedded AWS")
class TroubleEmbeddedIT extends TroubleSuite {
  private @Nullable TestFront front;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    begin(
        directory,
        (addresses, embedded) -> {
          Path state = Path.of(addresses.caCertificate()).getParent();
          LocalCa ca =
              LocalCa.keptIn(
                  Objects.requireNonNull(state), InstantSource.system(), new SecureRandom());
          try {
            TestFront before = TestFront.before(addresses.kms(), ca);
            front = before;
            return new FrontedAws(new EmbeddedAws(addresses, embedded), before.endpoint());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
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
  @Order(2)
  @DisplayName("a bucket of another owner than the terms name is not read")
  void anotherOwner() throws IOException {
    assertThat(submitFromAnotherOwnersBucket()).isEqualTo("OBJECT_FORBIDDEN");
  }
}
