package dev.sealedbid.parent.problem;

import dev.sealedbid.rest.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as a response, for requests that don't reach a controller. */
public final class ProblemWriter {
  private final JsonMapper json;

  /** Writes with the mapper. */
  public ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Writes status, media type and body. */
  public void write(HttpServletResponse response, ProblemException refused) throws IOException {
    Problem problem = refused.problem();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }
}
