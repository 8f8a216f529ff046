package dev.sealedbid.parent.settings;

import dev.sealedbid.nitro.vsock.VsockAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/**
 * Reads the settings from Spring's properties (files, environment, command line), all faults at
 * once.
 */
public final class SettingsReader {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");

  private static final String LOOPBACK = "127.0.0.1";

  private final PropertyResolver properties;
  private final List<String> faults = new ArrayList<>();

  private SettingsReader(PropertyResolver properties) {
    this.properties = properties;
  }

  /**
   * Reads and checks every setting.
   *
   * @throws InvalidSettingsException naming each fault
   */
  public static ParentSettings read(PropertyResolver properties) {
    return new SettingsReader(properties).read();
  }

  private ParentSettings read() {
    checkLoopback();
    VsockAddress enclave = address("sealed-bid.enclave");
    String bucket = matching("sealed-bid.bucket", BUCKET, "an S3 bucket's name");
    String role = matching("sealed-bid.decrypt-role", ROLE, "an IAM role's ARN");
    VsockAddress listen = address("sealed-bid.kms-proxy.listen");
    Set<HostPort> allowed = allowed();
    Optional<Path> readyFile = text("sealed-bid.ready-file").map(Path::of);
    if (!faults.isEmpty() || enclave == null || listen == null) {
      throw new InvalidSettingsException(faults);
    }
    return new ParentSettings(enclave, bucket, role, listen, allowed, readyFile);
  }

  // Nothing here authenticates a caller yet: only this machine may call.
  private void checkLoopback() {
    String address = text("server.address").orElse(LOOPBACK);
    if (!address.equals(LOOPBACK)) {
      faults.add(
          "server.address is \""
              + address
              + "\": the parent has no authentication yet and binds 127.0.0.1 only");
    }
  }

  private @Nullable VsockAddress address(String property) {
    Optional<String> text = required(property, "an address");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return VsockAddress.parse(text.get());
    } catch (IllegalArgumentException e) {
      faults.add(
          property
              + " is \""
              + text.get()
              + "\"; it takes vsock:CID:PORT, unix:PATH:PORT or tcp:HOST:PORT");
      return null;
    }
  }

  private String matching(String property, Pattern form, String what) {
    Optional<String> text = required(property, what);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      faults.add(property + " is \"" + text.get() + "\", which isn't " + what);
    }
    return text.orElse("");
  }

  private Set<HostPort> allowed() {
    Set<HostPort> allowed = new LinkedHashSet<>();
    Optional<String> text = required("sealed-bid.kms-proxy.allow", "host:port of KMS");
    for (String part : text.orElse("").split(",", -1)) {
      Optional<HostPort> destination = HostPort.parse(part.strip());
      if (destination.isPresent()) {
        allowed.add(destination.get());
      } else if (text.isPresent()) {
        faults.add(
            "sealed-bid.kms-proxy.allow has \""
                + part.strip()
                + "\"; it takes host:port, several with commas between them");
      }
    }
    return allowed;
  }

  private Optional<String> required(String property, String what) {
    Optional<String> text = text(property);
    if (text.isEmpty()) {
      faults.add(property + " is missing; it takes " + what);
    }
    return text;
  }

  private Optional<String> text(String property) {
    return Optional.ofNullable(properties.getProperty(property))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
