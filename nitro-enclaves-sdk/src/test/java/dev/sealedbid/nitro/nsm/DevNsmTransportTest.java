package dev.sealedbid.nitro.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The /dev/nsm transport")
class DevNsmTransportTest {

  /** A driver in this process: it reads struct nsm_raw as the kernel's does. */
  private static final class FakeDevice implements NsmDevice {

    private final ToIntFunction<Pointer> driver;
    private int closed;

    FakeDevice(ToIntFunction<Pointer> driver) {
      this.driver = driver;
    }

    @Override
    public int ioctl(Pointer raw) {
      return driver.applyAsInt(raw);
    }

    @Override
    public int close() {
      closed++;
      return 0;
    }
  }

  private static DevNsmTransport over(ToIntFunction<Pointer> driver) {
    return new DevNsmTransport(new FakeDevice(driver));
  }

  @Test
  void passes_the_request_and_a_buffer_for_the_longest_response() throws IOException {
    byte[] request = {1, 2, 3};
    List<Long> lengths = new ArrayList<>();
    DevNsmTransport transport =
        over(
            raw -> {
              lengths.add(raw.getLong(8));
              lengths.add(raw.getLong(24));
              assertThat(raw.getPointer(0).getByteArray(0, 3)).isEqualTo(request);
              raw.getPointer(16).write(0, new byte[] {9, 8}, 0, 2);
              raw.setLong(24, 2);
              return 0;
            });
    assertThat(transport.exchange(request)).containsExactly(9, 8);
    assertThat(lengths).containsExactly(3L, 12_288L);
  }

  @Test
  void brings_back_a_response_of_the_full_length() throws IOException {
    byte[] full = new byte[12_288];
    new Random(7).nextBytes(full);
    DevNsmTransport transport =
        over(
            raw -> {
              raw.getPointer(16).write(0, full, 0, full.length);
              return 0;
            });
    assertThat(transport.exchange(new byte[4096])).isEqualTo(full);
  }

  @Test
  void a_client_on_top_asks_and_decodes() throws Exception {
    byte[] random = new byte[256];
    Arrays.fill(random, (byte) 5);
    byte[] answer = new NsmResponse.RandomBytes(random).encode();
    try (NsmClient client =
        new NsmClient(
            over(
                raw -> {
                  raw.getPointer(16).write(0, answer, 0, answer.length);
                  raw.setLong(24, answer.length);
                  return 0;
                }))) {
      assertThat(client.random(32)).hasSize(32).containsOnly(5);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 12_289, Long.MAX_VALUE, Long.MIN_VALUE})
  void refuses_a_response_length_that_cannot_be(long length) {
    DevNsmTransport transport =
        over(
            raw -> {
              raw.setLong(24, length);
              return 0;
            });
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> transport.exchange(new byte[1]))
        .withMessage("/dev/nsm gave a response of an impossible length: " + length);
  }

  @ParameterizedTest
  @CsvSource({
    "90,/dev/nsm refused the request as too long",
    "110,the hypervisor did not answer /dev/nsm in time",
    "4,the ioctl on /dev/nsm failed with errno 4",
    "22,the ioctl on /dev/nsm failed with errno 22"
  })
  void says_how_the_driver_refused_and_asks_once_only(int errno, String message) {
    List<Integer> calls = new ArrayList<>();
    DevNsmTransport transport =
        over(
            raw -> {
              calls.add(errno);
              return -errno;
            });
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> transport.exchange(new byte[1]))
        .withMessage(message);
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4097})
  void refuses_a_request_that_the_driver_would(int length) {
    DevNsmTransport transport =
        over(
            raw -> {
              throw new AssertionError("asked");
            });
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> transport.exchange(new byte[length]))
        .withMessage("a request to /dev/nsm has 1 to 4096 bytes, not " + length);
  }

  @Test
  void closes_the_device_once_and_asks_it_nothing_afterwards() throws IOException {
    FakeDevice device =
        new FakeDevice(
            raw -> {
              throw new AssertionError("asked");
            });
    DevNsmTransport transport = new DevNsmTransport(device);
    transport.close();
    transport.close();
    assertThat(device.closed).isEqualTo(1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> transport.exchange(new byte[1]))
        .withMessage("/dev/nsm is closed");
  }

  @Test
  void the_ioctl_number_is_the_headers() {
    int read = 2;
    int write = 1;
    long number = ((long) (read | write) << 30) | (32L << 16) | (0x0AL << 8);
    assertThat(LinuxNsmDevice.NSM_IOCTL_RAW).isEqualTo(number);
  }

  @Test
  void outside_an_enclave_opening_says_what_is_missing() {
    assumeThat(Path.of("/dev/nsm")).as("this is an enclave").doesNotExist();
    assertThatExceptionOfType(NsmException.class)
        .isThrownBy(DevNsm::open)
        .withMessage(
            "/dev/nsm can't be opened (errno 2): either this isn't a Nitro Enclave, or its kernel"
                + " has no nsm driver loaded");
  }

  @Test
  void a_file_that_is_no_nsm_refuses_the_real_ioctl() throws Exception {
    try (DevNsmTransport transport = new DevNsmTransport(LinuxNsmDevice.open("/dev/null"))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> transport.exchange(new byte[1]))
          .withMessage("the ioctl on /dev/nsm failed with errno 25");
    }
  }
}
