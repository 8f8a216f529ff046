package dev.sealedbid.enclave;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.RuntimeCryptoException;
import java.util.concurrent.FutureTask;

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
   * Makes it the first provider of this process, once it has passed its tests.
   *
   * @return whether the library was loaded and passes its own tests; where not, the process must
   *     end: it would run on, only slower, with another implementation than the one that was
   *     measured to be there
   */
  public static boolean install() {
    return installUntested() && isHealthy();
  }

  /**
   * Begins its tests, beside whatever else the start of the enclave is: under emulation they take a
   * third of it. Nothing may be served before they have passed.
   */
  static FutureTask<Boolean> beginTests() {
    FutureTask<Boolean> tests = new FutureTask<>(CorrettoCrypto::isHealthy);
    Thread thread = new Thread(tests, "crypto-tests");
    thread.setDaemon(true);
    thread.start();
    return tests;
  }

  /**
   * Makes it the first provider of this process, if its library can be loaded.
   *
   * @return whether it was; where not, the process must end
   */
  static boolean installUntested() {
    try {
      if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
        return false;
      }
      AmazonCorrettoCryptoProvider.install();
      return true;
    } catch (RuntimeCryptoException | LinkageError e) {
      return false;
    }
  }

  private static boolean isHealthy() {
    try {
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
      return true;
    } catch (RuntimeCryptoException | LinkageError e) {
      return false;
    }
  }
}
