package dev.sealedbid.buyer.award;

import dev.sealedbid.buyer.command.InputFile;
import dev.sealedbid.buyer.command.SecretFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A local award key: an RSA private key, PKCS#8 in PEM, readable by its owner only. */
public final class AwardKeyFile {
  private static final int LONGEST = 16_384;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private AwardKeyFile() {}

  /** Makes a key pair, writes the private half, and gives the public one (DER). */
  public static byte[] create(Terminal terminal, Path file, int bits, SecureRandom random) {
    SecretFile.requireNew(terminal, file);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] pem = pem(pair.getPrivate().getEncoded());
      try {
        SecretFile.writeNew(terminal, file, pem, "the private award key");
      } finally {
        Arrays.fill(pem, (byte) 0);
      }
      return pair.getPublic().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new CommandFailedException(
          ExitCode.INTERNAL, "this Java runtime makes no RSA keys", List.of(), e);
    }
  }

  /** The private key's file; the caller wipes it. */
  static byte[] read(Terminal terminal, Path file) {
    return InputFile.read(terminal, file, LONGEST, "the private award key");
  }

  /** The public half (DER) of a private key's file. */
  static byte[] publicKey(Terminal terminal, Path file) {
    byte[] pem = read(terminal, file);
    byte[] der = new byte[0];
    try {
      der = der(pem);
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
      return rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
          .getEncoded();
    } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
      // Without the cause: a provider's message may quote the key.
      throw CommandFailedException.usage(
          file + " isn't an RSA private key in PEM (PKCS#8)", "it begins with " + BEGIN);
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static byte[] der(byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw new IllegalArgumentException("no PEM");
    }
    return Base64.getMimeDecoder()
        .decode(text.substring(BEGIN.length(), text.length() - END.length()));
  }

  private static byte[] pem(byte[] der) {
    byte[] base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der);
    byte[] begin = (BEGIN + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] pem = new byte[begin.length + base64.length + end.length];
    System.arraycopy(begin, 0, pem, 0, begin.length);
    System.arraycopy(base64, 0, pem, begin.length, base64.length);
    System.arraycopy(end, 0, pem, begin.length + base64.length, end.length);
    Arrays.fill(base64, (byte) 0);
    Arrays.fill(der, (byte) 0);
    return pem;
  }
}
