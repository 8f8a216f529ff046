package dev.sealedbid.nitro.eif;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes of known length, read from the first to the last. */
interface EifInput {
  long size();

  /** Fills the first {@code length} bytes of {@code into} with the next ones. */
  void read(byte[] into, int length) throws IOException;

  static EifInput of(byte[] image) {
    ByteBuffer rest = ByteBuffer.wrap(image);
    return new EifInput() {
      @Override
      public long size() {
        return image.length;
      }

      @Override
      public void read(byte[] into, int length) {
        rest.get(into, 0, length);
      }
    };
  }

  static EifInput of(FileChannel channel) throws IOException {
    long size = channel.size();
    return new EifInput() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(byte[] into, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(into, 0, length);
        while (target.hasRemaining()) {
          if (channel.read(target) < 0) {
            throw new EOFException("the file became shorter while it was read");
          }
        }
      }
    };
  }
}
