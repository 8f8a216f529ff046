package dev.sealedbid.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refused or failed request, {@code application/problem+json} (RFC 9457).
 *
 * @param type {@code urn:sealed-bid:problem:} and the code
 * @param title the code's meaning in one line
 * @param status the HTTP status
 * @param detail what happened this time
 * @param code the name of a {@link ParentCode} or of core's {@code ErrorCode}
 * @param hint what to do about it
 * @param faults the terms' faults; null but for refused terms
 * @param buyers whose keys gave which code; null where no key is concerned
 * @param voidStatement the void statement ({@code "void"} in JSON) where the session ended in one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String hint,
    @Nullable List<FaultView> faults,
    @Nullable List<BuyerCodeView> buyers,
    @JsonProperty("void") @Nullable AttestedStatementView voidStatement) {

  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** What a problem's type starts with; the code follows. */
  public static final String TYPE_PREFIX = "urn:sealed-bid:problem:";

  /** Keeps copies of the lists. */
  public Problem {
    faults = faults == null ? null : List.copyOf(faults);
    buyers = buyers == null ? null : List.copyOf(buyers);
  }
}
