package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;

/** Native memory that is zeroed before it is given back: secrets pass through it. */
final class WipedMemory extends Memory {

  WipedMemory(int size) {
    super(size);
  }

  @Override
  public void close() {
    clear();
    super.close();
  }
}
