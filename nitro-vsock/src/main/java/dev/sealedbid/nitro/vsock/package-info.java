/**
 * Stream sockets between an enclave and its parent, as {@link java.net.Socket}s.
 *
 * <p>A Nitro Enclave's only connection to the world is {@code AF_VSOCK}, which the JDK doesn't
 * know. This package opens such sockets through libc and hands them out as ordinary sockets: TLS
 * can be layered on them by {@link javax.net.ssl.SSLSocketFactory}, and HTTP clients that take a
 * socket factory can use them. The same class serves {@code AF_UNIX}, over which Firecracker and
 * vhost-device-vsock speak <em>hybrid vsock</em> on the host's side.
 *
 * <p>{@link dev.sealedbid.nitro.vsock.VsockAddress} names an endpoint in one line of text ({@code
 * vsock:CID:PORT}, {@code unix:PATH:PORT}, {@code tcp:HOST:PORT}); {@link
 * dev.sealedbid.nitro.vsock.VsockSockets} connects and listens; {@link
 * dev.sealedbid.nitro.vsock.UnixSockets} gives plain {@code AF_UNIX} streams.
 *
 * <p>Native sockets need Linux on x86-64 or aarch64 and JNA. Where {@code java.io.tmpdir} is
 * mounted {@code noexec}, as in an enclave, ship {@code libjnidispatch.so} and name its folder by
 * {@code -Djna.boot.library.path}: nothing is unpacked then.
 */
@NullMarked
package dev.sealedbid.nitro.vsock;

import org.jspecify.annotations.NullMarked;
