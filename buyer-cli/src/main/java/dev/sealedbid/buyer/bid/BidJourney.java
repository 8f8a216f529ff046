package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.buyer.bidfile.BidFile;
import dev.sealedbid.buyer.bidfile.BidFileStore;
import dev.sealedbid.buyer.bidfile.KeptSheet;
import dev.sealedbid.buyer.command.Context;
import dev.sealedbid.buyer.key.Preparation;
import dev.sealedbid.buyer.key.SheetKey;
import dev.sealedbid.buyer.verify.LiveAuction;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sheet.BidSheet;
import dev.sealedbid.core.statement.Acknowledgement;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.protocol.DataKey;
import dev.sealedbid.protocol.SealedSheet;
import dev.sealedbid.protocol.SheetSealer;
import dev.sealedbid.rest.SubmitRequest;
import dev.sealedbid.verify.VerificationException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A sheet's way from the buyer's machine into the box: sealed, kept, uploaded, acknowledged. */
final class BidJourney {
  private final Context context;
  private final Console console;
  private final ParentClient parent;
  private final LiveAuction auction;
  private final Buyer buyer;
  private final SheetKey key;
  private final SheetBucket bucket;

  BidJourney(
      Context context,
      Console console,
      ParentClient parent,
      SheetBucket bucket,
      Preparation ready) {
    this.context = context;
    this.console = console;
    this.parent = parent;
    this.auction = ready.auction();
    this.buyer = ready.buyer();
    this.key = ready.key();
    this.bucket = bucket;
  }

  /** A sheet that is in the box, as the enclave says. */
  record Acknowledged(Acknowledgement statement) {}

  /** The bid file of an earlier try in this session. */
  Optional<BidFile> kept(Path path) {
    Optional<BidFile> file = BidFileStore.read(path);
    file.ifPresent(
        kept -> {
          boolean fits =
              kept.auctionId().equals(auction.terms().id())
                  && kept.buyerId().equals(buyer.id())
                  && kept.sessionId().equals(auction.opening().sessionId())
                  && kept.termsSha384().equals(auction.document().sha384())
                  && kept.sheetKey().equals(buyer.sheetKey());
          if (!fits) {
            throw CommandFailedException.usage(
                path + " is the bid file of another session, buyer or auction",
                "name another with --bid-file; keep this one");
          }
        });
    return file;
  }

  /**
   * Demands that no sheet for this auction was sealed under another key. A fresh key's policy knows
   * of no earlier session: moving an auction to one would go round the guard on the pin's past.
   */
  void requireOneKey(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    for (Path other : BidFileStore.ofBuyer(directory, auction.terms().id(), buyer.id())) {
      BidFileStore.read(other)
          .filter(file -> file.auctionId().equals(auction.terms().id()))
          .filter(file -> !file.sheetKey().equals(buyer.sheetKey()))
          .ifPresent(
              file -> {
                file.sheets().forEach(KeptSheet::wipe);
                throw CommandFailedException.refused(
                    other
                        + " holds a bid for this auction under another key, "
                        + file.sheetKey()
                        + ": with two keys, one bid could be opened in two sessions",
                    "have the auctioneer open the session with terms that name the first key",
                    "if that bid was never opened and never can be (a void statement, or: buyer-cli"
                        + " key close, half an hour and a silent trail), move its file away");
              });
    }
  }

  /** Seals a sheet and keeps it on disk: only then may it leave the machine. */
  BidFile seal(BidAmounts bid, Optional<BidFile> earlier, Path path, boolean forget) {
    long revision = auction.attestedAt().toEpochMilli();
    earlier
        .flatMap(BidFile::newest)
        .filter(newest -> newest.revision() >= revision)
        .ifPresent(
            newest -> {
              throw CommandFailedException.refused(
                  "the bid file holds a sheet that isn't older than this one",
                  "run the command again in a moment");
            });
    byte[] nonce = new byte[BidSheet.NONCE_LENGTH];
    context.services().random().nextBytes(nonce);
    try (BidSheet sheet = bid.sheet(nonce);
        SealedSheet sealed = console.during("sealing the sheet", () -> seal(sheet, revision))) {
      byte[] encoded = sheet.encode();
      Optional<byte[]> dataKey = forget ? Optional.empty() : Optional.of(secret(sealed.dataKey()));
      try {
        KeptSheet kept =
            new KeptSheet(revision, encoded, sealed.ciphertext(), dataKey, Optional.empty());
        BidFile file = earlier.orElseGet(this::empty).with(kept);
        BidFileStore.write(path, file);
        return file;
      } finally {
        Arrays.fill(encoded, (byte) 0);
        dataKey.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
      }
    } finally {
      Arrays.fill(nonce, (byte) 0);
    }
  }

  /** Uploads and submits the newest sheet, and keeps its verified acknowledgement. */
  Acknowledged send(BidFile file, Path path) {
    KeptSheet sheet =
        file.newest().orElseThrow(() -> new IllegalStateException("a sheet was kept before"));
    String version =
        console.during("uploading the sheet", () -> bucket.put(sheet.ciphertext())).orElse("");
    AttestedStatement answer =
        console.during(
            "waiting for the acknowledgement",
            () ->
                LiveAuction.attested(
                    parent.submit(
                        auction.terms().id(),
                        new SubmitRequest(
                            buyer.id(),
                            sheet.sha384().hex(),
                            version.isEmpty() ? null : version))));
    KeptSheet kept = sheet.acknowledged(answer);
    Acknowledged acknowledged = acknowledged(kept);
    BidFileStore.write(path, file.withNewest(kept));
    return acknowledged;
  }

  /**
   * Verifies a sheet's acknowledgement.
   *
   * @throws CommandFailedException VERIFICATION_FAILED unless it is for this very sheet
   */
  Acknowledged acknowledged(KeptSheet sheet) {
    AttestedStatement proof =
        sheet.acknowledgement().orElseThrow(() -> new IllegalStateException("not acknowledged"));
    try {
      Acknowledgement said =
          auction
              .verifier()
              .acknowledgement(proof, auction.document(), auction.opening().sessionId())
              .statement();
      boolean mine =
          said.buyerId().equals(buyer.id())
              && said.sheetSha384().equals(sheet.sha384())
              && said.revision() == sheet.revision();
      if (!mine) {
        throw CommandFailedException.unverified(
            "the acknowledgement is for another sheet than the one that was sent",
            "the sheet is kept; run this again, and tell the auctioneer");
      }
      return new Acknowledged(said);
    } catch (VerificationException e) {
      throw LiveAuction.failure("the acknowledgement doesn't verify", e);
    }
  }

  /**
   * Whether the enclave has acknowledged a newer sheet of this party than those of the bid file, so
   * that none of these will count: another machine sealed it. Before the end a party's standing is
   * told to whoever names one of its acknowledged sheets; as long as none of this file is, nothing
   * is known, and it is asked again once one is. The parent could hide the newer sheet; then the
   * receipt shows it.
   *
   * @throws CommandFailedException if the parent doesn't answer: "acknowledged already" would be
   *     taken for "this one counts"
   */
  boolean isOutdone(BidFile file) {
    KeptSheet newest =
        file.newest().orElseThrow(() -> new IllegalStateException("a sheet was kept before"));
    return new OwnStanding(parent, auction.terms().id(), buyer.id())
        .of(file)
        .map(standing -> LiveAuction.attested(standing.newest()))
        .filter(proof -> isNewer(proof, newest))
        .isPresent();
  }

  private boolean isNewer(AttestedStatement proof, KeptSheet sheet) {
    try {
      return Statement.parse(StatementType.ACKNOWLEDGEMENT, proof.statement())
              instanceof Acknowledgement claimed
          && claimed.buyerId().equals(buyer.id())
          && claimed.revision() > sheet.revision()
          && auction
              .verifier()
              .acknowledgement(proof, auction.document(), auction.opening().sessionId())
              .statement()
              .equals(claimed);
    } catch (MalformedStatementException | VerificationException e) {
      return false;
    }
  }

  private SealedSheet seal(BidSheet sheet, long revision) {
    SheetContext where =
        new SheetContext(
            Purpose.of(buyer.id()),
            auction.terms().id(),
            auction.opening().sessionId(),
            auction.document().sha384(),
            buyer.id(),
            revision);
    try {
      return new SheetSealer(key.kms(), key.arn().arn()).seal(sheet, where);
    } catch (RuntimeException e) {
      throw sealingFailed(e);
    }
  }

  // The Encryption SDK wraps what KMS says, sometimes several times.
  private CommandFailedException sealingFailed(RuntimeException failure) {
    String what = "sealing with key " + key.arn();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof AwsServiceException said) {
        String code = AwsFailures.code(said);
        CommandFailedException refused = AwsFailures.failure(what, said);
        return code.startsWith("AccessDenied")
            ? new CommandFailedException(
                ExitCode.REFUSED,
                refused.reason(),
                List.of(
                    "only the key's sealing principal may seal; see who that is with: buyer-cli key"
                        + " policy "
                        + key.arn()),
                failure)
            : refused;
      }
      if (cause instanceof software.amazon.awssdk.core.exception.SdkException silent) {
        return AwsFailures.failure(what, silent);
      }
      cause = cause.getCause();
    }
    return new CommandFailedException(
        ExitCode.REFUSED,
        what + " failed (" + failure.getClass().getSimpleName() + ")",
        List.of("check that the key is enabled and that you are its sealing principal"),
        failure);
  }

  private BidFile empty() {
    return new BidFile(
        auction.terms().id(),
        buyer.id(),
        auction.opening().sessionId(),
        auction.document().sha384(),
        buyer.sheetKey(),
        auction.terms().lots().size(),
        List.of());
  }

  private static byte[] secret(DataKey dataKey) {
    return dataKey.bytes();
  }
}
