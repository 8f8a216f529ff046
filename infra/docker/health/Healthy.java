import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a container's health check runs, in images that have no shell. {@code Healthy FILE}: the file exists; {@code Healthy
 * http://…}: an HTTP server answers there, whatever it says. Exit status 0 if so, else 1.
 */
final class Healthy {
  private static final int MILLIS = 3000;

  private Healthy() {}

  public static void main(String[] args) {
    String what = args[0];
    System.exit((what.startsWith("http://") ? answers(what) : Files.exists(Path.of(what))) ? 0 : 1);
  }

  private static boolean answers(String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(MILLIS);
      connection.setReadTimeout(MILLIS);
      return connection.getResponseCode() > 0; // -1 for what isn't HTTP
    } catch (IOException e) {
      return false;
    }
  }
}
