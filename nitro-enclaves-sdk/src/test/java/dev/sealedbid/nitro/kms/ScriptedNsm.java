package dev.sealedbid.nitro.kms;

import dev.sealedbid.nitro.nsm.AttestationRequest;
import dev.sealedbid.nitro.nsm.NitroSecureModule;
import dev.sealedbid.nitro.nsm.NsmDescription;
import dev.sealedbid.nitro.nsm.NsmException;
import dev.sealedbid.nitro.nsm.PcrState;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives numbered "documents" and counts them; can be told to fail. */
final class ScriptedNsm implements NitroSecureModule {
  private final AtomicInteger documents = new AtomicInteger();
  private volatile boolean broken;
  private volatile @Nullable AttestationRequest lastRequest;

  int documents() {
    return documents.get();
  }

  void breaks(boolean nowBroken) {
    broken = nowBroken;
  }

  @Nullable AttestationRequest lastRequest() {
    return lastRequest;
  }

  @Override
  public byte[] attest(AttestationRequest request) throws NsmException {
    lastRequest = request;
    if (broken) {
      throw new NsmException("out of order");
    }
    return ("document " + documents.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] random(int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public NsmDescription describe() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PcrState describePcr(int index) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] extendPcr(int index, byte[] data) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockPcr(int index) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
