package dev.sealedbid.local.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Keeps a root key in a PKCS #12 file with mode 0600, so that receipts of an earlier run still
 * verify against the root certificate beside it. What protects the key is the file's mode; the
 * password is a formality of the format.
 */
final class RootFile {
  private static final String ALIAS = "root";
  private static final char[] PASSWORD = "changeit".toCharArray();

  private RootFile() {}

  static CertifiedKey loadOrCreate(Path file, Supplier<CertifiedKey> maker) {
    try {
      if (Files.exists(file)) {
        return load(file);
      }
      CertifiedKey root = maker.get();
      save(file, root);
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't read or write the root key " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the root key " + file + " can't be read: delete the file to get a new root", e);
    }
  }

  private static CertifiedKey load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    if (store.getKey(ALIAS, PASSWORD) instanceof PrivateKey key
        && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
      return new CertifiedKey(key, certificate);
    }
    throw new GeneralSecurityException("no entry named " + ALIAS);
  }

  private static void save(Path file, CertifiedKey root)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry(ALIAS, root.key(), PASSWORD, new Certificate[] {root.certificate()});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, bytes.toByteArray());
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  static String pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  static void writePem(Path file, X509Certificate certificate) {
    try {
      Files.write(file, pem(certificate).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("couldn't write the certificate " + file, e);
    }
  }
}
