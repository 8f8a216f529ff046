package dev.sealedbid.parent;

import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.sealed.ExpectedSheet;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.terms.TermsDocument;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bytes in the form of a sealed sheet (docs/PROTOCOL.md, "The sealed sheet"), sealed by nobody. */
final class SealedForm {
  private SealedForm() {}

  /** A sheet of a party, told apart from its others by the number, which is its revision too. */
  static byte[] of(TermsDocument terms, SessionId session, String party, int number) {
    ExpectedSheet expected =
        ExpectedSheet.of(terms, session, terms.terms().party(party).orElseThrow());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(new byte[] {2, 0x04, 0x78});
      out.write(new byte[32]);
      byte[] context = context(expected.context(number).encryptionContext());
      out.writeShort(context.length);
      out.write(context);
      out.writeShort(1);
      text(out, "aws-kms");
      text(out, expected.keyArn());
      text(out, "wrapped key " + number);
      out.writeByte(2);
      out.writeInt(SheetHeader.FRAME_LENGTH);
      out.write(new byte[32 + 16]);
      out.writeInt(-1);
      out.writeInt(1);
      out.write(new byte[12]);
      out.writeInt(expected.sheetLength());
      out.write(new byte[expected.sheetLength() + 16]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] context(Map<String, String> pairs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(pairs.size());
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      text(out, pair.getKey());
      text(out, pair.getValue());
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(utf8.length);
    out.write(utf8);
  }
}
