package dev.sealedbid.buyer.key;

import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.TrailUnavailableException;
import dev.sealedbid.buyer.policy.UnsettledSession;
import dev.sealedbid.buyer.verify.LiveAuction;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.statement.VoidStatement;
import dev.sealedbid.core.terms.KeyArn;
import dev.sealedbid.core.terms.Measurements;
import dev.sealedbid.nitro.attestation.AttestationException;
import dev.sealedbid.nitro.attestation.AttestationVerifier;
import dev.sealedbid.nitro.attestation.Pcrs;
import dev.sealedbid.nitro.attestation.VerifiedAttestation;
import dev.sealedbid.rest.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can settle a session that a key has left: the enclave's own word that it ended without an
 * outcome, or the silence of the buyer's trail.
 */
final class PinProofs {
  private final String auctionId;
  private final AttestationVerifier attestations;
  private final ParentClient parent;
  private final List<AttestedStatement> given;
  private final AwsClients clients;

  /**
   * Where to look.
   *
   * @param given void statements that the user has in files
   */
  PinProofs(
      String auctionId,
      AttestationVerifier attestations,
      ParentClient parent,
      List<AttestedStatement> given,
      AwsClients clients) {
    this.auctionId = auctionId;
    this.attestations = attestations;
    this.parent = parent;
    this.given = given;
    this.clients = clients;
  }

  /** Whether the enclave that the key was pinned to has attested that the session is void. */
  boolean isVoid(UnsettledSession session) {
    return given.stream().anyMatch(statement -> saysVoid(statement, session))
        || fetched(session).filter(statement -> saysVoid(statement, session)).isPresent();
  }

  /**
   * The key's trail.
   *
   * @throws CommandFailedException if it can't be read whole
   */
  KeyTrail trail(KeyArn key, UnsettledSession session) {
    try {
      return new KeyTrail(clients.trail(key.region()).eventsOf(key.arn()));
    } catch (TrailUnavailableException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the trail of key "
              + key
              + " can't be read, so nobody knows whether session "
              + session.sessionId()
              + " was opened: "
              + e.getMessage(),
          List.of("run this with a principal that may call cloudtrail:LookupEvents"),
          e);
    }
  }

  private Optional<AttestedStatement> fetched(UnsettledSession session) {
    try {
      SessionView view = parent.session(auctionId, session.sessionId().hex());
      return Optional.ofNullable(view.voidStatement()).map(LiveAuction::attested);
    } catch (CommandFailedException e) {
      // The parent needn't know the session; then the trail decides.
      return Optional.empty();
    }
  }

  private boolean saysVoid(AttestedStatement statement, UnsettledSession session) {
    try {
      VerifiedAttestation document = attestations.verifyArchived(statement.attestation());
      document.requireMeasurements(pcrs(session.measurements()));
      document.requireNoPublicKey();
      Sha384 userData = Statement.userData(StatementType.VOID, statement.statement());
      document.requireUserData(userData.bytes());
      return Statement.parse(StatementType.VOID, statement.statement())
              instanceof VoidStatement said
          && said.auctionId().equals(auctionId)
          && said.sessionId().equals(session.sessionId());
    } catch (AttestationException | MalformedStatementException e) {
      return false;
    }
  }

  private static Pcrs pcrs(Measurements measurements) {
    Map<Integer, byte[]> values = new HashMap<>();
    for (int i = 0; i < Measurements.COUNT; i++) {
      values.put(i, measurements.pcr(i).bytes());
    }
    return Pcrs.of(values);
  }
}
