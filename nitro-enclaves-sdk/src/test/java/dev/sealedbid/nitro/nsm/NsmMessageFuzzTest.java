package dev.sealedbid.nitro.nsm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class NsmMessageFuzzTest {

  /** What is read as a request means the same when it is written and read again. */
  @FuzzTest
  void request(FuzzedDataProvider data) throws MalformedNsmMessageException {
    byte[] input = data.consumeRemainingAsBytes();
    NsmRequest request;
    try {
      request = NsmRequest.decode(input);
    } catch (MalformedNsmMessageException e) {
      return;
    }
    assertThat(NsmRequest.decode(request.encode())).isEqualTo(request);
  }

  /** What is read as a response means the same when it is written and read again. */
  @FuzzTest
  void response(FuzzedDataProvider data) throws MalformedNsmMessageException {
    byte[] input = data.consumeRemainingAsBytes();
    NsmResponse response;
    try {
      response = NsmResponse.decode(input);
    } catch (MalformedNsmMessageException e) {
      return;
    }
    assertThat(NsmResponse.decode(response.encode())).isEqualTo(response);
  }
}
