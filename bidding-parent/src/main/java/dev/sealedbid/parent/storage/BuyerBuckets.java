package dev.sealedbid.parent.storage;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Buyer;
import java.util.Optional;

/** The buyers' own buckets, where their sheets are fetched from. */
public interface BuyerBuckets {

  /**
   * Fetches a buyer's sheet from the bucket, Region and owner account that the terms name.
   *
   * @param sha384 what was submitted; an object with another digest is refused
   * @param versionId a version of the object, or empty for the latest
   * @throws dev.sealedbid.parent.problem.ProblemException OBJECT_NOT_FOUND, OBJECT_FORBIDDEN,
   *     OBJECT_TOO_LARGE (known before it is read), WRONG_DIGEST, BUYER_STORAGE_UNAVAILABLE
   */
  byte[] fetch(Buyer buyer, Sha384 sha384, Optional<String> versionId);
}
