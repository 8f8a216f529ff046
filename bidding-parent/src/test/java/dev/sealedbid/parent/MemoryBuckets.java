package dev.sealedbid.parent;

import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.terms.Buyer;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.parent.storage.BuyerBuckets;
import dev.sealedbid.rest.ParentCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The buyers' buckets in memory. */
final class MemoryBuckets implements BuyerBuckets {
  private final Map<String, byte[]> sheets = new ConcurrentHashMap<>();

  void reset() {
    sheets.clear();
  }

  Sha384 upload(String buyerId, byte[] sheet) {
    sheets.put(buyerId, sheet.clone());
    return Sha384.of(sheet);
  }

  @Override
  public byte[] fetch(Buyer buyer, Sha384 sha384, Optional<String> versionId) {
    byte[] sheet = sheets.get(buyer.id());
    if (sheet == null) {
      throw ProblemException.of(ParentCode.OBJECT_NOT_FOUND, "Nothing was uploaded.");
    }
    if (!Sha384.of(sheet).equals(sha384)) {
      throw ProblemException.of(ParentCode.WRONG_DIGEST, "Something else was uploaded.");
    }
    return sheet.clone();
  }
}
