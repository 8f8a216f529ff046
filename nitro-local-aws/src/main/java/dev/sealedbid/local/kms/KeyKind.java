package dev.sealedbid.local.kms;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The key specs that this KMS has, all of them for encryption. */
enum KeyKind {
  SYMMETRIC_DEFAULT(0),
  RSA_2048(2048),
  RSA_3072(3072),
  RSA_4096(4096);

  private static final List<String> OAEP = List.of("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256");

  private final int bits;

  KeyKind(int bits) {
    this.bits = bits;
  }

  static Optional<KeyKind> of(String spec) {
    return Arrays.stream(values()).filter(kind -> kind.name().equals(spec)).findFirst();
  }

  boolean isSymmetric() {
    return bits == 0;
  }

  /** The length of an RSA modulus. */
  int bits() {
    return bits;
  }

  /** As DescribeKey lists them. */
  List<String> algorithms() {
    return isSymmetric() ? List.of(name()) : OAEP;
  }
}
