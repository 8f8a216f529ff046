package dev.sealedbid.parent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says where the parent serves, once it does: a log line, and a file for whoever started it. */
final class ReadyFile implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

  private final Optional<Path> file;

  ReadyFile(Optional<Path> file) {
    this.file = file;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    String port =
        event.getApplicationContext().getEnvironment().getProperty("local.server.port", "");
    String url = "http://127.0.0.1:" + port;
    LOG.info("parent serves {}", url);
    file.ifPresent(path -> write(path, url + "\n"));
  }

  // Whoever polls for the file sees all of it or nothing.
  private static void write(Path file, String text) {
    try {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("sealed-bid.ready-file can't be written: " + file, e);
    }
  }
}
