package dev.sealedbid.demo.system;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An HTTP client that sums up how long the parent took to acknowledge sheets. */
final class TimedHttp extends HttpClient {
  private final HttpClient http;
  private final AtomicLong nanos = new AtomicLong();

  TimedHttp(HttpClient http) {
    this.http = http;
  }

  /** The time that all submissions took, one after another or not. */
  Duration submitting() {
    return Duration.ofNanos(nanos.get());
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    long begun = System.nanoTime();
    return http.sendAsync(request, handler)
        .whenComplete((answer, failure) -> count(request, System.nanoTime() - begun));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return http.sendAsync(request, handler, pushes);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try {
      return http.send(request, handler);
    } finally {
      count(request, System.nanoTime() - begun);
    }
  }

  private void count(HttpRequest request, long took) {
    if (request.uri().getPath().endsWith("/bids")) {
      nanos.addAndGet(took);
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return http.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return http.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return http.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return http.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return http.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return http.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return http.authenticator();
  }

  @Override
  public Version version() {
    return http.version();
  }

  @Override
  public Optional<Executor> executor() {
    return http.executor();
  }
}
