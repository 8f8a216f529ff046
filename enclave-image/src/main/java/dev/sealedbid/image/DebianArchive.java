package dev.sealedbid.image;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.image.LockedPackage.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Debian's mirrors have today: apt in a folder of its own, which checks the archive's
 * signature and leaves the machine's apt as it is.
 */
final class DebianArchive {
  private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
  private static final String RELEASE = "bookworm";

  /**
   * The compiler and the linker with their libraries, libelf for the kernel's own tools, gzip, and
   * what a kernel is configured and made with.
   */
  private static final List<String> TOOLCHAIN =
      List.of(
          "gcc-12",
          "cpp-12",
          "libgcc-12-dev",
          "libgmp10",
          "libmpfr6",
          "libmpc3",
          "libisl23",
          "libzstd1",
          "binutils-x86-64-linux-gnu",
          "libbinutils",
          "libctf0",
          "libjansson4",
          "libc6-dev",
          "linux-libc-dev",
          "libelf1",
          "libelf-dev",
          "gzip",
          "make",
          "flex",
          "bison",
          "m4",
          "bc",
          "libreadline8",
          "libtinfo6");

  private static final Map<Role, List<String>> NAMES =
      Map.of(
          Role.KERNEL, List.of("linux-source-6.12"),
          Role.TOOLCHAIN, TOOLCHAIN,
          Role.LIBC, List.of("libc6"),
          Role.LIBGCC, List.of("libgcc-s1"),
          Role.LIBSTDCXX, List.of("libstdc++6"),
          Role.ZLIB, List.of("zlib1g"),
          Role.JDK, List.of("openjdk-17-jdk-headless"),
          Role.JRE, List.of("openjdk-17-jre-headless"),
          Role.COMPILER, List.of("tcc"));

  private final Shell shell;
  private final List<String> options;

  private DebianArchive(Shell shell, List<String> options) {
    this.shell = shell;
    this.options = options;
  }

  /** Fetches the lists of packages into a folder. */
  static DebianArchive fetch(Shell shell, Mirrors mirrors, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("lists/partial"));
    Files.createDirectories(folder.resolve("archives/partial"));
    List<String> sources = new ArrayList<>();
    for (String base : first(mirrors, "debian")) {
      for (String suite : List.of(RELEASE, RELEASE + "-updates")) {
        sources.add("deb [arch=amd64 signed-by=" + KEYRING + "] " + base + " " + suite + " main");
      }
    }
    for (String base : first(mirrors, "debian-security")) {
      sources.add(
          "deb [arch=amd64 signed-by=" + KEYRING + "] " + base + " " + RELEASE + "-security main");
    }
    Path list = folder.resolve("sources.list");
    Files.write(list, sources);
    DebianArchive archive =
        new DebianArchive(
            shell,
            List.of(
                "-o", "Dir::State=" + folder,
                "-o", "Dir::State::status=/dev/null",
                "-o", "Dir::Cache=" + folder,
                "-o", "Dir::Etc::sourcelist=" + list,
                "-o", "Dir::Etc::sourceparts=-",
                "-o", "APT::Architecture=amd64",
                "-o", "APT::Sandbox::User=root"));
    shell.run("fetching the lists of packages", folder, Map.of(), archive.apt("apt-get", "update"));
    return archive;
  }

  /** The newest packages of every role. */
  List<LockedPackage> newest() {
    List<LockedPackage> packages = new ArrayList<>();
    for (Role role : Role.values()) {
      for (String name : NAMES.getOrDefault(role, List.of())) {
        packages.add(newest(role, name));
      }
    }
    return packages;
  }

  private LockedPackage newest(Role role, String name) {
    String record = record(name);
    String path = field(record, "Filename");
    return new LockedPackage(
        role,
        name,
        field(record, "Version"),
        path.startsWith("pool/updates/") ? "debian-security" : "debian",
        path,
        field(record, "SHA256"));
  }

  private String record(String name) {
    String record = shell.output(apt("apt-cache", "--no-all-versions", "show", name));
    if (record.isBlank()) {
      throw CommandFailedException.unreachable("no mirror has a package " + name);
    }
    return record;
  }

  private static String field(String record, String name) {
    return record
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2).strip())
        .findFirst()
        .orElseThrow(() -> CommandFailedException.unreachable("a package's record has no " + name));
  }

  private List<String> apt(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(options);
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> first(Mirrors mirrors, String archive) {
    List<String> bases = mirrors.of(archive);
    if (bases.isEmpty()) {
      throw CommandFailedException.usage(
          "this machine's apt knows no mirror of archive " + archive, "name one with --mirror URL");
    }
    return bases.subList(0, 1);
  }
}
