package dev.sealedbid.buyer.aws;

import dev.sealedbid.cli.CommandFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;

/**
 * The AWS config and credentials files: read by the SDK, and searched for the line on which
 * something stands, for that is what whoever has to mend it needs to know.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">their format</a>
 */
final class ConfigFiles {
  private static final int MOST_NAMES = 20;

  private final ProfileFile content;
  private final List<Path> paths;

  private ConfigFiles(ProfileFile content, List<Path> paths) {
    this.content = content;
    this.paths = paths;
  }

  /**
   * Reads what is there; a file that isn't counts as empty, as with every SDK.
   *
   * @throws CommandFailedException USAGE, with the SDK's words, for a file that can't be read
   */
  static ConfigFiles read(AwsSettings settings) {
    ProfileFile.Aggregator files = ProfileFile.aggregator();
    List<Path> paths = new ArrayList<>();
    settings
        .credentialsFile()
        .filter(Files::isRegularFile)
        .or(
            () ->
                defaultOf(
                    settings.credentialsFile(), ProfileFileLocation.credentialsFileLocation()))
        .ifPresent(path -> add(files, paths, path, ProfileFile.Type.CREDENTIALS));
    settings
        .configFile()
        .filter(Files::isRegularFile)
        .or(() -> defaultOf(settings.configFile(), ProfileFileLocation.configurationFileLocation()))
        .ifPresent(path -> add(files, paths, path, ProfileFile.Type.CONFIGURATION));
    return new ConfigFiles(files.build(), paths);
  }

  private static Optional<Path> defaultOf(Optional<Path> given, Optional<Path> location) {
    return given.isPresent() ? Optional.empty() : location;
  }

  private static void add(
      ProfileFile.Aggregator files, List<Path> paths, Path path, ProfileFile.Type type) {
    try {
      files.addFile(ProfileFile.builder().content(path).type(type).build());
      paths.add(path);
    } catch (RuntimeException e) {
      throw new CommandFailedException(
          dev.sealedbid.cli.ExitCode.USAGE,
          "the AWS configuration in " + path + " can't be read: " + AwsFailures.words(e),
          List.of(
              "mend that line",
              "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE may name other files"),
          e);
    }
  }

  ProfileFile content() {
    return content;
  }

  Optional<Profile> profile(String name) {
    return content.profile(name);
  }

  /** A property of a profile. */
  Optional<String> property(String profile, String name) {
    return profile(profile).flatMap(p -> p.property(name));
  }

  /** What {@code services = NAME} of a profile says for a service, such as its endpoint_url. */
  Optional<String> ofService(String profile, String service, String name) {
    return property(profile, "services")
        .flatMap(section -> content.getSection("services", section))
        .flatMap(section -> section.property(service + "." + name));
  }

  /** The names of all profiles, as a person reads them. */
  String names() {
    List<String> names = content.profiles().keySet().stream().sorted().toList();
    if (names.isEmpty()) {
      return "there are no profiles: " + read() + " has none";
    }
    String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
    return "the profiles of "
        + read()
        + " are: "
        + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + more;
  }

  private String read() {
    return paths.isEmpty()
        ? "no AWS config file"
        : paths.stream().map(Path::toString).collect(Collectors.joining(" and "));
  }

  /** Where a profile's property stands, as in {@code region, line 3 of /home/u/.aws/config}. */
  String placeOf(String profile, String property) {
    return place("(?:profile\\s+)?" + Pattern.quote(profile), "", property);
  }

  /** Where a property stands in what {@code services = NAME} of a profile says of a service. */
  String placeOfService(String profile, String service, String property) {
    String section = property(profile, "services").orElse("");
    return place("services\\s+" + Pattern.quote(section), service, property);
  }

  private String place(String header, String parent, String property) {
    // The credentials file wins, and is the first.
    for (Path path : paths) {
      int line = find(path, Pattern.compile("\\s*\\[\\s*" + header + "\\s*].*"), parent, property);
      if (line > 0) {
        return property + ", line " + line + " of " + path;
      }
    }
    return property;
  }

  private static int find(Path path, Pattern section, String parent, String property) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return 0;
    }
    boolean inside = false;
    boolean under = parent.isEmpty();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      String name = text.split("=", 2)[0].strip();
      boolean indented = !lines.get(i).isEmpty() && Character.isWhitespace(lines.get(i).charAt(0));
      if (text.startsWith("[")) {
        inside = section.matcher(text).matches();
      } else if (!parent.isEmpty() && !indented) {
        under = name.equals(parent);
      } else if (inside && under && name.equals(property)) {
        return i + 1;
      }
    }
    return 0;
  }
}
