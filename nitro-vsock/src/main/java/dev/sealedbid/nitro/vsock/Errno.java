package dev.sealedbid.nitro.vsock;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** Linux's error numbers (x86-64 and aarch64 agree), and the exceptions that Java has for them. */
final class Errno {

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int ENODEV = 19;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EPIPE = 32;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETUNREACH = 101;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;
  static final int EINPROGRESS = 115;

  private Errno() {}

  static IOException connecting(String where, int errno) {
    return switch (errno) {
      case EAGAIN, ETIMEDOUT -> new SocketTimeoutException("connecting to " + where + " timed out");
      case ENOENT, ECONNREFUSED, ECONNRESET ->
          new ConnectException("nobody listens at " + where + " (" + text(errno) + ")");
      case ENODEV, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL ->
          new ConnectException("there is no way to " + where + " (" + text(errno) + ")");
      case EACCES -> new ConnectException("no permission to connect to " + where);
      case EAFNOSUPPORT -> unsupported();
      default -> new SocketException("connecting to " + where + " failed: " + text(errno));
    };
  }

  static IOException binding(String where, int errno) {
    return switch (errno) {
      case EADDRINUSE -> new BindException(where + " is already in use");
      case EADDRNOTAVAIL -> new BindException(where + " is not an address of this machine");
      case ENOENT -> new BindException("the folder of " + where + " does not exist");
      case EACCES -> new BindException("no permission to listen at " + where);
      case EAFNOSUPPORT -> unsupported();
      default -> new BindException("listening at " + where + " failed: " + text(errno));
    };
  }

  static IOException transferring(int errno) {
    return switch (errno) {
      case ECONNRESET -> new SocketException("Connection reset");
      case EPIPE, ENOTCONN -> new SocketException("Broken pipe");
      default -> new SocketException("socket error: " + text(errno));
    };
  }

  static SocketException opening(int errno) {
    return errno == EAFNOSUPPORT
        ? unsupported()
        : new SocketException("no socket can be opened: " + text(errno));
  }

  private static SocketException unsupported() {
    return new SocketException("this kernel has no such sockets (is the vsock module loaded?)");
  }

  static String text(int errno) {
    return switch (errno) {
      case ENOENT -> "no such file";
      case EACCES -> "permission denied";
      case ENODEV -> "no such device";
      case ENFILE, EMFILE -> "too many open files";
      case ECONNREFUSED -> "connection refused";
      case ECONNRESET -> "connection reset";
      case ETIMEDOUT -> "timed out";
      default -> "errno " + errno;
    };
  }
}
