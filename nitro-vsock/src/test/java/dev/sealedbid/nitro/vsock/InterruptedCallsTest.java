package dev.sealedbid.nitro.vsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Calls that the kernel refuses or a signal interrupts")
@Timeout(60)
class InterruptedCallsTest {

  @TempDir Path folder;

  /** The real kernel, except that the first call of each named kind fails. */
  private static Kernel failingFirst(Set<String> names, int errno) throws SocketException {
    Kernel real = LinuxKernel.open();
    Map<String, Boolean> failed = new ConcurrentHashMap<>();
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (proxy, method, arguments) ->
                names.contains(method.getName()) && failed.put(method.getName(), true) == null
                    ? -errno
                    : call(real, method, arguments));
  }

  private static Object call(Kernel real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void an_interrupted_call_is_made_again() throws IOException {
    Kernel kernel =
        failingFirst(Set.of("connect", "accept", "receive", "send", "poll"), Errno.EINTR);
    Path path = folder.resolve("s");
    try (FdUnixListener listener = FdUnixListener.listen(kernel, path, 1);
        Socket client = new FdConnector(kernel).unix(path, SocketPair.TIMEOUT);
        Socket server = listener.accept()) {
      client.getOutputStream().write(5);
      assertThat(server.getInputStream().read()).isEqualTo(5);
    }
  }

  @Test
  void a_read_interrupted_for_ever_still_times_out() throws IOException {
    Kernel real = LinuxKernel.open();
    Kernel signals =
        (Kernel)
            Proxy.newProxyInstance(
                Kernel.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (proxy, method, arguments) -> {
                  boolean wait = method.getName().equals("poll") && (int) arguments[3] != 0;
                  return wait ? -Errno.EINTR : call(real, method, arguments);
                });
    Path path = folder.resolve("s");
    try (UnixListener listener = UnixSockets.listen(path, 1);
        Socket client = new FdConnector(signals).unix(path, SocketPair.TIMEOUT)) {
      assertThat(listener.path()).isEqualTo(path);
      client.setSoTimeout(30);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> client.getInputStream().read());
    }
  }

  @Test
  void a_connection_lost_before_it_was_accepted_does_not_stop_the_listener() throws IOException {
    Kernel kernel = failingFirst(Set.of("accept"), Errno.ECONNABORTED);
    Path path = folder.resolve("s");
    try (FdUnixListener listener = FdUnixListener.listen(kernel, path, 1);
        Socket client = UnixSockets.connect(path, SocketPair.TIMEOUT);
        Socket server = listener.accept()) {
      assertThat(client.isClosed() || server.isClosed()).isFalse();
    }
  }

  /** Two threads may see one connection waiting: the second finds none and must not hang. */
  @Test
  void a_connection_that_another_thread_took_does_not_block_the_listener() throws Exception {
    Kernel real = LinuxKernel.open();
    CountDownLatch misled = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    Kernel kernel =
        (Kernel)
            Proxy.newProxyInstance(
                Kernel.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("poll")) {
                    if (misled.getCount() > 0) {
                      misled.countDown();
                      return 1;
                    }
                    waiting.countDown();
                  }
                  return call(real, method, arguments);
                });
    FdUnixListener listener = FdUnixListener.listen(kernel, folder.resolve("s"), 1);
    CompletableFuture<Socket> accepted =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return listener.accept();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(waiting.await(20, TimeUnit.SECONDS)).as("went back to waiting").isTrue();
    listener.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> accepted.get(20, TimeUnit.SECONDS))
        .withRootCauseInstanceOf(SocketException.class);
  }

  @Test
  void a_process_out_of_descriptors_is_told_so() throws IOException {
    Kernel kernel = failingFirst(Set.of("accept", "socket"), Errno.EMFILE);
    Path path = folder.resolve("s");
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> new FdConnector(kernel).unix(path, SocketPair.TIMEOUT))
        .withMessage("no socket can be opened: too many open files");
    try (FdUnixListener listener = FdUnixListener.listen(kernel, path, 1);
        Socket client = UnixSockets.connect(path, SocketPair.TIMEOUT)) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(listener::accept)
          .withMessage("accepting a connection failed: too many open files");
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void whatever_fails_while_connecting_or_listening_leaves_no_descriptor() throws IOException {
    long before = OpenFiles.count();
    for (String call : new String[] {"connect", "bind", "listen", "event"}) {
      Kernel kernel = failingFirst(Set.of(call), Errno.ECONNRESET);
      Path path = folder.resolve(call);
      assertThatExceptionOfType(IOException.class)
          .as(call)
          .isThrownBy(
              () -> {
                try (FdUnixListener listener = FdUnixListener.listen(kernel, path, 1);
                    Socket socket = new FdConnector(kernel).unix(path, SocketPair.TIMEOUT)) {
                  assertThat(listener.path()).isNotEqualTo(socket);
                }
              });
    }
    assertThat(OpenFiles.count()).isEqualTo(before);
  }
}
