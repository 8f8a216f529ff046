package dev.sealedbid.cli;

import dev.sealedbid.core.Limits;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.EnclaveView;
import dev.sealedbid.rest.OpeningRequest;
import dev.sealedbid.rest.SessionList;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingRequest;
import dev.sealedbid.rest.StandingView;
import dev.sealedbid.rest.SubmitRequest;
import dev.sealedbid.rest.VoidRequest;
import dev.sealedbid.rest.VoidedView;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The parent's REST API ({@code /api/v1}).
 *
 * <p>The parent isn't trusted: answers are bounded in size and time and checked for completeness,
 * and nothing in them is verified here; statements, terms and receipts come back as the bytes that
 * were sent. Redirects aren't followed.
 *
 * <p>Every call throws {@link ParentProblemException} when the parent says no, and {@link
 * CommandFailedException} with {@link ExitCode#UNREACHABLE} when it doesn't answer or with {@link
 * ExitCode#VERIFICATION_FAILED} when its answer makes no sense. Safe for use by several threads.
 */
public final class ParentClient {
  /** The parent that {@code sealed-bid up} starts. */
  public static final URI DEFAULT_PARENT = URI.create("http://127.0.0.1:8080");

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
  // Opening 10,000 sheets takes as long as KMS's request quota makes it take.
  private static final Duration ROUND_TIMEOUT = Duration.ofMinutes(15);
  private static final long LONGEST_VIEW = 64L << 20;
  // Terms of 8 MiB, an outcome of 16 MiB, and an acknowledgement of some 8 KiB per sheet, in
  // base64.
  private static final long LONGEST_RECEIPT = 512L << 20;
  private static final long LONGEST_PROBLEM = 32L << 20;

  private final URI api;
  private final HttpClient http;

  /**
   * A client of one parent.
   *
   * @param parent {@code http://HOST:PORT} or {@code https://…}, without the {@code /api/v1}
   * @param http see {@link #httpClient()}; may be shared
   * @throws CommandFailedException USAGE, if {@code parent} is no such URL
   */
  public ParentClient(URI parent, HttpClient http) {
    boolean web = "http".equals(parent.getScheme()) || "https".equals(parent.getScheme());
    if (!web
        || parent.getHost() == null
        || parent.getRawUserInfo() != null
        || parent.getRawQuery() != null
        || parent.getRawFragment() != null) {
      throw CommandFailedException.usage(
          "'" + parent + "' isn't a parent's URL", "it looks like " + DEFAULT_PARENT);
    }
    this.api = URI.create(parent.toString().replaceAll("/+$", "") + "/api/v1");
    this.http = http;
  }

  /** An HTTP client as this class wants it: no redirects, five seconds to connect. */
  public static HttpClient httpClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  /** Opens an auction; with the same terms again, gives the open auction again. */
  public AuctionView open(byte[] terms) {
    HttpResponse<byte[]> answer = call(post("/auctions", terms), LONGEST_VIEW, CALL_TIMEOUT);
    return Answers.auction(answer.body());
  }

  /** Every auction. */
  public AuctionList auctions() {
    return Answers.auctions(get("/auctions", LONGEST_VIEW));
  }

  /** An auction with its latest session. */
  public AuctionView auction(String auctionId) {
    return Answers.auction(get("/auctions/" + segment(auctionId), LONGEST_VIEW));
  }

  /** The latest session's opening, attested for {@code nonce} (16 to 512 bytes). */
  public AttestedStatementView attestOpening(String auctionId, byte[] nonce) {
    return Answers.statement(
        send("/auctions/" + segment(auctionId) + "/opening", OpeningRequest.of(nonce)));
  }

  /** Submits a sheet that lies in its buyer's bucket; gives the acknowledgement. */
  public AttestedStatementView submit(String auctionId, SubmitRequest request) {
    return Answers.statement(send("/auctions/" + segment(auctionId) + "/bids", request));
  }

  /**
   * How a party stands, asked with an acknowledged sheet of its own; NO_SUCH_ACKNOWLEDGEMENT (a
   * {@link ParentProblemException}) for a sheet that isn't.
   */
  public StandingView standing(String auctionId, StandingRequest request) {
    return Answers.standing(send("/auctions/" + segment(auctionId) + "/standing", request));
  }

  /** Resolves, or gives the earlier receipt again. Takes as long as KMS takes. */
  public Round resolve(String auctionId) {
    HttpResponse<byte[]> answer =
        call(
            post("/auctions/" + segment(auctionId) + "/rounds", new byte[0]),
            LONGEST_RECEIPT,
            ROUND_TIMEOUT);
    return new Round(answer.statusCode() == 201, answer.body());
  }

  /**
   * Ends the session without an outcome; gives the void statement, or the outcome there was.
   *
   * @param reason the auctioneer's own words, kept beside the session: those of the first request
   *     that has any
   */
  public VoidedView voidSession(String auctionId, Optional<String> reason) {
    return Answers.voided(
        send("/auctions/" + segment(auctionId) + "/void", new VoidRequest(reason.orElse(null))));
  }

  /** The receipt's bytes. */
  public byte[] receipt(String auctionId) {
    return get("/auctions/" + segment(auctionId) + "/receipt", LONGEST_RECEIPT);
  }

  /** The award message of one party of a resolved auction, encrypted to its award key. */
  public byte[] award(String auctionId, String recipient) {
    String path = "/auctions/" + segment(auctionId) + "/awards/" + segment(recipient);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Accept", "application/octet-stream, application/problem+json")
            .GET();
    return call(request, Limits.MAX_AWARD_LENGTH, CALL_TIMEOUT).body();
  }

  /** Every session that the auction has had. */
  public SessionList sessions(String auctionId) {
    return Answers.sessions(get("/auctions/" + segment(auctionId) + "/sessions", LONGEST_RECEIPT));
  }

  /** One session of the auction, ended or not. */
  public SessionView session(String auctionId, String sessionId) {
    String path = "/auctions/" + segment(auctionId) + "/sessions/" + segment(sessionId);
    return Answers.session(get(path, LONGEST_RECEIPT));
  }

  /** The enclave, attested for {@code nonce}. */
  public EnclaveView enclave(byte[] nonce) {
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    return Answers.enclave(get("/enclave?nonce=" + value, LONGEST_VIEW));
  }

  private byte[] get(String path, long limit) {
    return call(request(path).GET(), limit, CALL_TIMEOUT).body();
  }

  private byte[] send(String path, Object body) {
    return call(post(path, Answers.write(body)), LONGEST_VIEW, CALL_TIMEOUT).body();
  }

  private HttpRequest.Builder post(String path, byte[] body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .header("Accept", "application/json, application/problem+json");
  }

  private HttpResponse<byte[]> call(HttpRequest.Builder request, long limit, Duration timeout) {
    HttpRequest whole = request.build();
    try {
      return answer(whole, limit, timeout);
    } catch (BrokenOffException e) {
      // A connection that was kept open may be closed by the parent just as it is used again. Every
      // request of this API may be sent twice: the second answer is that of the first.
      try {
        return answer(whole, limit, timeout);
      } catch (BrokenOffException again) {
        throw silent("broke off the connection", again);
      }
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request, long limit, Duration timeout)
      throws BrokenOffException {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(
            request, head -> new BoundedBody(head.statusCode() < 300 ? limit : LONGEST_PROBLEM));
    try {
      HttpResponse<byte[]> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() == 200 || response.statusCode() == 201) {
        return response;
      }
      throw refusal(response);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw silent("gave no answer within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw silent("wasn't waited for: interrupted", e);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private CommandFailedException failed(Throwable cause) throws BrokenOffException {
    if (cause instanceof BoundedBody.TooLongException) {
      return new CommandFailedException(
          ExitCode.VERIFICATION_FAILED,
          "the parent's answer is " + cause.getMessage(),
          List.of("a parent of this release sends no such answer: check " + api),
          cause);
    }
    if (cause instanceof ConnectException) {
      return silent("can't be reached", cause);
    }
    if (cause instanceof java.net.http.HttpTimeoutException) {
      return silent("gave no answer in time", cause);
    }
    if (cause instanceof IOException) {
      throw new BrokenOffException(cause);
    }
    return new CommandFailedException(
        ExitCode.INTERNAL, "the request to the parent failed", List.of(), cause);
  }

  private CommandFailedException silent(String what, Throwable cause) {
    String parent = api.getScheme() + "://" + api.getRawAuthority();
    return new CommandFailedException(
        ExitCode.UNREACHABLE,
        "the parent at " + parent + " " + what,
        List.of(
            "see that it runs, and name it with --parent URL or SEALED_BID_PARENT;"
                + " trying again is safe"),
        cause);
  }

  private CommandFailedException refusal(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.startsWith("application/problem+json")) {
      return new ParentProblemException(Answers.problem(response.body()));
    }
    return new CommandFailedException(
        response.statusCode() >= 500 ? ExitCode.UNREACHABLE : ExitCode.REFUSED,
        "the parent answered with HTTP status " + response.statusCode() + " and no problem",
        "is " + api + " really a parent of this release?");
  }

  private static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The connection ended before a whole answer was there. */
  private static final class BrokenOffException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenOffException(Throwable cause) {
      super(cause);
    }
  }
}
