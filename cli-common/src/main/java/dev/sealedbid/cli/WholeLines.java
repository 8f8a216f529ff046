package dev.sealedbid.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** Ends the last line: picocli's help texts don't, and a prompt would follow on the same line. */
final class WholeLines extends FilterWriter {
  private boolean lineIsOpen;

  WholeLines(Writer out) {
    super(out);
  }

  @Override
  public void write(int c) throws IOException {
    super.write(c);
    lineIsOpen = c != '\n';
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    super.write(text, offset, length);
    if (length > 0) {
      lineIsOpen = text[offset + length - 1] != '\n';
    }
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    super.write(text, offset, length);
    if (length > 0) {
      lineIsOpen = text.charAt(offset + length - 1) != '\n';
    }
  }

  /** Writes a line break if one is missing. */
  void endLine() throws IOException {
    if (lineIsOpen) {
      write('\n');
    }
  }
}
