package dev.sealedbid.local.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An HTTP request out of bytes, as the JDK's server gives it to its handler. */
final class MadeExchange extends HttpExchange {
  private final String method;
  private final URI target;
  private final byte[] body;
  private final Headers requestHeaders = new Headers();
  private final Headers responseHeaders = new Headers();
  private final ByteArrayOutputStream response = new ByteArrayOutputStream();
  private int status = -1;

  private MadeExchange(String method, URI target, byte[] body) {
    this.method = method;
    this.target = target;
    this.body = body;
  }

  /**
   * Reads lines: method, target, a header each, an empty one; the rest is the body. Empty where the
   * server would have refused the request itself.
   */
  static Optional<MadeExchange> parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    String head = end < 0 ? text : text.substring(0, end);
    byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(bytes, end + 2, bytes.length);
    List<String> lines = head.lines().toList();
    if (lines.size() < 2 || !lines.get(1).startsWith("/")) {
      return Optional.empty();
    }
    try {
      MadeExchange exchange = new MadeExchange(lines.get(0), new URI(lines.get(1)), body);
      if (exchange.target.getRawPath() == null) {
        return Optional.empty();
      }
      for (String line : lines.subList(2, lines.size())) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          exchange.requestHeaders.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
      return Optional.of(exchange);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  byte[] body() {
    return body;
  }

  @Override
  public Headers getRequestHeaders() {
    return requestHeaders;
  }

  @Override
  public Headers getResponseHeaders() {
    return responseHeaders;
  }

  @Override
  public URI getRequestURI() {
    return target;
  }

  @Override
  public String getRequestMethod() {
    return method;
  }

  @Override
  public InputStream getRequestBody() {
    return new ByteArrayInputStream(body);
  }

  @Override
  public OutputStream getResponseBody() {
    return response;
  }

  @Override
  public void sendResponseHeaders(int code, long length) {
    status = code;
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public void close() {}

  @Override
  public HttpContext getHttpContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public Object getAttribute(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(String name, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpPrincipal getPrincipal() {
    throw new UnsupportedOperationException();
  }
}
