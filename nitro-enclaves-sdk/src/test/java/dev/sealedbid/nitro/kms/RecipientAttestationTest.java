package dev.sealedbid.nitro.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NsmException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecipientAttestationTest {
  private static final RecipientKey KEY = RecipientKey.generate(new SecureRandom());
  private static final Duration MAX_AGE = Duration.ofMinutes(4);

  private final ScriptedNsm nsm = new ScriptedNsm();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final RecipientAttestation attestation =
      new RecipientAttestation(nsm, KEY, nanos::get, MAX_AGE);

  @Test
  void document_isForTheKeyAloneWithoutStatement() throws NsmException {
    assertThat(text(attestation.document())).isEqualTo("document 1");
    assertThat(nsm.lastRequest())
        .isEqualTo(AttestationRequest.ofPublicKey(KEY.subjectPublicKeyInfo()));
  }

  @Test
  void youngDocument_isUsedAgain_alsoAcrossTheClocksOverflow() throws NsmException {
    attestation.document();
    nanos.addAndGet(MAX_AGE.toNanos() - 1);
    assertThat(text(attestation.document())).isEqualTo("document 1");
  }

  /** */
  @Test
  void documentOfFourMinutes_isReplaced() throws NsmException {
    attestation.document();
    nanos.addAndGet(MAX_AGE.toNanos());
    assertThat(text(attestation.document())).isEqualTo("document 2");
  }

  @Test
  void refresh_replacesAYoungDocument() throws NsmException {
    attestation.document();
    attestation.refresh();
    assertThat(text(attestation.document())).isEqualTo("document 2");
  }

  @Test
  void refusedDocument_isReplacedOnceForAllThatUsedIt() throws NsmException {
    byte[] first = attestation.document();
    assertThat(text(attestation.documentAfter(first))).isEqualTo("document 2");
    assertThat(text(attestation.documentAfter(first))).isEqualTo("document 2");
    assertThat(nsm.documents()).isEqualTo(2);
  }

  @Test
  void failedRefresh_leavesNoOldDocument() throws NsmException {
    attestation.document();
    nsm.breaks(true);
    assertThatThrownBy(attestation::refresh).isInstanceOf(NsmException.class);
    assertThatThrownBy(attestation::document).isInstanceOf(NsmException.class);
    nsm.breaks(false);
    assertThat(text(attestation.document())).isEqualTo("document 2");
  }

  @Test
  void document_isCopied() throws NsmException {
    attestation.document()[0] = 'X';
    assertThat(text(attestation.document())).isEqualTo("document 1");
  }

  @Test
  void maxAgeBeyondFourMinutes_isRefused() {
    for (Duration age : List.of(Duration.ZERO, Duration.ofSeconds(-1), MAX_AGE.plusNanos(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new RecipientAttestation(nsm, KEY, nanos::get, age));
    }
  }

  @Test
  void concurrentCallers_getOneDocument() throws Exception {
    int callers = 16;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<String>> documents = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        documents.add(
            threads.submit(
                () -> {
                  start.await();
                  return text(attestation.document());
                }));
      }
      start.countDown();
      for (Future<String> document : documents) {
        assertThat(document.get()).isEqualTo("document 1");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(nsm.documents()).isEqualTo(1);
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.US_ASCII);
  }
}
