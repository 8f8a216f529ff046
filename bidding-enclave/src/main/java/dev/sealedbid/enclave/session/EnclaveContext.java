package dev.sealedbid.enclave.session;

import dev.sealedbid.core.frame.Credentials;
import dev.sealedbid.enclave.round.AwardSealing;
import dev.sealedbid.enclave.round.RegionalKms;
import dev.sealedbid.enclave.round.Round;
import dev.sealedbid.enclave.round.RoundKms;
import dev.sealedbid.nitro.kms.RecipientAttestation;
import dev.sealedbid.nitro.kms.RecipientKey;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.protocol.EnclaveStatements;
import dev.sealedbid.protocol.SheetOpener;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/** What all sessions of one enclave share. */
public final class EnclaveContext {
  private final NitroSecureModule nsm;
  private final SecureRandom random;
  private final Map<String, RegionalKms> regions;
  private final int parallelDecrypts;
  private final TrustedClock clock;
  private final EnclaveStatements statements;
  private final MemoryBudget memory;
  private final AwardSealing awards;

  public EnclaveContext(
      NitroSecureModule nsm,
      SecureRandom random,
      Map<String, RegionalKms> regions,
      int parallelDecrypts,
      MemoryBudget memory,
      AwardSealing awards) {
    this.nsm = nsm;
    this.random = random;
    this.regions = Map.copyOf(regions);
    this.parallelDecrypts = parallelDecrypts;
    this.memory = memory;
    this.awards = awards;
    this.clock = new TrustedClock(nsm);
    this.statements = new EnclaveStatements(nsm, clock::latest);
  }

  public NitroSecureModule nsm() {
    return nsm;
  }

  public TrustedClock clock() {
    return clock;
  }

  EnclaveStatements statements() {
    return statements;
  }

  AwardSealing awards() {
    return awards;
  }

  MemoryBudget memory() {
    return memory;
  }

  Set<String> regions() {
    return regions.keySet();
  }

  /** KMS for one round, with a recipient key that is born here and dies with the round. */
  RoundKms roundKms(Credentials credentials) {
    RecipientKey key = RecipientKey.generate(random);
    RecipientAttestation attestation =
        new RecipientAttestation(nsm, key, System::nanoTime, RecipientAttestation.LONGEST_MAX_AGE);
    return new RoundKms(regions, credentials, key, attestation);
  }

  /** What opens sheets is made here, not at start, where it would keep the first answer waiting. */
  Round round(RoundKms kms) {
    return new Round(new SheetOpener(), kms, parallelDecrypts, System::nanoTime);
  }
}
