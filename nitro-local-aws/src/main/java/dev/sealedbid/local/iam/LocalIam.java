package dev.sealedbid.local.iam;

import dev.sealedbid.local.iam.AssumeRoleException.Fault;
import dev.sealedbid.local.policy.AuthorizationRequest;
import dev.sealedbid.local.policy.Decision;
import dev.sealedbid.local.policy.MalformedPolicyException;
import dev.sealedbid.local.policy.PolicyDocument;
import dev.sealedbid.local.policy.PolicyEngine;
import dev.sealedbid.local.policy.PolicyPrincipal;
import dev.sealedbid.local.policy.PolicyType;
import dev.sealedbid.local.policy.PrincipalPolicies;
import dev.sealedbid.local.policy.RequestContext;
import dev.sealedbid.local.policy.ResourceRule;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local identities of all accounts: users and their access keys, roles, sessions. In memory;
 * thread-safe.
 *
 * <p>As on AWS a user without an identity policy may do nothing but what a resource policy grants
 * to it by name. Policies are parsed when they are put, and a malformed one is refused with {@link
 * IllegalArgumentException}.
 */
public final class LocalIam {
  /** The managed policy of that name: everything, in the user's own account. */
  public static final String ADMINISTRATOR_ACCESS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}\
      """;

  private static final Duration INSTANCE_SESSION = Duration.ofHours(6);
  private static final Duration LEAST_SESSION = Duration.ofMinutes(15);
  private static final Duration LONGEST_SESSION = Duration.ofHours(1);
  private static final int MAX_SESSION_POLICY = 2048;
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern USER_NAME = Pattern.compile("[\\w+=,.@-]{1,64}");
  private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final Pattern ROOT_ARN = Pattern.compile("arn:aws:iam::([0-9]{12}):root");
  private static final Pattern SESSION_ARN =
      Pattern.compile("arn:aws:sts::([0-9]{12}):assumed-role/([\\w+=,.@-]+)/[\\w+=,.@-]+");
  private static final char[] ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();

  private final InstantSource clock;
  private final SecureRandom random;
  private final PolicyEngine engine = new PolicyEngine();
  private final Map<String, User> users = new ConcurrentHashMap<>();
  private final Map<String, Role> roles = new ConcurrentHashMap<>();
  private final Map<String, Credential> credentials = new ConcurrentHashMap<>();

  /**
   * An IAM without any user or role.
   *
   * @param clock for the expiry of sessions
   * @param random for keys, secrets and tokens
   */
  public LocalIam(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** Creates a user without an identity policy, and its access key. */
  public AccessKey createUser(String accountId, String name) {
    requireAccount(accountId);
    if (!USER_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no user's name");
    }
    String arn = "arn:aws:iam::" + accountId + ":user/" + name;
    User user = User.of(arn, accountId, name, uniqueId("AIDA"));
    if (users.putIfAbsent(arn, user) != null) {
      throw new IllegalArgumentException("there is a user " + arn + " already");
    }
    String secret = secret(30);
    String accessKeyId = uniqueId("AKIA");
    credentials.put(accessKeyId, new Credential.OfUser(secret, arn, user.id()));
    return new AccessKey(accessKeyId, secret, arn, accountId);
  }

  /** Creates a user with one inline identity policy, and its access key. */
  public AccessKey createUser(String accountId, String name, String identityPolicyJson) {
    PolicyDocument policy = parse(identityPolicyJson, PolicyType.IDENTITY);
    AccessKey key = createUser(accountId, name);
    require(users, key.arn()).inline().put("inline", policy);
    return key;
  }

  /** A new access key of an account's root user. */
  public AccessKey createRootAccessKey(String accountId) {
    requireAccount(accountId);
    String secret = secret(30);
    String accessKeyId = uniqueId("AKIA");
    credentials.put(accessKeyId, new Credential.OfRoot(secret, accountId));
    return new AccessKey(accessKeyId, secret, PolicyPrincipal.root(accountId).arn(), accountId);
  }

  /**
   * Creates a role, or deletes it and makes it again, with another unique id; {@code
   * inlinePolicies} maps names to documents.
   */
  public void createRole(
      String roleArn, String trustPolicyJson, Map<String, String> inlinePolicies) {
    Role.Parts parts = Role.parts(roleArn);
    Map<String, PolicyDocument> inline = new ConcurrentHashMap<>();
    inlinePolicies.forEach((name, json) -> inline.put(name, parse(json, PolicyType.IDENTITY)));
    PolicyDocument trust = parse(trustPolicyJson, PolicyType.TRUST);
    roles.put(
        roleArn,
        new Role(roleArn, parts.accountId(), parts.name(), uniqueId("AROA"), trust, inline));
  }

  /** An account's role of that name, whatever its path. */
  public Optional<RoleDescription> role(String accountId, String name) {
    return roles.values().stream()
        .filter(role -> role.accountId().equals(accountId) && role.name().equals(name))
        .map(Role::description)
        .findFirst();
  }

  /** Puts an inline policy on a user. */
  public void putUserPolicy(String userArn, String policyName, String policyJson) {
    require(users, userArn).inline().put(policyName, parse(policyJson, PolicyType.IDENTITY));
  }

  /** Puts an inline policy on a role; sessions that exist are bound by it at once, as on AWS. */
  public void putRolePolicy(String roleArn, String policyName, String policyJson) {
    require(roles, roleArn).inline().put(policyName, parse(policyJson, PolicyType.IDENTITY));
  }

  /** Deletes a role; its sessions can do nothing any more. */
  public void deleteRole(String roleArn) {
    roles.remove(roleArn);
  }

  /** Deletes a user; its access keys can do nothing any more. */
  public void deleteUser(String userArn) {
    users.remove(userArn);
  }

  /**
   * What an instance gets from its metadata service: a session of its role, named like the
   * instance. The role must trust {@code ec2.amazonaws.com}. Lives six hours.
   *
   * @throws IllegalArgumentException if there is no such role, or it doesn't trust EC2
   */
  public SessionCredentials instanceCredentials(String roleArn, String instanceId) {
    Role role = require(roles, roleArn);
    AuthorizationRequest request =
        new AuthorizationRequest(
            PolicyPrincipal.service("ec2.amazonaws.com"),
            "sts:AssumeRole",
            roleArn,
            RequestContext.builder().put("aws:CurrentTime", clock.instant().toString()).build());
    if (!trusts(role, request, PrincipalPolicies.none()).isAllowed()) {
      throw new IllegalArgumentException(
          roleArn + " doesn't trust ec2.amazonaws.com: no instance can have it");
    }
    return newSession(role, instanceId, List.of(), INSTANCE_SESSION);
  }

  /**
   * Makes a session of a role, if its trust policy and the caller's own policies allow it.
   *
   * @throws AssumeRoleException if they don't, or a parameter is out of bounds
   */
  public SessionCredentials assumeRole(Caller caller, AssumeRole wanted)
      throws AssumeRoleException {
    checkBounds(wanted);
    List<PolicyDocument> sessionPolicies = sessionPolicies(wanted);
    Role role = roles.get(wanted.roleArn());
    RequestContext.Builder context = caller.globalContext(clock.instant());
    context.put("sts:RoleSessionName", wanted.sessionName());
    wanted.externalId().ifPresent(id -> context.put("sts:ExternalId", id));
    AuthorizationRequest request =
        new AuthorizationRequest(
            caller.principal(), "sts:AssumeRole", wanted.roleArn(), context.build());
    if (role == null || !trusts(role, request, caller.policies()).isAllowed()) {
      throw new AssumeRoleException(
          Fault.ACCESS_DENIED,
          "User: "
              + caller.principal().arn()
              + " is not authorized to perform: sts:AssumeRole on resource: "
              + wanted.roleArn());
    }
    return newSession(role, wanted.sessionName(), sessionPolicies, wanted.duration());
  }

  /** The caller behind an access key, without any check of a signature: for trusted use. */
  public Optional<Caller> caller(String accessKeyId) {
    return Optional.ofNullable(credentials.get(accessKeyId))
        .flatMap(credential -> caller(accessKeyId, credential));
  }

  /**
   * Whether a policy may name this principal: an account's root, or a user, role or session here.
   */
  public boolean principalExists(String arn) {
    return uniqueIdOf(arn).isPresent() || ROOT_ARN.matcher(arn).matches();
  }

  /**
   * The unique id (AIDA… or AROA…) of a user or role, or of the role of a session. No id is given
   * twice: who is deleted and made again under the same ARN is somebody else.
   *
   * @return empty if there is nobody of that ARN, and for an account's root
   */
  public Optional<String> uniqueIdOf(String arn) {
    Matcher session = SESSION_ARN.matcher(arn);
    if (session.matches()) {
      return roles.values().stream()
          .filter(role -> role.accountId().equals(session.group(1)))
          .filter(role -> role.name().equals(session.group(2)))
          .map(Role::id)
          .findFirst();
    }
    Optional<String> user = Optional.ofNullable(users.get(arn)).map(User::id);
    return user.or(() -> Optional.ofNullable(roles.get(arn)).map(Role::id));
  }

  /** The secret of an access key, for S3Proxy, which verifies signatures of chunks itself. */
  public Optional<String> secretAccessKey(String accessKeyId) {
    return credential(accessKeyId).map(Credential::secret);
  }

  /** What is known about an access key; for the verification of signatures alone. */
  Optional<Credential> credential(String accessKeyId) {
    return Optional.ofNullable(credentials.get(accessKeyId));
  }

  private Optional<Caller> caller(String accessKeyId, Credential credential) {
    if (credential instanceof Credential.OfRoot root) {
      return Optional.of(
          new Caller(
              PolicyPrincipal.root(root.accountId()),
              PrincipalPolicies.none(),
              accessKeyId,
              root.accountId(),
              Optional.empty(),
              Optional.empty()));
    }
    if (credential instanceof Credential.OfUser ofUser) {
      return Optional.ofNullable(users.get(ofUser.userArn()))
          .filter(user -> user.id().equals(ofUser.userId()))
          .map(user -> userCaller(accessKeyId, user));
    }
    Credential.OfSession session = (Credential.OfSession) credential;
    return Optional.ofNullable(roles.get(session.roleArn()))
        .filter(role -> role.id().equals(session.roleId()))
        .map(role -> sessionCaller(accessKeyId, session, role));
  }

  private static Caller userCaller(String accessKeyId, User user) {
    return new Caller(
        PolicyPrincipal.user(user.arn(), user.accountId()),
        new PrincipalPolicies(user.policies(), List.of()),
        accessKeyId,
        user.id(),
        Optional.of(user.name()),
        Optional.empty());
  }

  private static Caller sessionCaller(String accessKeyId, Credential.OfSession session, Role role) {
    return new Caller(
        PolicyPrincipal.assumedRole(
            role.sessionArn(session.sessionName()), role.accountId(), role.arn()),
        new PrincipalPolicies(role.policies(), session.sessionPolicies()),
        accessKeyId,
        role.id() + ":" + session.sessionName(),
        Optional.empty(),
        Optional.of(session.issuedAt()));
  }

  private Decision trusts(Role role, AuthorizationRequest request, PrincipalPolicies policies) {
    return engine.decide(
        request,
        policies,
        Optional.of(role.trust()),
        role.accountId(),
        ResourceRule.RESOURCE_POLICY_MUST_ALLOW);
  }

  private static void checkBounds(AssumeRole wanted) throws AssumeRoleException {
    if (!SESSION_NAME.matcher(wanted.sessionName()).matches()) {
      throw invalid(
          "1 validation error detected: Value '"
              + wanted.sessionName()
              + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [\\w+=,.@-]{2,64}");
    }
    if (wanted.duration().compareTo(LEAST_SESSION) < 0) {
      throw invalid(
          "1 validation error detected: Value '"
              + wanted.duration().toSeconds()
              + "' at 'durationSeconds' failed to satisfy constraint: Member must have value"
              + " greater than or equal to 900");
    }
    if (wanted.duration().compareTo(LONGEST_SESSION) > 0) {
      throw invalid(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    if (wanted.sessionPolicyJson().filter(p -> p.length() > MAX_SESSION_POLICY).isPresent()) {
      throw invalid(
          "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must"
              + " have length less than or equal to 2048");
    }
  }

  private static List<PolicyDocument> sessionPolicies(AssumeRole wanted)
      throws AssumeRoleException {
    if (wanted.sessionPolicyJson().isEmpty()) {
      return List.of();
    }
    try {
      return List.of(PolicyDocument.parse(wanted.sessionPolicyJson().get(), PolicyType.IDENTITY));
    } catch (MalformedPolicyException e) {
      throw new AssumeRoleException(
          Fault.MALFORMED_POLICY, "The session policy is malformed: " + e.getMessage());
    }
  }

  private static AssumeRoleException invalid(String message) {
    return new AssumeRoleException(Fault.VALIDATION, message);
  }

  private SessionCredentials newSession(
      Role role, String sessionName, List<PolicyDocument> sessionPolicies, Duration duration) {
    String accessKeyId = uniqueId("ASIA");
    String secret = secret(30);
    String token = secret(192);
    Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = issued.plus(duration);
    credentials.put(
        accessKeyId,
        new Credential.OfSession(
            secret, token, role.arn(), role.id(), sessionName, sessionPolicies, issued, expires));
    return new SessionCredentials(
        accessKeyId,
        secret,
        token,
        expires,
        role.sessionArn(sessionName),
        role.id() + ":" + sessionName);
  }

  private static PolicyDocument parse(String json, PolicyType type) {
    try {
      return PolicyDocument.parse(json, type);
    } catch (MalformedPolicyException e) {
      throw new IllegalArgumentException("the policy is malformed: " + e.getMessage(), e);
    }
  }

  private static <T> T require(Map<String, T> all, String arn) {
    T found = all.get(arn);
    if (found == null) {
      throw new IllegalArgumentException("there is no " + arn);
    }
    return found;
  }

  private static void requireAccount(String accountId) {
    if (!ACCOUNT.matcher(accountId).matches()) {
      throw new IllegalArgumentException("an account is 12 digits, not '" + accountId + "'");
    }
  }

  private String uniqueId(String prefix) {
    StringBuilder id = new StringBuilder(prefix);
    for (int i = 0; i < 16; i++) {
      id.append(ID_LETTERS[random.nextInt(ID_LETTERS.length)]);
    }
    return id.toString();
  }

  private String secret(int bytes) {
    byte[] secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }
}
