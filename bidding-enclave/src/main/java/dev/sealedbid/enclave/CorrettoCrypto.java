package dev.sealedbid.enclave;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.RuntimeCryptoException;

/**
 * Amazon Corretto Crypto Provider (AWS-LC) in front of the JDK's own providers: the recipient key's
 * RSA, the NSM documents' P-384 and TLS to KMS run on it. What it doesn't have, the JDK does;
 * {@code SecureRandom} stays the JDK's, which reads the kernel's entropy ({@code launch.flags}).
 *
 * <p>Its native library is for x86-64 Linux. In the image it is a measured file, and nothing is
 * unpacked.
 */
public final class CorrettoCrypto {
  private CorrettoCrypto() {}

  /** Whether this platform is the one that the library is made for. */
  public static boolean isForThisPlatform() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /**
   * Makes it the first provider of this process.
   *
   * @return whether the library was loaded and passes its own tests; where not, the process must
   *     end: it would run on, only slower, with another implementation than the one that was
   *     measured to be there
   */
  public static boolean install() {
    try {
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
      AmazonCorrettoCryptoProvider.install();
      return true;
    } catch (RuntimeCryptoException | LinkageError e) {
      return false;
    }
  }
}
