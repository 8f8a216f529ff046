package dev.sealedbid.parent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingsReaderTest {
  private static final Map<String, Object> GOOD =
      Map.of(
          "sealed-bid.enclave", "vsock:16:5005",
          "sealed-bid.bucket", "auctioneer-bucket",
          "sealed-bid.decrypt-role", "arn:aws:iam::999999999999:role/auctioneer-decrypt",
          "sealed-bid.kms-proxy.listen", "vsock:any:8000",
          "sealed-bid.kms-proxy.allow",
              "KMS.eu-west-1.amazonaws.com:443, kms.eu-central-1.amazonaws.com:443");

  private static ParentSettings read(Map<String, Object> values) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", values));
    return SettingsReader.read(environment);
  }

  private static InvalidSettingsException refused(Map<String, Object> values) {
    return Objects.requireNonNull(
        catchThrowableOfType(InvalidSettingsException.class, () -> read(values)));
  }

  private static Map<String, Object> with(String name, String value) {
    Map<String, Object> values = new HashMap<>(GOOD);
    values.put(name, value);
    return values;
  }

  @Test
  void readsAll() {
    ParentSettings settings = read(GOOD);
    assertThat(settings.enclave()).hasToString("vsock:16:5005");
    assertThat(settings.proxyAllowed())
        .containsExactlyInAnyOrder(
            new HostPort("kms.eu-west-1.amazonaws.com", 443),
            new HostPort("kms.eu-central-1.amazonaws.com", 443));
    assertThat(settings.readyFile()).isEmpty();
  }

  @Test
  @DisplayName("every fault is named at once")
  void namesEverything() {
    assertThat(refused(Map.of()).faults())
        .hasSize(5)
        .allMatch(fault -> fault.startsWith("sealed-bid.") && fault.contains("is missing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "example.com", "127.0.0.2", "localhost"})
  @DisplayName("binds 127.0.0.1 or doesn't start")
  void anotherAddress(String address) {
    assertThat(refused(with("server.address", address)).faults())
        .singleElement()
        .asString()
        .contains(address, "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "sealed-bid.enclave,5005",
    "sealed-bid.enclave,tcp:10.1.2.3:5005",
    "sealed-bid.bucket,Not_A_Bucket",
    "sealed-bid.decrypt-role,arn:aws:iam::1:role/x",
    "sealed-bid.decrypt-role,arn:aws:iam::999999999999:user/x",
    "sealed-bid.kms-proxy.listen,vsock",
    "sealed-bid.kms-proxy.allow,kms.eu-west-1.amazonaws.com",
    "sealed-bid.kms-proxy.allow,*.amazonaws.com:443",
    "sealed-bid.kms-proxy.allow,kms:0",
    "sealed-bid.kms-proxy.allow,kms:65536",
    "sealed-bid.kms-proxy.allow,'kms:443,'"
  })
  void oneFault(String name, String value) {
    assertThat(refused(with(name, value)).faults()).singleElement().asString().startsWith(name);
  }
}
