package dev.sealedbid.image.jars;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A jar hasn't the bytes that the lock file names. */
public final class JarsRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient List<String> hints;

  JarsRefusedException(String message, String... hints) {
    super(message);
    this.reason = message;
    this.hints = List.of(hints);
  }

  static JarsRefusedException nobodyHas(LockedJar jar, List<JarSource> sources) {
    return new JarsRefusedException(
        "nobody has "
            + jar.path()
            + " with SHA-256 "
            + jar.sha256()
            + "; asked: "
            + sources.stream().map(JarSource::name).collect(Collectors.joining(", ")),
        "if a file of that name has other bytes, somebody has changed it, here or on the way: don't use it",
        "name another repository with --maven-repository URL, or put the file into your local repository:"
            + " it is checked all the same");
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }

  /** What can be done about it. */
  public List<String> hints() {
    return hints;
  }
}
