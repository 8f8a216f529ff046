package dev.sealedbid.core.statement;

import dev.sealedbid.core.Sha384;
import java.nio.charset.StandardCharsets;

/**
 * What an enclave states (docs/PROTOCOL.md, Attested statements).
 *
 * <p>The bytes are what is attested: make them once with {@link #encode}, keep them, pass them on.
 */
public sealed interface Statement permits Opening, Acknowledgement, Outcome, VoidStatement {
  /** Which of the four. */
  StatementType type();

  /** The statement in its one form. */
  byte[] encode();

  /**
   * Reads a statement.
   *
   * @throws MalformedStatementException unless the bytes are what {@link #encode} makes
   */
  static Statement parse(StatementType type, byte[] bytes) throws MalformedStatementException {
    return StatementReader.read(type, bytes);
  }

  /**
   * The attestation document's {@code user_data}: SHA-384("sealed-bid/v1/&lt;type&gt;" || 0x00 ||
   * statement).
   */
  static Sha384 userData(StatementType type, byte[] statement) {
    String prefix = "sealed-bid/v1/" + type.label() + "\0";
    return Sha384.of(prefix.getBytes(StandardCharsets.US_ASCII), statement);
  }
}
