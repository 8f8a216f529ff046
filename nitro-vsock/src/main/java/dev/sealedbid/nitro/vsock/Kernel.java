package dev.sealedbid.nitro.vsock;

import com.sun.jna.Pointer;

/**
 * The system calls that sockets need. A negative result is a negated errno, as the kernel itself
 * gives it, so that no call's error can be mistaken for another's.
 */
interface Kernel {

  /** A stream socket, close-on-exec; {@code blocking} concerns connect and accept. */
  int socket(int domain, boolean blocking);

  int connect(int fd, Pointer address, int length);

  int bind(int fd, Pointer address, int length);

  int listen(int fd, int backlog);

  /** Accepts with close-on-exec; {@code length} points at an int, in and out. */
  int accept(int fd, Pointer address, Pointer length);

  int receive(int fd, Pointer buffer, int length);

  /** How many bytes wait, at most {@code length}, without taking them. */
  int peek(int fd, Pointer buffer, int length);

  int send(int fd, Pointer buffer, int length);

  /**
   * Waits for one of the events. {@code second} may be -1; the result has bit 0 set if the first
   * descriptor is ready and bit 1 if the second is, and is 0 after the timeout.
   */
  int poll(int first, int events, int second, int timeoutMillis);

  int shutdown(int fd, int how);

  int close(int fd);

  /** A descriptor that becomes readable, for ever, by {@link #signal}. */
  int event();

  int signal(int event);

  /** Bounds a blocking connect: {@code SO_SNDTIMEO}, or vsock's option for it; 0 is no bound. */
  int connectTimeout(int fd, int domain, long millis);
}
