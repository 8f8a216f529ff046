package dev.sealedbid.local.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a local enclave is made of.
 *
 * <p>Arguments and flags may hold placeholders, which stand for what differs from run to run and is
 * therefore not measured as such: {@code {nsm}} (socket of the NSM), {@code {vsock}} (socket of the
 * hybrid vsock device), {@code {settings}} (the copy of the settings file), {@code {work}} (a
 * private folder for temporary files). The launch line is measured with the placeholders in it.
 *
 * @param java the java executable of the JVM that runs the enclave
 * @param jvmFlags flags of the JVM, measured; flags that name further code (agents, argument files,
 *     other class paths) are refused because that code would not be measured
 * @param classPath jars or folders of classes, measured in this order
 * @param mainClass the class to start
 * @param args arguments of the main class
 * @param settingsFile the enclave's settings, measured
 * @param settingsAttachments files that the settings name, measured; copied beside the settings
 *     file under their own names
 * @param parentRoleArn the role of the parent's instance, PCR3
 * @param workDir where the log file {@code enclave-CID.log} goes; made if it isn't there
 */
public record EnclaveSpec(
    Path java,
    List<String> jvmFlags,
    List<Path> classPath,
    String mainClass,
    List<String> args,
    Path settingsFile,
    List<Path> settingsAttachments,
    String parentRoleArn,
    Path workDir) {
  /** Stands for the NSM's socket. */
  public static final String NSM = "{nsm}";

  /** Stands for the hybrid vsock device's socket. */
  public static final String VSOCK = "{vsock}";

  /** Stands for the copy of the settings file. */
  public static final String SETTINGS = "{settings}";

  /** Stands for the enclave's private folder. */
  public static final String WORK = "{work}";

  private static final List<String> NAMES_OTHER_CODE =
      List.of(
          "@",
          "-javaagent",
          "-agentpath",
          "-agentlib",
          "-Xbootclasspath",
          "-Xrun",
          "-Xdebug",
          "--patch-module",
          "--module-path",
          "--upgrade-module-path",
          "--class-path",
          "-XX:Flags",
          "-XX:VMOptionsFile",
          "-XX:SharedArchiveFile",
          "-XX:AOT",
          "-Djava.class.path",
          "-Djava.system.class.loader");
  // Reads no file at all, so that no other one is read either.
  private static final String NO_FLAGS_FILE = "-XX:Flags=/dev/null";

  private static final Set<String> NAMES_OTHER_CODE_WHOLE =
      Set.of("-cp", "-classpath", "-p", "-jar", "-m", "--module");

  /**
   * Copies the lists and checks the flags.
   *
   * @throws IllegalArgumentException if a flag names code that would not be measured, or the class
   *     path is empty
   */
  public EnclaveSpec {
    jvmFlags = List.copyOf(jvmFlags);
    classPath = List.copyOf(classPath);
    args = List.copyOf(args);
    settingsAttachments = List.copyOf(settingsAttachments);
    for (String flag : jvmFlags) {
      boolean namesCode =
          NAMES_OTHER_CODE_WHOLE.contains(flag)
              || NAMES_OTHER_CODE.stream().anyMatch(flag::startsWith);
      if (namesCode && !flag.equals(NO_FLAGS_FILE)) {
        throw new IllegalArgumentException(
            "the flag " + flag + " names code that the hypervisor doesn't measure: leave it out");
      }
    }
    if (classPath.isEmpty()) {
      throw new IllegalArgumentException("an enclave without a class path has nothing to run");
    }
  }

  /** A spec whose settings name no other file. */
  public EnclaveSpec(
      Path java,
      List<String> jvmFlags,
      List<Path> classPath,
      String mainClass,
      List<String> args,
      Path settingsFile,
      String parentRoleArn,
      Path workDir) {
    this(
        java,
        jvmFlags,
        classPath,
        mainClass,
        args,
        settingsFile,
        List.of(),
        parentRoleArn,
        workDir);
  }

  /** The same enclave started by an instance with another role. */
  public EnclaveSpec withParentRole(String roleArn) {
    return new EnclaveSpec(
        java,
        jvmFlags,
        classPath,
        mainClass,
        args,
        settingsFile,
        settingsAttachments,
        roleArn,
        workDir);
  }

  /** The same enclave with another class path. */
  public EnclaveSpec withClassPath(List<Path> other) {
    return new EnclaveSpec(
        java,
        jvmFlags,
        other,
        mainClass,
        args,
        settingsFile,
        settingsAttachments,
        parentRoleArn,
        workDir);
  }

  /** The same enclave with other flags of the JVM. */
  public EnclaveSpec withJvmFlags(List<String> other) {
    return new EnclaveSpec(
        java,
        other,
        classPath,
        mainClass,
        args,
        settingsFile,
        settingsAttachments,
        parentRoleArn,
        workDir);
  }

  /** The same enclave with another settings file. */
  public EnclaveSpec withSettingsFile(Path other) {
    return new EnclaveSpec(
        java,
        jvmFlags,
        classPath,
        mainClass,
        args,
        other,
        settingsAttachments,
        parentRoleArn,
        workDir);
  }
}
