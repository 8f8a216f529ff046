package dev.sealedbid.parent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealedbid.core.Limits;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A program of its own: resolves an auction whose receipt is nearly as long as one may be, restarts
 * the parent, and reads the receipt. Exit status 0 if both are the same and whole.
 */
final class LargeReceipt {
  /** As long as a Nitro document of today; with this many, nearly 256 MiB. */
  private static final int DOCUMENT_LENGTH = 4_700;

  private static final int COUNT = 39_000;

  private LargeReceipt() {}

  /** The one argument is a folder for the receipt. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]).resolve("receipt.json");
    GeneratedStore store = new GeneratedStore(COUNT, DOCUMENT_LENGTH, file);
    try (FakeEnclave enclave = new FakeEnclave()) {
      try (RunningParent parent =
          new RunningParent(enclave.address(), store, new MemoryBuckets())) {
        require(parent.post("/auctions", ExampleTerms.json()).statusCode() == 201, "not opened");
        enclave.closeBidding();
        HttpRequest resolve =
            parent.request("/auctions/riverside-2026/rounds").POST(BodyPublishers.noBody()).build();
        readThrough(resolve, 201);
      }
      require(Files.size(file) > Limits.MAX_RECEIPT_LENGTH / 10L * 9, "not at the limit");
      require(Files.size(file) <= Limits.MAX_RECEIPT_LENGTH, "over the limit");
      try (RunningParent parent =
          new RunningParent(enclave.address(), store, new MemoryBuckets())) {
        readThrough(parent.request("/auctions/riverside-2026/receipt").GET().build(), 200);
      }
    }
    System.out.println(
        "read twice: " + COUNT + " acknowledgements, " + Files.size(file) + " bytes");
    System.exit(0);
  }

  private static void readThrough(HttpRequest request, int status) throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() != status) {
      throw new IllegalStateException(new String(answer.body().readNBytes(2_000), UTF_8));
    }
    int documents = 0;
    try (JsonParser json =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), answer.body())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && "attestation".equals(json.currentName())) {
          documents++;
        }
      }
    }
    require(documents == COUNT + 2, "it has " + documents + " documents");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
