package dev.sealedbid.nitro.vsock;

import com.sun.jna.Memory;
import java.nio.file.Path;

/** Socket addresses as the kernel's structures (unix(7), vsock(7)), in native byte order. */
final class NativeAddress {

  static final int VSOCK_LENGTH = 16;
  private static final int UNIX_LENGTH = 110;
  private static final int PORT_OFFSET = 4;
  private static final int CID_OFFSET = 8;

  private NativeAddress() {}

  static Memory of(Vsock address) {
    Memory memory = new Memory(VSOCK_LENGTH);
    memory.clear();
    memory.setShort(0, (short) LinuxKernel.AF_VSOCK);
    memory.setInt(PORT_OFFSET, address.port());
    memory.setInt(CID_OFFSET, address.cid());
    return memory;
  }

  static Memory of(Path path) {
    byte[] bytes = UnixPath.bytes(path);
    Memory memory = new Memory(UNIX_LENGTH);
    memory.clear();
    memory.setShort(0, (short) LinuxKernel.AF_UNIX);
    memory.write(2, bytes, 0, bytes.length);
    return memory;
  }

  static int cid(Memory vsock) {
    return vsock.getInt(CID_OFFSET);
  }

  static int port(Memory vsock) {
    return vsock.getInt(PORT_OFFSET);
  }

  static int family(Memory address) {
    return address.getShort(0) & 0xFFFF;
  }
}
