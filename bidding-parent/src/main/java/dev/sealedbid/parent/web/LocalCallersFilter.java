package dev.sealedbid.parent.web;

import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.problem.ProblemWriter;
import dev.sealedbid.rest.ParentCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what only a browser would send. Binding 127.0.0.1 keeps other machines out, but not a web
 * page that this machine's browser shows: such a page could resolve or void an auction (cross-site
 * request), or read it under a name of its own (DNS rebinding). So a request must name this machine
 * in Host, and have no foreign Origin.
 */
public final class LocalCallersFilter extends OncePerRequestFilter {
  private static final Set<String> LOCAL_NAMES = Set.of("127.0.0.1", "localhost");
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final ProblemWriter problems;

  /** Answers refused requests with the writer. */
  public LocalCallersFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isLocal(request)) {
      chain.doFilter(request, response);
    } else {
      problems.write(
          response,
          ProblemException.of(
              ParentCode.FOREIGN_ORIGIN,
              "Its Host, Origin or Sec-Fetch-Site header names another site than this machine."));
    }
  }

  private static boolean isLocal(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    // The header as it came: a server name may have been taken from X-Forwarded-Host or Forwarded.
    String host = request.getHeader("Host");
    return host != null
        && LOCAL_NAMES.contains(PORT.matcher(host).replaceFirst(""))
        && (site == null || OWN_SITE.contains(site))
        && isOwnOrigin(request, request.getHeader("Origin"));
  }

  private static boolean isOwnOrigin(HttpServletRequest request, @Nullable String origin) {
    return origin == null || origin.equals("http://" + request.getHeader("Host"));
  }
}
