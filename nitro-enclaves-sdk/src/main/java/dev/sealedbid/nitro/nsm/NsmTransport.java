package dev.sealedbid.nitro.nsm;

import java.io.IOException;

/**
 * Carries one CBOR request to an NSM and brings its one CBOR response back, whole.
 *
 * <p>Implementations are safe for use by several threads, accept requests of up to {@link
 * NsmRequest#MAX_LENGTH} bytes and return responses of up to {@link NsmResponse#MAX_LENGTH} bytes;
 * they fail rather than truncate.
 */
public interface NsmTransport extends AutoCloseable {

  /**
   * Asks once.
   *
   * @throws IOException if the NSM could not be asked or did not answer
   */
  byte[] exchange(byte[] cborRequest) throws IOException;

  @Override
  void close() throws IOException;
}
