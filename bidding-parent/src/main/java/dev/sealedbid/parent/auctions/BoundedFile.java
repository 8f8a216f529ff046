package dev.sealedbid.parent.auctions;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes so many bytes and no more: a file that would be too long doesn't fill the disk first. */
final class BoundedFile extends FilterOutputStream {
  private final long most;
  private long written;

  BoundedFile(OutputStream out, long most) {
    super(out);
    this.most = most;
  }

  /** Thrown for the first byte that is one too many. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void write(int one) throws IOException {
    count(1);
    out.write(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    count(length);
    out.write(bytes, offset, length);
  }

  private void count(int more) throws TooLongException {
    if (more > most - written) {
      throw new TooLongException();
    }
    written += more;
  }
}
