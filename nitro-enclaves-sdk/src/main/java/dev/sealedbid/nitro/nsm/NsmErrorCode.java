package dev.sealedbid.nitro.nsm;

import java.util.Optional;

/** The errors with which the NSM answers (aws-nitro-enclaves-nsm-api, ErrorCode). */
public enum NsmErrorCode {
  INVALID_ARGUMENT("InvalidArgument"),
  INVALID_INDEX("InvalidIndex"),
  INVALID_RESPONSE("InvalidResponse"),
  READ_ONLY_INDEX("ReadOnlyIndex"),
  INVALID_OPERATION("InvalidOperation"),
  BUFFER_TOO_SMALL("BufferTooSmall"),
  INPUT_TOO_LARGE("InputTooLarge"),
  INTERNAL_ERROR("InternalError");

  private final String wireName;

  NsmErrorCode(String wireName) {
    this.wireName = wireName;
  }

  /** The name on the wire, {@code InvalidArgument} for instance. */
  public String wireName() {
    return wireName;
  }

  static Optional<NsmErrorCode> ofWireName(String name) {
    for (NsmErrorCode code : values()) {
      if (code.wireName.equals(name)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
