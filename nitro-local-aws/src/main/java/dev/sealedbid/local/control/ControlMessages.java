package dev.sealedbid.local.control;

import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bodies of the control API's calls, as both ends read and write them. */
public final class ControlMessages {
  private ControlMessages() {}

  /** An answer without content. */
  public record Nothing() {}

  /** Why a call was refused. */
  public record Refusal(String error) {}

  /** POST /createUser. */
  public record CreateUser(String accountId, String name, String policy) {}

  /** The answer, a secret. */
  public record Key(String accessKeyId, String secretAccessKey, String arn, String accountId) {
    @Override
    public String toString() {
      return "Key[" + accessKeyId + "]";
    }
  }

  /** POST /createRole. */
  public record CreateRole(String arn, String trustPolicy, Map<String, String> policies) {}

  /** POST /putUserPolicy and /putRolePolicy. */
  public record PutPolicy(String arn, String name, String policy) {}

  /** POST /instanceCredentials. */
  public record InstanceCredentials(String roleArn, String instanceId) {}

  /** The answer, a secret; the expiration in milliseconds since 1970. */
  public record Session(
      String accessKeyId,
      String secretAccessKey,
      String sessionToken,
      long expiration,
      String sessionArn,
      String assumedRoleId) {
    @Override
    public String toString() {
      return "Session[" + accessKeyId + "]";
    }
  }

  /** POST /createBucket. */
  public record CreateBucket(String accountId, String name, boolean versioned) {}

  /** POST /launchEnclave and /measure. */
  public record Spec(
      String java,
      List<String> jvmFlags,
      List<String> classPath,
      String mainClass,
      List<String> args,
      String settingsFile,
      List<String> settingsAttachments,
      String parentRoleArn,
      String workDir,
      boolean debug) {
    /** As the hypervisor has it. */
    public EnclaveSpec toSpec() {
      return new EnclaveSpec(
          Path.of(java),
          jvmFlags,
          classPath.stream().map(Path::of).toList(),
          mainClass,
          args,
          Path.of(settingsFile),
          settingsAttachments.stream().map(Path::of).toList(),
          parentRoleArn,
          Path.of(workDir));
    }

    /** As it travels: absolute paths, because the other process has another working folder. */
    public static Spec of(EnclaveSpec spec, boolean debug) {
      return new Spec(
          absolute(spec.java()),
          spec.jvmFlags(),
          spec.classPath().stream().map(Spec::absolute).toList(),
          spec.mainClass(),
          spec.args(),
          absolute(spec.settingsFile()),
          spec.settingsAttachments().stream().map(Spec::absolute).toList(),
          spec.parentRoleArn(),
          absolute(spec.workDir()),
          debug);
    }

    private static String absolute(Path path) {
      return path.toAbsolutePath().toString();
    }
  }

  /** PCRs by index, in hex. */
  public record Measured(Map<Integer, String> pcrs) {
    /** As they travel. */
    public static Measured of(Pcrs pcrs) {
      Map<Integer, String> hex = new TreeMap<>();
      pcrs.indexes().forEach(index -> hex.put(index, pcrs.hex(index)));
      return new Measured(hex);
    }

    /** As the sdk has them. */
    public Pcrs toPcrs() {
      Map<Integer, byte[]> values = new TreeMap<>();
      pcrs.forEach((index, hex) -> values.put(index, HexFormat.of().parseHex(hex)));
      return Pcrs.of(values);
    }
  }

  /** An enclave that runs. */
  public record Enclave(long cid, String vsock, String log, long pid, Measured measurements) {}

  /** POST /killEnclave. */
  public record Cid(long cid) {}

  /** POST /signDocument; absent fields are left out. */
  public record SignDocument(
      Measured pcrs,
      Optional<String> userData,
      Optional<String> nonce,
      Optional<String> publicKey) {
    /** As it travels. */
    public static SignDocument of(Pcrs pcrs, AttestationRequest request) {
      return new SignDocument(
          Measured.of(pcrs),
          request.userData().map(Base64.getEncoder()::encodeToString),
          request.nonce().map(Base64.getEncoder()::encodeToString),
          request.publicKey().map(Base64.getEncoder()::encodeToString));
    }

    /** As the NSM has it. */
    public AttestationRequest toRequest() {
      AttestationRequest request = AttestationRequest.empty();
      if (userData.isPresent()) {
        request = request.withUserData(Base64.getDecoder().decode(userData.get()));
      }
      if (nonce.isPresent()) {
        request = request.withNonce(Base64.getDecoder().decode(nonce.get()));
      }
      if (publicKey.isPresent()) {
        request = request.withPublicKey(Base64.getDecoder().decode(publicKey.get()));
      }
      return request;
    }
  }

  /** A document in base64. */
  public record Document(String document) {}

  /** POST /trail. */
  public record Account(String accountId) {}

  /** The records of a trail, oldest first, each one JSON text. */
  public record Records(List<String> records) {}

  /** POST /failKms. */
  public record KmsFault(
      String operation, int times, int httpStatus, String code, String message) {}

  /** POST /delayKms. */
  public record KmsDelay(long millis) {}

  /** POST /deleteKeyNow. */
  public record KeyArn(String keyArn) {}
}
