package dev.sealedbid.image.jars;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A Maven repository that is asked over HTTP. */
final class HttpSource implements JarSource {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final URI base;
  private final HttpClient client;

  /**
   * A repository.
   *
   * @param base with a slash at its end
   * @param login what it is told when it asks who we are; nobody else is told
   * @param proxies the way there
   */
  HttpSource(URI base, Optional<PasswordAuthentication> login, ProxySelector proxies) {
    this.base = base;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(proxies);
    login.ifPresent(known -> builder.authenticator(new OnlyHere(base, known)));
    this.client = builder.build();
  }

  @Override
  public String name() {
    return base.toString();
  }

  @Override
  public Optional<byte[]> get(String path) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER).GET().build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        if (answer.statusCode() == 404) {
          return Optional.empty();
        }
        if (answer.statusCode() != 200) {
          throw new IOException("HTTP status " + answer.statusCode());
        }
        return Optional.of(FolderSource.bounded(in, path));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A repository may send us elsewhere; its password stays with it. */
  private static final class OnlyHere extends Authenticator {
    private final URI base;
    private final PasswordAuthentication login;

    OnlyHere(URI base, PasswordAuthentication login) {
      this.base = base;
      this.login = login;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      boolean here =
          getRequestorType() == RequestorType.SERVER
              && base.getHost().equalsIgnoreCase(getRequestingHost());
      return here ? login : super.getPasswordAuthentication();
    }
  }
}
