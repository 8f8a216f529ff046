package dev.sealedbid.nitro.nsm;

import com.sun.jna.Memory;
import java.io.IOException;

/**
 * Exchanges messages with {@code /dev/nsm} by its raw ioctl (include/uapi/linux/nsm.h): {@code
 * struct nsm_raw} is two {@code {u64 address, u64 length}}, the request's and the response's.
 *
 * <p>The driver cuts a response that doesn't fit without a word, so the buffer always has the
 * longest response's length. It writes the response's own length back. One call at a time, as the
 * driver does it anyway: so the device isn't closed under a call.
 */
final class DevNsmTransport implements NsmTransport {

  private static final int RAW_LENGTH = 32;
  private static final int REQUEST_ADDRESS = 0;
  private static final int REQUEST_LENGTH = 8;
  private static final int RESPONSE_ADDRESS = 16;
  private static final int RESPONSE_LENGTH = 24;
  private static final int EMSGSIZE = 90;
  private static final int ETIMEDOUT = 110;

  private final NsmDevice device;
  private boolean closed;

  DevNsmTransport(NsmDevice device) {
    this.device = device;
  }

  @Override
  public synchronized byte[] exchange(byte[] cborRequest) throws IOException {
    if (closed) {
      throw new IOException("/dev/nsm is closed");
    }
    if (cborRequest.length == 0 || cborRequest.length > NsmRequest.MAX_LENGTH) {
      throw new IOException(
          "a request to /dev/nsm has 1 to "
              + NsmRequest.MAX_LENGTH
              + " bytes, not "
              + cborRequest.length);
    }
    // The three stay referenced until the try ends: the kernel knows their addresses only.
    try (Memory request = new Memory(cborRequest.length);
        Memory response = new Memory(NsmResponse.MAX_LENGTH);
        Memory raw = new Memory(RAW_LENGTH)) {
      request.write(0, cborRequest, 0, cborRequest.length);
      response.clear();
      raw.setPointer(REQUEST_ADDRESS, request);
      raw.setLong(REQUEST_LENGTH, cborRequest.length);
      raw.setPointer(RESPONSE_ADDRESS, response);
      raw.setLong(RESPONSE_LENGTH, NsmResponse.MAX_LENGTH);
      try {
        requireSuccess(device.ioctl(raw));
        return answer(response, raw.getLong(RESPONSE_LENGTH));
      } finally {
        request.clear();
        response.clear();
      }
    }
  }

  private static byte[] answer(Memory response, long length) throws IOException {
    if (length < 1 || length > NsmResponse.MAX_LENGTH) {
      throw new IOException("/dev/nsm gave a response of an impossible length: " + length);
    }
    return response.getByteArray(0, (int) length);
  }

  /** No call is repeated, not even one that a signal interrupts: extending a PCR twice is wrong. */
  private static void requireSuccess(int result) throws IOException {
    if (result >= 0) {
      return;
    }
    throw switch (-result) {
      case EMSGSIZE -> new IOException("/dev/nsm refused the request as too long");
      case ETIMEDOUT -> new IOException("the hypervisor did not answer /dev/nsm in time");
      default -> new IOException("the ioctl on /dev/nsm failed with errno " + -result);
    };
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (device.close() < 0) {
      throw new IOException("/dev/nsm could not be closed");
    }
  }
}
