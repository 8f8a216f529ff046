package dev.sealedbid.image.jars;

import java.util.LinkedHashMap;
import java.util.Map;

/** What tells one lock of jars from another. */
public final class JarsMoved {
  private JarsMoved() {}

  /**
   * A line for each jar that is new, gone or used otherwise, by its path.
   *
   * @throws JarsRefusedException if a jar has other bytes under the path that it had: a release
   *     never changes, so somebody lies, now or when the lock was made
   */
  public static Map<String, String> between(JarLock old, JarLock now) throws JarsRefusedException {
    Map<String, String> moved = new LinkedHashMap<>();
    for (LockedJar jar : now.jars()) {
      LockedJar before = old.at(jar.path()).orElse(null);
      if (before == null) {
        moved.put(jar.path(), "new: " + described(jar));
      } else if (!before.sha256().equals(jar.sha256())) {
        throw new JarsRefusedException(
            jar.path() + " has other bytes than the lock file says: SHA-256 " + jar.sha256(),
            "it was "
                + before.sha256()
                + "; a release never changes its bytes: one of the two is forged",
            "compare with what its publisher says, from another place; the lock stays as it is");
      } else if (before.use() != jar.use()) {
        moved.put(jar.path(), "used otherwise: " + described(jar));
      }
    }
    for (LockedJar jar : old.jars()) {
      if (now.at(jar.path()).isEmpty()) {
        moved.put(jar.path(), "gone: " + described(jar));
      }
    }
    return moved;
  }

  private static String described(LockedJar jar) {
    return jar.use().word() + " " + jar.path() + " " + jar.sha256();
  }
}
