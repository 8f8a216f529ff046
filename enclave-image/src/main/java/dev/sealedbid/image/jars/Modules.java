package dev.sealedbid.image.jars;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;

/** Our own modules, in the order in which they are compiled: each behind those that it names. */
public final class Modules {
  private static final String OURS = "dev.sealedbid";
  private static final Set<String> NOT_SHIPPED = Set.of("test", "provided");

  private final Path sources;
  private final Set<String> order = new LinkedHashSet<>();
  private final List<String> open = new ArrayList<>();

  private Modules(Path sources) {
    this.sources = sources;
  }

  /**
   * A module and what it needs of ours, by their POMs.
   *
   * @throws IOException if a POM can't be read, or modules need each other
   */
  public static List<String> of(Path sources, String module) throws IOException {
    Modules modules = new Modules(sources);
    modules.add(module);
    return List.copyOf(modules.order);
  }

  private void add(String module) throws IOException {
    if (order.contains(module)) {
      return;
    }
    if (open.contains(module) || !module.matches("[a-z][a-z0-9-]*")) {
      throw new IOException("these modules need each other: " + open + " and " + module);
    }
    open.add(module);
    Path pom = sources.resolve(module).resolve("pom.xml");
    if (!Files.isRegularFile(pom)) {
      throw new IOException("there is no module " + module + ": " + pom + " is missing");
    }
    for (Element dependency : XmlFile.all(XmlFile.read(pom), "dependencies", "dependency")) {
      if (XmlFile.text(dependency, "groupId").equals(OURS)
          && !NOT_SHIPPED.contains(XmlFile.text(dependency, "scope"))) {
        add(XmlFile.text(dependency, "artifactId"));
      }
    }
    open.remove(module);
    order.add(module);
  }
}
