package dev.sealedbid.image;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where packages are fetched from: the mirrors that this machine's apt is set up with. */
final class Mirrors {
  private static final String SECURITY = "-security";

  private final Shell shell;
  private final List<String> named;
  private final boolean asksApt;

  /**
   * Mirrors to try.
   *
   * @param named base URLs that the user names; tried first, for either archive
   * @param asksApt whether those of this machine's apt follow
   */
  Mirrors(Shell shell, List<String> named, boolean asksApt) {
    this.shell = shell;
    this.named = List.copyOf(named);
    this.asksApt = asksApt;
  }

  /** Base URLs, each with a slash at its end. */
  List<String> of(String archive) {
    Set<String> bases = new LinkedHashSet<>();
    for (String base : named) {
      bases.add(base.endsWith("/") ? base : base + "/");
    }
    if (!asksApt) {
      return new ArrayList<>(bases);
    }
    boolean security = archive.endsWith(SECURITY);
    String targets =
        shell.output(
            List.of(
                "apt-get",
                "indextargets",
                "--format",
                "$(REPO_URI) $(RELEASE)",
                "Created-By: Packages"));
    for (String line : targets.lines().toList()) {
      String[] parts = line.split(" ", 2);
      if (parts.length == 2
          && parts[0].contains("debian")
          && parts[1].contains(SECURITY) == security) {
        bases.add(parts[0].endsWith("/") ? parts[0] : parts[0] + "/");
      }
    }
    return new ArrayList<>(bases);
  }
}
