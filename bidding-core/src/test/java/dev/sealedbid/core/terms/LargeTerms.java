package dev.sealedbid.core.terms;

import dev.sealedbid.core.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Terms of many buyers and lots, made from the example. */
public final class LargeTerms {
  private static final String BUYER =
      """
      {"id":"buyer-%d","sheetKey":"arn:aws:kms:eu-west-1:1111%08d:key/00000000-0000-4000-8000-%012d",
      "bucket":"buyer-%d-bids","bucketRegion":"eu-west-1","bucketOwner":"1111%08d",
      "objectKey":"riverside-2026/sheet"}""";

  private LargeTerms() {}

  public static TermsDocument of(int buyers, int lots) throws InvalidTermsException {
    return TermsDocument.parse(json(buyers, lots).getBytes(StandardCharsets.UTF_8));
  }

  static String json(int buyers, int lots) {
    String example = Vectors.text("terms/example.json");
    String head = example.substring(0, example.indexOf("\"lots\""));
    String middle = example.substring(example.indexOf("\"rule\""), example.indexOf("\"buyers\""));
    String tail = example.substring(example.indexOf("\"disclosure\""));
    return head
        + "\"lots\":["
        + join(lots, i -> "{\"id\":\"lot-%d\",\"reserve\":100}".formatted(i))
        + "],"
        + middle
        + "\"buyers\":["
        + join(buyers, i -> BUYER.formatted(i, i, i, i, i))
        + "],"
        + tail;
  }

  private static String join(int count, java.util.function.IntFunction<String> item) {
    return IntStream.rangeClosed(1, count).mapToObj(item).collect(Collectors.joining(","));
  }
}
