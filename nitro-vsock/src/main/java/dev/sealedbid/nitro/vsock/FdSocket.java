package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket of a family that the JDK doesn't know, over a file descriptor.
 *
 * <p>It has no {@link SocketImpl}: whatever {@link Socket} would ask of one is answered here. TCP's
 * options are taken and do nothing, because libraries set them without asking. There is no {@link
 * InetAddress} on either side; {@link #getRemoteSocketAddress} prints what there is.
 *
 * <p>No method is synchronized, though some are in {@link Socket}: closing must not wait for a
 * reader.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class FdSocket extends Socket {

  private final Descriptor descriptor;
  private final FdStreams streams;
  private final FdSocketAddress local;
  private final FdSocketAddress remote;

  private FdSocket(
      Descriptor descriptor, FdStreams streams, FdSocketAddress local, FdSocketAddress remote)
      throws SocketException {
    super((@Nullable SocketImpl) null);
    this.descriptor = descriptor;
    this.streams = streams;
    this.local = local;
    this.remote = remote;
  }

  /** Takes ownership of a connected descriptor. */
  static FdSocket connected(Kernel kernel, int fd, String local, String remote)
      throws SocketException {
    Descriptor descriptor =
        new Descriptor(kernel, fd, () -> kernel.shutdown(fd, LinuxKernel.SHUT_RDWR), () -> {});
    FdStreams streams = new FdStreams(kernel, descriptor);
    return new FdSocket(
        descriptor, streams, new FdSocketAddress(local), new FdSocketAddress(remote));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    requireOpen();
    return streams.input();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    requireOpen();
    return streams.output();
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public void shutdownInput() throws IOException {
    requireOpen();
    streams.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireOpen();
    streams.shutdownOutput();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    requireOpen();
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout can't be negative");
    }
    streams.soTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    requireOpen();
    return streams.soTimeout();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return descriptor.isClosing();
  }

  @Override
  public boolean isInputShutdown() {
    return streams.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return streams.isOutputShutdown();
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    throw new SocketException("already connected");
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    throw new SocketException("already connected");
  }

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    throw new SocketException("already bound");
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return null;
  }

  @Override
  public InetAddress getLocalAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public int getPort() {
    return 0;
  }

  @Override
  public int getLocalPort() {
    return 0;
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return remote;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return local;
  }

  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    requireOpen();
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    requireOpen();
    return true;
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    requireOpen();
  }

  @Override
  public int getSoLinger() throws SocketException {
    requireOpen();
    return -1;
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    throw new SocketException("urgent data is not supported");
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    requireOpen();
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    requireOpen();
    return false;
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    requireOpen();
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    requireOpen();
    return 64 * 1024;
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    requireOpen();
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    requireOpen();
    return 64 * 1024;
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    requireOpen();
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    requireOpen();
    return false;
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    requireOpen();
  }

  @Override
  public int getTrafficClass() throws SocketException {
    requireOpen();
    return 0;
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    requireOpen();
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    requireOpen();
    return false;
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    throw new UnsupportedOperationException(name + " is not supported");
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    throw new UnsupportedOperationException(name + " is not supported");
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public String toString() {
    return "Socket[" + local + " -> " + remote + "]";
  }

  private void requireOpen() throws SocketException {
    if (descriptor.isClosing()) {
      throw new SocketException("Socket closed");
    }
  }
}
