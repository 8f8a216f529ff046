package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The built tree: where the programs' jars are, and which Java runs them. */
public final class Installation {
  private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Path home;
  private final Path awsJava;
  private final Path hostJava;

  private Installation(Path home, Path awsJava, Path hostJava) {
    this.home = home;
    this.awsJava = awsJava;
    this.hostJava = hostJava;
  }

  /**
   * The tree that the launcher names ({@code -Dsealedbid.home}), or the one around this class.
   *
   * @throws DemoFailedException when a program isn't built
   */
  public static Installation locate() {
    String named = System.getProperty("sealedbid.home");
    Installation installation =
        new Installation(
            (named == null ? around() : Path.of(named)).toAbsolutePath().normalize(),
            OWN_JAVA,
            OWN_JAVA);
    installation.requireBuilt();
    return installation;
  }

  /** Where the repository is. */
  public Path home() {
    return home;
  }

  /**
   * What a user types before {@code buyer} and {@code auction}, to use what runs with that state
   * folder whatever else the user's surroundings are set up for.
   *
   * @param state of the system
   * @param from where the user is
   */
  public String launcherFor(Path state, Path from) {
    String script =
        isSame(from, home) ? "./sealed-bid" : quoted(home.resolve("sealed-bid").toString());
    return isSame(state, state().resolve("up"))
        ? script + " --local"
        : script + " --state " + quoted(shown(state, from));
  }

  /** A file as a user who is there would name it. */
  public static String shown(Path file, Path from) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(from) ? from.relativize(absolute).toString() : absolute.toString();
  }

  /** One word for a shell. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./+:=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** Where runs keep their state and logs; ignored by git. */
  public Path state() {
    return home.resolve(".sealed-bid");
  }

  /**
   * The same programs on other machines: a test's lever, to give AWS and the host clocks that
   * differ.
   *
   * @param aws the Java that runs embedded AWS, and with it the hypervisor
   * @param host the Java that runs the parent and the enclaves
   */
  public Installation withJava(Path aws, Path host) {
    return new Installation(home, aws, host);
  }

  /** The Java that runs this process runs the others, too. */
  public Path java() {
    return OWN_JAVA;
  }

  /** The Java that runs embedded AWS: by default the one that runs this process. */
  Path awsJava() {
    return awsJava;
  }

  /** The Java that runs the parent and the enclaves: by default the one that runs this process. */
  public Path hostJava() {
    return hostJava;
  }

  /** The script that boots images in QEMU. */
  Path qemu() {
    return home.resolve("infra").resolve("qemu").resolve("qemu-enclave");
  }

  /**
   * The enclave image that the launcher or CI built.
   *
   * @throws DemoFailedException if there is none
   */
  public Path enclaveImage() {
    return requireImage(state().resolve("enclave-image").resolve("enclave.eif"));
  }

  /**
   * That image, if it is there.
   *
   * @throws DemoFailedException if it isn't
   */
  public Path requireImage(Path image) {
    if (!Files.isRegularFile(image)) {
      throw new DemoFailedException(
          "there is no enclave image at " + image,
          "build it: infra/enclave-image/build --out .sealed-bid/enclave-image");
    }
    return image;
  }

  List<Path> localAws() {
    return program("nitro-local-aws");
  }

  /** The parent, behind a main that ends with this process. */
  List<Path> parent() {
    List<Path> path = program("bidding-parent");
    path.add(jar("local-demo"));
    return path;
  }

  /**
   * What the local hypervisor measures: the enclave's own trusted base first, then the stand-ins
   * for {@code /dev/nsm} and AF_VSOCK.
   */
  public List<Path> enclave() {
    List<Path> path = program("bidding-enclave");
    path.add(jar("local-demo"));
    path.add(jar("nitro-local-aws"));
    return path;
  }

  private List<Path> program(String module) {
    List<Path> path = new ArrayList<>();
    path.add(jar(module));
    try (Stream<Path> libraries = Files.list(home.resolve(module).resolve("target/lib"))) {
      libraries.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(path::add);
    } catch (IOException e) {
      throw DemoFailedException.notBuilt(module);
    }
    return path;
  }

  private Path jar(String module) {
    return home.resolve(module).resolve("target").resolve(module + ".jar");
  }

  private void requireBuilt() {
    for (String module :
        List.of("nitro-local-aws", "bidding-parent", "bidding-enclave", "local-demo")) {
      if (!Files.isRegularFile(jar(module))) {
        throw DemoFailedException.notBuilt(module);
      }
    }
  }

  /** Tests and IDEs run the classes of {@code local-demo/target}. */
  private static Path around() {
    try {
      Path classes =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path at = classes; at != null; at = at.getParent()) {
        if (Files.isRegularFile(at.resolve("sealed-bid"))
            && Files.isDirectory(at.resolve("local-demo"))) {
          return at;
        }
      }
    } catch (java.net.URISyntaxException e) {
      throw new DemoFailedException("the program's own place can't be found", e);
    }
    throw new DemoFailedException("this program must run from a clone of the repository");
  }
}
