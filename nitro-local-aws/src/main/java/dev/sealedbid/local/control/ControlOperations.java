package dev.sealedbid.local.control;

import dev.sealedbid.local.hypervisor.LocalEnclave;
import dev.sealedbid.local.hypervisor.LocalHypervisor;
import dev.sealedbid.local.iam.AccessKey;
import dev.sealedbid.local.iam.LocalIam;
import dev.sealedbid.local.iam.SessionCredentials;
import dev.sealedbid.local.kms.LocalKms;
import dev.sealedbid.local.s3.LocalS3;
import dev.sealedbid.local.trail.LocalTrail;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the control API can do. */
public final class ControlOperations {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final LocalIam iam;
  private final LocalS3 s3;
  private final LocalKms kms;
  private final LocalTrail trail;
  private final LocalHypervisor hypervisor;
  private final Map<String, Operation> operations;

  @FunctionalInterface
  private interface Operation {
    Object call(byte[] body) throws IOException;
  }

  @FunctionalInterface
  private interface TypedOperation<T> {
    Object call(T request) throws IOException;
  }

  /** Over these services. */
  public ControlOperations(
      LocalIam iam, LocalS3 s3, LocalKms kms, LocalTrail trail, LocalHypervisor hypervisor) {
    this.iam = iam;
    this.s3 = s3;
    this.kms = kms;
    this.trail = trail;
    this.hypervisor = hypervisor;
    this.operations =
        Map.ofEntries(
            operation("createUser", ControlMessages.CreateUser.class, this::createUser),
            operation("createRole", ControlMessages.CreateRole.class, this::createRole),
            operation("putUserPolicy", ControlMessages.PutPolicy.class, this::putUserPolicy),
            operation("putRolePolicy", ControlMessages.PutPolicy.class, this::putRolePolicy),
            operation(
                "instanceCredentials",
                ControlMessages.InstanceCredentials.class,
                this::instanceCredentials),
            operation("createBucket", ControlMessages.CreateBucket.class, this::createBucket),
            operation("launchEnclave", ControlMessages.Spec.class, this::launch),
            operation("measure", ControlMessages.Spec.class, this::measure),
            operation("killEnclave", ControlMessages.Cid.class, this::kill),
            operation("signDocument", ControlMessages.SignDocument.class, this::sign),
            operation("trail", ControlMessages.Account.class, this::records),
            operation("failKms", ControlMessages.KmsFault.class, this::failKms),
            operation("delayKms", ControlMessages.KmsDelay.class, this::delayKms),
            operation("clearFaults", ControlMessages.Nothing.class, this::clearFaults),
            operation("deleteKeyNow", ControlMessages.KeyArn.class, this::deleteKeyNow));
  }

  private static <T> Map.Entry<String, Operation> operation(
      String name, Class<T> type, TypedOperation<T> operation) {
    return Map.entry("/" + name, body -> operation.call(JSON.readValue(body, type)));
  }

  Object call(String path, byte[] body) throws IOException {
    Operation operation = operations.get(path);
    if (operation == null) {
      throw new IllegalArgumentException("there is no control call " + path);
    }
    return operation.call(body);
  }

  private Object createUser(ControlMessages.CreateUser request) {
    AccessKey key = iam.createUser(request.accountId(), request.name(), request.policy());
    return new ControlMessages.Key(
        key.accessKeyId(), key.secretAccessKey(), key.arn(), key.accountId());
  }

  private Object createRole(ControlMessages.CreateRole request) {
    iam.createRole(request.arn(), request.trustPolicy(), request.policies());
    return new ControlMessages.Nothing();
  }

  private Object putUserPolicy(ControlMessages.PutPolicy request) {
    iam.putUserPolicy(request.arn(), request.name(), request.policy());
    return new ControlMessages.Nothing();
  }

  private Object putRolePolicy(ControlMessages.PutPolicy request) {
    iam.putRolePolicy(request.arn(), request.name(), request.policy());
    return new ControlMessages.Nothing();
  }

  private Object instanceCredentials(ControlMessages.InstanceCredentials request) {
    SessionCredentials session = iam.instanceCredentials(request.roleArn(), request.instanceId());
    return new ControlMessages.Session(
        session.accessKeyId(),
        session.secretAccessKey(),
        session.sessionToken(),
        session.expiration().toEpochMilli(),
        session.sessionArn(),
        session.assumedRoleId());
  }

  private Object createBucket(ControlMessages.CreateBucket request) {
    s3.createBucket(request.accountId(), request.name());
    if (request.versioned()) {
      s3.enableVersioning(request.name());
    }
    return new ControlMessages.Nothing();
  }

  private Object launch(ControlMessages.Spec request) throws IOException {
    LocalEnclave enclave =
        request.debug()
            ? hypervisor.launchInDebugMode(request.toSpec())
            : hypervisor.launch(request.toSpec());
    return new ControlMessages.Enclave(
        enclave.cid(),
        enclave.vsock().toString(),
        enclave.log().toString(),
        enclave.process().pid(),
        ControlMessages.Measured.of(enclave.measurements()));
  }

  private Object measure(ControlMessages.Spec request) throws IOException {
    return ControlMessages.Measured.of(hypervisor.measure(request.toSpec()));
  }

  private Object kill(ControlMessages.Cid request) {
    hypervisor.enclave(request.cid()).ifPresent(LocalEnclave::kill);
    return new ControlMessages.Nothing();
  }

  private Object sign(ControlMessages.SignDocument request) {
    byte[] document = hypervisor.signDocument(request.pcrs().toPcrs(), request.toRequest());
    return new ControlMessages.Document(Base64.getEncoder().encodeToString(document));
  }

  private Object records(ControlMessages.Account request) {
    return new ControlMessages.Records(trail.records(request.accountId()));
  }

  private Object failKms(ControlMessages.KmsFault fault) {
    kms.faults()
        .fail(fault.operation(), fault.times(), fault.httpStatus(), fault.code(), fault.message());
    return new ControlMessages.Nothing();
  }

  private Object delayKms(ControlMessages.KmsDelay delay) {
    kms.faults().delay(Duration.ofMillis(delay.millis()));
    return new ControlMessages.Nothing();
  }

  private Object clearFaults(ControlMessages.Nothing nothing) {
    kms.faults().clear();
    return nothing;
  }

  private Object deleteKeyNow(ControlMessages.KeyArn request) {
    kms.deleteKeyNow(request.keyArn());
    return new ControlMessages.Nothing();
  }
}
