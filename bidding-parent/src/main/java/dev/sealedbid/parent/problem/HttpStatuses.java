package dev.sealedbid.parent.problem;

import dev.sealedbid.rest.ParentCode;

/** What a status means that the web server or Spring answers with, before our code is asked. */
final class HttpStatuses {
  private static final int SERVER_ERROR = 500;

  private HttpStatuses() {}

  static ParentCode code(int status) {
    return switch (status) {
      case 404 -> ParentCode.NO_SUCH_RESOURCE;
      case 405 -> ParentCode.METHOD_NOT_ALLOWED;
      case 406 -> ParentCode.NOT_ACCEPTABLE;
      case 408 -> ParentCode.REQUEST_TIMEOUT;
      case 413, 414, 431 -> ParentCode.REQUEST_TOO_LARGE;
      case 415 -> ParentCode.UNSUPPORTED_MEDIA_TYPE;
      case 501, 505 -> ParentCode.MALFORMED_REQUEST;
      case 503 -> ParentCode.OVERLOADED;
      default -> status < SERVER_ERROR ? ParentCode.MALFORMED_REQUEST : ParentCode.PARENT_FAILED;
    };
  }

  static String detail(int status) {
    return switch (status) {
      case 400 -> "The request's line, a header or a parameter is missing or malformed.";
      case 404 -> "No call has this path.";
      case 405 -> "The path has no such method.";
      case 406 -> "The answer would be JSON.";
      case 413 -> "The body is too long.";
      case 414 -> "The path is too long.";
      case 415 -> "The body isn't JSON.";
      case 431 -> "The request's headers are too long.";
      case 501 -> "The method or the transfer coding isn't one that this server knows.";
      case 503 -> "The server takes no requests just now.";
      case 505 -> "The version of HTTP isn't one that this server speaks.";
      default ->
          status < SERVER_ERROR
              ? "The request was refused with HTTP status " + status + "."
              : "An unforeseen failure.";
    };
  }
}
