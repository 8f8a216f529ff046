package dev.sealedbid.parent.web;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.problem.ProblemWriter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a problem where Tomcat would answer with a page of HTML: what it refuses before any
 * of our code sees the request (a malformed request line, an encoded slash, TRACE, too many
 * headers), and what fails behind our code.
 */
final class ProblemValve extends ErrorReportValve {
  private static final int LEAST_ERROR = 400;

  private final ProblemWriter problems;

  ProblemValve(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < LEAST_ERROR
        || response.getContentWritten() > 0
        || !response.setErrorReported()
        || !isOpen(response)) {
      return;
    }
    try {
      problems.write(response, ProblemException.ofStatus(status));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // Nobody listens any more; the status was all that could be said.
      containerLog(e);
    }
  }

  private static boolean isOpen(Response response) {
    AtomicBoolean open = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
    return open.get();
  }

  private void containerLog(Exception failure) {
    if (getContainer().getLogger().isDebugEnabled()) {
      getContainer().getLogger().debug(failure.getClass().getName());
    }
  }
}
