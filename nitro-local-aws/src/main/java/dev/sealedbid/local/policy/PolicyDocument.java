package dev.sealedbid.local.policy;

import dev.sealedbid.local.policy.PrincipalPattern.Match;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A policy document that was understood whole. Immutable. */
public final class PolicyDocument {
  /** The longest document that is parsed at all, in characters: a key policy's limit, 32 KiB. */
  public static final int MAX_LENGTH = 32 * 1024;

  private final List<Statement> statements;

  PolicyDocument(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Parses a document strictly: unknown elements, unknown operators, duplicate keys and trailing
   * text are refused, as are NotPrincipal and policy variables.
   *
   * @throws MalformedPolicyException names the first fault
   */
  public static PolicyDocument parse(String json, PolicyType type) throws MalformedPolicyException {
    return new PolicyParser(type).parse(json);
  }

  /** The ARNs that the document names as principals, for services that refuse unknown ones. */
  public Set<String> principalArns() {
    Set<String> arns = new LinkedHashSet<>();
    for (Statement statement : statements) {
      for (PrincipalPattern pattern : statement.principals()) {
        if (pattern instanceof PrincipalPattern.Arn named) {
          arns.add(named.arn());
        }
      }
    }
    return Set.copyOf(arns);
  }

  /**
   * The document as it is weighed once these principals are gone: what names them names nobody.
   *
   * @param arns as {@link #principalArns} gives them
   */
  public PolicyDocument without(Set<String> arns) {
    return new PolicyDocument(statements.stream().map(s -> s.without(arns)).toList());
  }

  /** Whether a Deny applies, of a document that speaks of its holder. */
  boolean denies(AuthorizationRequest request) {
    return statements.stream().anyMatch(s -> s.deny() && s.applies(request));
  }

  /** Whether an Allow applies, of a document that speaks of its holder. */
  boolean allows(AuthorizationRequest request) {
    return statements.stream().anyMatch(s -> !s.deny() && s.applies(request));
  }

  /** Whether a Deny applies to the request's principal. */
  boolean deniesPrincipal(AuthorizationRequest request) {
    return statements.stream()
        .anyMatch(
            s ->
                s.deny()
                    && s.matchPrincipal(request.principal()) != Match.NONE
                    && s.applies(request));
  }

  /** The closest match of the principal among the Allow statements that apply. */
  Match allowsPrincipal(AuthorizationRequest request) {
    return statements.stream()
        .filter(s -> !s.deny() && s.applies(request))
        .map(s -> s.matchPrincipal(request.principal()))
        .max(Comparator.naturalOrder())
        .orElse(Match.NONE);
  }
}
