package dev.sealedbid.local;

import dev.sealedbid.local.control.ControlMessages;
import dev.sealedbid.local.hypervisor.EnclaveSpec;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.nsm.AttestationRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Steers a local AWS process over its control API. Every method throws {@link LocalAwsException} if
 * the process refuses or can't be reached. Thread-safe.
 */
public final class LocalAwsClient {
  private static final Duration TIMEOUT = Duration.ofMinutes(10); // a process that hangs
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI control;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private LocalAwsClient(URI control, String token) {
    this.control = control;
    this.token = token;
  }

  /** A client of the process that printed this ready line. */
  public static LocalAwsClient of(LocalAwsAddresses addresses) {
    Path file = addresses.controlTokenFile();
    try {
      return new LocalAwsClient(addresses.control(), Files.readString(file).strip());
    } catch (IOException e) {
      throw new LocalAwsException("couldn't read the control token " + file, e);
    }
  }

  /** Creates a user with one identity policy, and its access key. */
  public AccessKey createUser(String accountId, String name, String identityPolicyJson) {
    ControlMessages.Key key =
        call(
            "createUser",
            new ControlMessages.CreateUser(accountId, name, identityPolicyJson),
            ControlMessages.Key.class);
    return new AccessKey(key.accessKeyId(), key.secretAccessKey(), key.arn(), key.accountId());
  }

  /** Creates a role, or replaces it. */
  public void createRole(
      String roleArn, String trustPolicyJson, Map<String, String> inlinePolicies) {
    run("createRole", new ControlMessages.CreateRole(roleArn, trustPolicyJson, inlinePolicies));
  }

  /** Puts an inline policy on a user. */
  public void putUserPolicy(String userArn, String name, String policyJson) {
    run("putUserPolicy", new ControlMessages.PutPolicy(userArn, name, policyJson));
  }

  /** Puts an inline policy on a role. */
  public void putRolePolicy(String roleArn, String name, String policyJson) {
    run("putRolePolicy", new ControlMessages.PutPolicy(roleArn, name, policyJson));
  }

  /** What an instance of that role gets from its metadata service. */
  public SessionCredentials instanceCredentials(String roleArn, String instanceId) {
    ControlMessages.Session session =
        call(
            "instanceCredentials",
            new ControlMessages.InstanceCredentials(roleArn, instanceId),
            ControlMessages.Session.class);
    return new SessionCredentials(
        session.accessKeyId(),
        session.secretAccessKey(),
        session.sessionToken(),
        Instant.ofEpochMilli(session.expiration()),
        session.sessionArn(),
        session.assumedRoleId());
  }

  /** Makes a bucket of that account, without versioning. */
  public void createBucket(String accountId, String name) {
    run("createBucket", new ControlMessages.CreateBucket(accountId, name, false));
  }

  /** Makes a bucket of that account, with versioning. */
  public void createVersionedBucket(String accountId, String name) {
    run("createBucket", new ControlMessages.CreateBucket(accountId, name, true));
  }

  /** Measures and starts an enclave. */
  public LaunchedEnclave launchEnclave(EnclaveSpec spec) {
    return launch(ControlMessages.Spec.of(spec, false));
  }

  /** Starts an enclave whose PCRs are all zero. */
  public LaunchedEnclave launchEnclaveInDebugMode(EnclaveSpec spec) {
    return launch(ControlMessages.Spec.of(spec, true));
  }

  private LaunchedEnclave launch(ControlMessages.Spec spec) {
    ControlMessages.Enclave enclave = call("launchEnclave", spec, ControlMessages.Enclave.class);
    return new LaunchedEnclave(
        enclave.cid(),
        Path.of(enclave.vsock()),
        Path.of(enclave.log()),
        enclave.pid(),
        enclave.measurements().toPcrs());
  }

  /** Ends an enclave; nothing happens if it has ended already. */
  public void killEnclave(long cid) {
    run("killEnclave", new ControlMessages.Cid(cid));
  }

  /** The PCRs that an enclave of this spec would have. */
  public Pcrs measure(EnclaveSpec spec) {
    return call("measure", ControlMessages.Spec.of(spec, false), ControlMessages.Measured.class)
        .toPcrs();
  }

  /** Makes the hypervisor sign a document for any PCRs: the demo's betrayed hypervisor. */
  public byte[] signDocument(Pcrs pcrs, AttestationRequest request) {
    ControlMessages.Document document =
        call(
            "signDocument",
            ControlMessages.SignDocument.of(pcrs, request),
            ControlMessages.Document.class);
    return Base64.getDecoder().decode(document.document());
  }

  /** The records of an account's trail, oldest first, each one JSON object. */
  public List<String> auditTrail(String accountId) {
    return call("trail", new ControlMessages.Account(accountId), ControlMessages.Records.class)
        .records();
  }

  /** The next {@code times} calls of that KMS operation get this error. */
  public void failKms(String operation, int times, int httpStatus, String code, String message) {
    run("failKms", new ControlMessages.KmsFault(operation, times, httpStatus, code, message));
  }

  /** From here on every call of KMS takes so much longer; zero ends it. */
  public void delayKms(Duration delay) {
    run("delayKms", new ControlMessages.KmsDelay(delay.toMillis()));
  }

  /** Forgets every fault that has not struck yet. */
  public void clearFaults() {
    run("clearFaults", new ControlMessages.Nothing());
  }

  /** Removes a KMS key at once, as if its waiting period were over. */
  public void deleteKeyNow(String keyArn) {
    run("deleteKeyNow", new ControlMessages.KeyArn(keyArn));
  }

  private void run(String operation, Object request) {
    call(operation, request, ControlMessages.Nothing.class);
  }

  private <T> T call(String operation, Object request, Class<T> answerType) {
    HttpRequest post =
        HttpRequest.newBuilder(control.resolve("/" + operation))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(post, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new LocalAwsException(
            "the local AWS refused "
                + operation
                + ": "
                + JSON.readValue(answer.body(), ControlMessages.Refusal.class).error());
      }
      return JSON.readValue(answer.body(), answerType);
    } catch (IOException | JacksonException e) {
      throw new LocalAwsException(
          "the local AWS at " + control + " didn't answer " + operation + ": is it running?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("interrupted while waiting for " + operation, e);
    }
  }
}
