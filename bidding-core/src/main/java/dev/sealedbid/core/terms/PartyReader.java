package dev.sealedbid.core.terms;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.PlainText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code buyers} and {@code seller}, and everything about their keys and buckets. */
final class PartyReader {
  private static final String SELLER_KEY = "$.seller.sheetKey";
  private static final List<String> SHEET_FIELDS =
      List.of("sheetKey", "bucket", "bucketRegion", "bucketOwner", "objectKey");

  private final Fields terms;
  private final KeyOwners keys;
  private final AwardKeyReader awardKeys;
  private final Map<String, String> pathsById = new HashMap<>();
  private final Map<String, String> pathsByObject = new HashMap<>();
  private boolean understood;
  private boolean hasSealer;

  PartyReader(Fields terms, KeyOwners keys, AwardKeyReader awardKeys) {
    this.terms = terms;
    this.keys = keys;
    this.awardKeys = awardKeys;
  }

  List<Buyer> buyers() {
    List<JsonValue> items = terms.array("buyers", 1, Limits.MAX_BUYERS);
    List<Buyer> buyers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Fields.asObject(terms.at("buyers", i), items.get(i), terms.faults())
          .flatMap(this::buyer)
          .ifPresent(buyers::add);
    }
    return buyers;
  }

  /** The seller, if the terms have one. */
  Optional<Seller> seller() {
    return terms.has("seller") ? terms.object("seller").map(this::seller) : Optional.empty();
  }

  /** Whether the seller has, or was meant to have, a sheet key. */
  boolean hasSealer() {
    return hasSealer;
  }

  /** A sheet key is the seller's exactly if a lot's reserve is sealed. */
  void checkSealer(boolean anySealed, boolean noneSealed) {
    if (anySealed && !terms.has("seller")) {
      terms.fault("seller", "is missing: a SEALED reserve needs a seller with a sheet key");
    }
    if (anySealed && understood && !hasSealer) {
      terms.faults().add(SELLER_KEY, "is missing: the seller seals a SEALED reserve with it");
    }
    if (noneSealed && hasSealer) {
      terms.faults().add(SELLER_KEY, "seals nothing: no lot has a SEALED reserve");
    }
  }

  /** Ids of all buyers that have one, even if something else about them is wrong. */
  Set<String> ids() {
    return new LinkedHashSet<>(pathsById.keySet());
  }

  private Optional<Buyer> buyer(Fields fields) {
    Optional<String> id =
        fields.text("id", Identifiers::isValid, TermsReader.ID_FORM).filter(i -> isNew(fields, i));
    Optional<Buyer> buyer = party(fields, id);
    fields.finish();
    return buyer;
  }

  private Seller seller(Fields fields) {
    hasSealer = SHEET_FIELDS.stream().anyMatch(fields::has);
    if (!hasSealer && !fields.has("awardKey")) {
      terms.fault("seller", "has neither a sheet key nor an award key");
      fields.finish();
      return new Seller(Optional.empty(), Optional.empty());
    }
    understood = true;
    Optional<Buyer> sealer =
        hasSealer ? party(fields, Optional.of(Identifiers.SELLER)) : Optional.empty();
    Optional<AwardKey> awardKey =
        hasSealer ? sealer.flatMap(Buyer::awardKey) : awardKeys.read(fields);
    fields.finish();
    return new Seller(sealer, awardKey);
  }

  private Optional<Buyer> party(Fields fields, Optional<String> id) {
    Optional<KeyArn> sheetKey = keys.read(fields, "sheetKey");
    Optional<String> bucket =
        fields.text("bucket", BucketNames::isBucket, "must be the name of an S3 bucket");
    Optional<String> region = region(fields);
    Optional<String> owner =
        fields.text("bucketOwner", AwsNames::isAccount, "must be an account's 12 digits");
    Optional<String> objectKey =
        fields.text("objectKey", BucketNames::isObjectKey, BucketNames.OBJECT_KEY_FORM);
    Optional<AwardKey> awardKey = awardKeys.read(fields);
    bucket.ifPresent(b -> objectKey.ifPresent(o -> checkObject(fields, b, o)));
    if (id.isEmpty()
        || sheetKey.isEmpty()
        || bucket.isEmpty()
        || region.isEmpty()
        || owner.isEmpty()
        || objectKey.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Buyer(
            id.get(),
            sheetKey.get().arn(),
            bucket.get(),
            region.get(),
            owner.get(),
            objectKey.get(),
            awardKey));
  }

  private boolean isNew(Fields fields, String id) {
    if (id.equals(Identifiers.SELLER)) {
      fields.fault("id", "\"seller\" is the seller's id; give the buyer another one");
      return false;
    }
    String earlier = pathsById.putIfAbsent(id, fields.at("id"));
    if (earlier != null) {
      fields.fault("id", PlainText.quote(id) + " is the id of another buyer: " + earlier);
    }
    return earlier == null;
  }

  private Optional<String> region(Fields fields) {
    Optional<String> region =
        fields.text("bucketRegion", AwsNames::isRegion, "must be a Region, written like eu-west-1");
    region.ifPresent(r -> keys.checkPartition(fields, "bucketRegion", AwsNames.partitionOf(r)));
    return region;
  }

  private void checkObject(Fields fields, String bucket, String objectKey) {
    String earlier = pathsByObject.putIfAbsent(bucket + "/" + objectKey, fields.at("objectKey"));
    if (earlier != null) {
      fields.fault("objectKey", "is the same object in the same bucket as " + earlier);
    }
  }
}
