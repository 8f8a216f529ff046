package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.terms.AwardKey;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.InvalidTermsException.Fault;
import dev.sealedbid.core.terms.Seller;
import dev.sealedbid.core.terms.Terms;
import dev.sealedbid.core.terms.TermsDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads terms that the command line names; {@code -} is stdin. */
final class TermsFile {

  private static final int MOST_SHOWN = 50;

  private TermsFile() {}

  static byte[] read(Terminal terminal, Path file) {
    try (InputStream in = open(terminal, file)) {
      byte[] bytes = in.readNBytes(Limits.MAX_TERMS_LENGTH + 1);
      if (bytes.length > Limits.MAX_TERMS_LENGTH) {
        throw CommandFailedException.usage(
            "the terms " + place(file) + " are longer than " + Limits.MAX_TERMS_LENGTH + " bytes",
            "is it the right file?");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw CommandFailedException.usage(
          "the file " + file + " doesn't exist",
          "auctioneer-cli terms example > " + file + " makes terms to start from");
    } catch (IOException e) {
      throw CommandFailedException.usage(
          "the terms " + place(file) + " can't be read (" + e.getClass().getSimpleName() + ")",
          "check that it is a file and that you may read it");
    }
  }

  private static String place(Path file) {
    return file.toString().equals("-") ? "on stdin" : "in " + file;
  }

  private static InputStream open(Terminal terminal, Path file) throws IOException {
    return file.toString().equals("-")
        ? terminal.in()
        : Files.newInputStream(terminal.resolve(file));
  }

  /** The terms, or a failure with a hint for each fault. */
  static TermsDocument parse(Path file, byte[] bytes) {
    try {
      return TermsDocument.parse(bytes);
    } catch (InvalidTermsException e) {
      throw invalid(file, e.faults());
    }
  }

  /**
   * What terms may say and the enclave would stop at: award keys to which nothing can be sealed. A
   * buyer that hands in such a key would keep everybody from an outcome.
   */
  static List<Fault> unusableAwardKeys(Console console, Terms terms) {
    if (terms.awardKeys().isEmpty()) {
      return List.of();
    }
    return console.during("checking the award keys", () -> unusableAwardKeys(terms));
  }

  private static List<Fault> unusableAwardKeys(Terms terms) {
    List<Fault> faults =
        IntStream.range(0, terms.buyers().size())
            .parallel()
            .filter(i -> isUnusable(terms.buyers().get(i).awardKey()))
            .mapToObj(i -> unusable("$.buyers[" + i + "]"))
            .collect(Collectors.toCollection(ArrayList::new));
    if (isUnusable(terms.seller().flatMap(Seller::awardKey))) {
      faults.add(unusable("$.seller"));
    }
    return faults;
  }

  private static boolean isUnusable(Optional<AwardKey> key) {
    return key.isPresent() && !key.get().isUsable();
  }

  private static Fault unusable(String party) {
    return new Fault(
        party + ".awardKey.publicKey",
        "nothing can be sealed to this RSA key (its modulus is a prime, or has a small factor), and so"
            + " there would be no outcome: have its owner make another");
  }

  static CommandFailedException invalid(Path file, List<Fault> faults) {
    List<String> hints = new ArrayList<>();
    faults.stream()
        .limit(MOST_SHOWN)
        .forEach(fault -> hints.add("at " + fault.path() + ": " + fault.message()));
    if (faults.size() > MOST_SHOWN) {
      hints.add("and " + (faults.size() - MOST_SHOWN) + " more; correct these first");
    }
    String count = faults.size() == 1 ? "a fault" : faults.size() + " faults";
    return new CommandFailedException(
        ExitCode.USAGE, "the terms " + place(file) + " have " + count, hints, null);
  }
}
