package dev.sealedbid.demo.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A copy of a jar in which one byte of one class differs, and which still works: the last letter of
 * the source file's name that the class carries. Were the program not measured, nobody could tell.
 */
final class TamperedJar {
  private TamperedJar() {}

  /**
   * Writes the copy.
   *
   * @param original the jar
   * @param className of a class in it, with dots
   * @param copy where the copy goes
   * @throws IOException if the jar can't be read or doesn't hold the class
   */
  static void write(Path original, String className, Path copy) throws IOException {
    String entryName = className.replace('.', '/') + ".class";
    boolean found = false;
    try (ZipFile jar = new ZipFile(original.toFile());
        OutputStream file = Files.newOutputStream(copy);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        byte[] content = read(jar, entry);
        if (entry.getName().equals(entryName)) {
          changeOneByte(content, className);
          found = true;
        }
        zip.putNextEntry(new ZipEntry(entry.getName()));
        zip.write(content);
        zip.closeEntry();
      }
    }
    if (!found) {
      throw new IOException(original.getFileName() + " holds no class " + className);
    }
  }

  private static byte[] read(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry);
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      in.transferTo(out);
      return out.toByteArray();
    }
  }

  private static void changeOneByte(byte[] classFile, String className) throws IOException {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    byte[] source = (simpleName + ".java").getBytes(StandardCharsets.UTF_8);
    int at = indexOf(classFile, source);
    if (at < 0) {
      throw new IOException(className + " doesn't name its source file");
    }
    classFile[at + source.length - 1] ^= 0x03; // "java" becomes "javb"
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
