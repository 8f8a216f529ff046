package dev.sealedbid.parent.problem;

import dev.sealedbid.protocol.rest.ParentCode;
import dev.sealedbid.protocol.rest.Problem;
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
      return answer(spring(response).problem(), response.getHeaders());
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

  // Spring's own refusals, told apart by their status.
  private static ProblemException spring(ErrorResponse response) {
    return switch (response.getStatusCode().value()) {
      case 404 -> ProblemException.of(ParentCode.NO_SUCH_RESOURCE, "No call has this path.");
      case 405 ->
          ProblemException.of(ParentCode.METHOD_NOT_ALLOWED, "The path has no such method.");
      case 406 -> ProblemException.of(ParentCode.NOT_ACCEPTABLE, "The answer would be JSON.");
      case 413 -> ProblemException.of(ParentCode.REQUEST_TOO_LARGE, "The body is too long.");
      case 415 -> ProblemException.of(ParentCode.UNSUPPORTED_MEDIA_TYPE, "The body isn't JSON.");
      case 400 ->
          ProblemException.of(
              ParentCode.MALFORMED_REQUEST, "A parameter is missing or isn't what it should be.");
      default -> ProblemException.of(ParentCode.PARENT_FAILED, "An unforeseen failure.");
    };
  }

  private ResponseEntity<byte[]> answer(Problem problem, HttpHeaders headers) {
    return ResponseEntity.status(problem.status())
        .headers(headers)
        .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
        .body(json.writeValueAsBytes(problem));
  }
}
