package dev.sealedbid.buyer.bid;

import dev.sealedbid.buyer.aws.AwsFailures;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.sealed.Purpose;
import dev.sealedbid.core.sealed.SheetContext;
import dev.sealedbid.core.sealed.SheetHeader;
import dev.sealedbid.core.sealed.SheetRefusedException;
import dev.sealedbid.core.terms.Buyer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The place that the terms name for a party's sealed sheet: a bucket of its own, and an object. */
final class SheetBucket {
  private final S3Client s3;
  private final Buyer party;
  private final String auctionId;

  SheetBucket(S3Client s3, Buyer party, String auctionId) {
    this.s3 = s3;
    this.party = party;
    this.auctionId = auctionId;
  }

  /** As people write it. */
  String place() {
    return "s3://" + party.bucket() + "/" + party.objectKey();
  }

  /** The bucket is there and is the party's own; whether it may be written to shows later. */
  boolean require() {
    String what = "looking at bucket " + party.bucket();
    try {
      s3.headBucket(r -> r.bucket(party.bucket()).expectedBucketOwner(party.bucketOwner()));
    } catch (AwsServiceException e) {
      // Seeing a bucket and writing to it are different permissions.
      if (e.statusCode() != 403) {
        throw wrong(what, e);
      }
    } catch (SdkException e) {
      throw AwsFailures.failure(what, e);
    }
    return true;
  }

  /**
   * Demands that nothing but a sheet of this party and auction is overwritten. The terms choose the
   * place, and who wrote them may have wanted something else of the party's to be lost.
   *
   * @throws CommandFailedException REFUSED if something else is there, or nobody can see what is
   */
  boolean requireReplaceable() {
    String what = "looking at " + place();
    try (ResponseInputStream<GetObjectResponse> in =
        s3.getObject(
            r ->
                r.bucket(party.bucket())
                    .key(party.objectKey())
                    .expectedBucketOwner(party.bucketOwner()))) {
      byte[] bytes = in.readNBytes(Limits.MAX_CIPHERTEXT_LENGTH + 1);
      in.abort();
      if (!isOwnSheet(bytes)) {
        throw CommandFailedException.refused(
            "there is something else than a sheet for this auction at " + place(),
            "the terms would have it overwritten: ask the auctioneer for another place",
            "if it may be overwritten, pass --replace-object");
      }
      return true;
    } catch (AwsServiceException e) {
      if (e.statusCode() == 404) {
        return true;
      }
      if (e.statusCode() == 403) {
        throw new CommandFailedException(
            ExitCode.REFUSED,
            "nobody can tell what would be overwritten at "
                + place()
                + ": "
                + what
                + " was refused with "
                + AwsFailures.code(e),
            List.of(
                "allow your principal s3:GetObject there and s3:ListBucket on the bucket"
                    + " (infra/cloudformation/buyer.yaml)",
                "if whatever is there may be overwritten, pass --replace-object"),
            e);
      }
      throw wrong(what, e);
    } catch (SdkException e) {
      throw AwsFailures.failure(what, e);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.UNREACHABLE, what + " broke off", List.of("trying again is safe"), e);
    }
  }

  /** Uploads a sealed sheet; gives the object's version if the bucket keeps versions. */
  Optional<String> put(byte[] ciphertext) {
    String what = "uploading to bucket " + party.bucket();
    try {
      return Optional.ofNullable(
              s3.putObject(
                      r ->
                          r.bucket(party.bucket())
                              .key(party.objectKey())
                              .expectedBucketOwner(party.bucketOwner())
                              .contentType("application/octet-stream"),
                      RequestBody.fromBytes(ciphertext))
                  .versionId())
          .filter(version -> !version.equals("null"));
    } catch (AwsServiceException e) {
      throw wrong(what, e);
    } catch (SdkException e) {
      throw AwsFailures.failure(what, e);
    }
  }

  private boolean isOwnSheet(byte[] bytes) {
    try {
      Map<String, String> context = SheetHeader.claimedContext(bytes);
      return Purpose.of(party.id()).text().equals(context.get(SheetContext.PURPOSE))
          && auctionId.equals(context.get(SheetContext.AUCTION_ID))
          && party.id().equals(context.get(SheetContext.BUYER_ID));
    } catch (SheetRefusedException e) {
      return false;
    }
  }

  private CommandFailedException wrong(String what, AwsServiceException e) {
    if (e.statusCode() == 404) {
      return new CommandFailedException(
          ExitCode.REFUSED,
          "there is no bucket " + party.bucket() + ", which the terms name as yours",
          List.of("create it in " + party.bucketRegion() + ", or have the terms name another"),
          e);
    }
    if (e.statusCode() == 301 || e.statusCode() == 400) {
      return new CommandFailedException(
          ExitCode.REFUSED,
          what + " was refused with " + AwsFailures.code(e),
          List.of(
              "the terms say that it is in "
                  + party.bucketRegion()
                  + "; have them say where it is"),
          e);
    }
    return AwsFailures.failure(what, e);
  }
}
