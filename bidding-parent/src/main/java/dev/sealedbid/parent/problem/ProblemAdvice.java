package dev.sealedbid.parent.problem;

import dev.sealedbid.rest.ParentCode;
import dev.sealedbid.rest.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns whatever a controller throws into a problem; what nobody foresaw into one that says
 * nothing.
 */
@RestControllerAdvice
public final class ProblemAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final int SERVER_ERROR = 500;

  private final JsonMapper json;

  /** Writes problems with the mapper. */
  public ProblemAdvice(JsonMapper json) {
    this.json = json;
  }

  @ExceptionHandler
  ResponseEntity<byte[]> problem(ProblemException refused) {
    Problem problem = refused.problem();
    if (problem.status() >= SERVER_ERROR) {
      LOG.warn("{}: {}", problem.code(), problem.detail());
    }
    return answer(problem, HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<byte[]> refused(EnclaveRefusedException refused) {
    return problem(ProblemException.refused(refused.code(), refused.buyers()));
  }

  @ExceptionHandler
  ResponseEntity<byte[]> failure(Exception failure) {
    if (failure instanceof ErrorResponse response) {
      return answer(
          ProblemException.ofStatus(response.getStatusCode().value()).problem(),
          response.getHeaders());
    }
    // The class and the place, not the message: a message may quote what must not be logged.
    StackTraceElement[] trace = failure.getStackTrace();
    LOG.error(
        "PARENT_FAILED: {} at {}",
        failure.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
    return answer(
        ProblemException.of(ParentCode.PARENT_FAILED, "An unforeseen failure.").problem(),
        HttpHeaders.EMPTY);
  }

  private ResponseEntity<byte[]> answer(Problem problem, HttpHeaders headers) {
    return ResponseEntity.status(problem.status())
        .headers(headers)
        .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
        .body(json.writeValueAsBytes(problem));
  }
}
