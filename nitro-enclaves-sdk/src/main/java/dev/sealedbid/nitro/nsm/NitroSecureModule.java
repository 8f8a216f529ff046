package dev.sealedbid.nitro.nsm;

/**
 * The Nitro Secure Module of the enclave that the caller runs in.
 *
 * <p>Guarantee: an attestation document is signed by the hypervisor and states the PCRs of the very
 * enclave that asked, the time at which it asked, and the three fields of the request, unchanged.
 * Implementations are safe for use by several threads.
 */
public interface NitroSecureModule extends AutoCloseable {

  /** The number of PCRs. */
  int PCR_COUNT = 32;

  /** The most bytes that {@link #random} gives in one call. */
  int MAX_RANDOM_LENGTH = 4096;

  /**
   * A fresh attestation document: the bytes of a COSE_Sign1, at most 12,288.
   *
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  byte[] attest(AttestationRequest request) throws NsmException;

  /**
   * Random bytes from the hypervisor.
   *
   * @param length 1 to {@value #MAX_RANDOM_LENGTH}
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  byte[] random(int length) throws NsmException;

  /**
   * What the NSM says about itself, the locked PCRs included.
   *
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  NsmDescription describe() throws NsmException;

  /**
   * One register's value and lock.
   *
   * @param index 0 to 31
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  PcrState describePcr(int index) throws NsmException;

  /**
   * Extends a register: its new value is SHA-384(old value, {@code data}).
   *
   * @param index 16 to 31; the NSM refuses the others and locked ones
   * @param data 1 to 512 bytes
   * @return the new value
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  byte[] extendPcr(int index, byte[] data) throws NsmException;

  /**
   * Locks a register for the enclave's life.
   *
   * @param index 16 to 31
   * @throws NsmException if the NSM refuses, cannot be reached, or answers something else
   */
  void lockPcr(int index) throws NsmException;

  @Override
  void close() throws NsmException;
}
