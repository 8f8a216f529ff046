package dev.sealedbid.demo.system;

import dev.sealedbid.enclave.LaunchFlags;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the local enclave is made of: the jars of the enclave that ships, the flags that ship, the
 * local main, and a settings file that names the local KMS and its CA. All of it is measured.
 */
public final class EnclaveBlueprint {
  private final EnclaveSpec spec;
  private final Path settings;

  private EnclaveBlueprint(EnclaveSpec spec, Path settings) {
    this.spec = spec;
    this.settings = settings;
  }

  static EnclaveBlueprint write(
      Installation installation, Path directory, AwsEndpoints aws, int parentCid) {
    Path settings = directory.resolve("enclave-settings.json");
    try {
      Files.writeString(settings, settings(aws, parentCid));
    } catch (IOException e) {
      throw new DemoFailedException("can't write " + settings, e);
    }
    return new EnclaveBlueprint(
        new EnclaveSpec(
            installation.hostJava(),
            flags(),
            installation.enclave(),
            LocalEnclaveMain.class.getName(),
            List.of(EnclaveSpec.NSM, EnclaveSpec.VSOCK, EnclaveSpec.SETTINGS),
            settings,
            LocalNames.PARENT_ROLE,
            directory.resolve("logs")),
        settings);
  }

  /** The flags that ship, and where a library may be unpacked that is a file in the image. */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>(LaunchFlags.shipped());
    flags.add("-Dcom.amazon.corretto.crypto.provider.tmpdir=" + EnclaveSpec.WORK);
    return flags;
  }

  private static String settings(AwsEndpoints aws, int parentCid) throws IOException {
    ObjectNode settings = JsonMapper.shared().createObjectNode();
    settings.put("version", 1).put("parentCid", parentCid);
    settings.put("listenPort", LocalNames.ENCLAVE_PORT).put("proxyPort", LocalNames.PROXY_PORT);
    ObjectNode regions = settings.putObject("regions");
    aws.regions().forEach(at -> regions.putObject(at).put("kmsEndpoint", aws.kms().toString()));
    settings.putArray("trustRoots").add(Files.readString(aws.caCertificate()));
    return settings.toPrettyString();
  }

  /** The settings file. */
  Path settings() {
    return settings;
  }

  /** The genuine one. */
  public EnclaveSpec spec() {
    return spec;
  }
}
