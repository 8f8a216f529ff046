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

/** Reads {@code buyers}, and everything about their keys and buckets. */
final class BuyerReader {
  private final Fields terms;
  private final KeyOwners keys;
  private final Map<String, String> pathsById = new HashMap<>();
  private final Map<String, String> pathsByObject = new HashMap<>();

  BuyerReader(Fields terms, KeyOwners keys) {
    this.terms = terms;
    this.keys = keys;
  }

  List<Buyer> read() {
    List<JsonValue> items = terms.array("buyers", 1, Limits.MAX_BUYERS);
    List<Buyer> buyers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Fields.asObject(terms.at("buyers", i), items.get(i), terms.faults())
          .flatMap(this::buyer)
          .ifPresent(buyers::add);
    }
    return buyers;
  }

  /** Ids of all buyers that have one, even if something else about them is wrong. */
  Set<String> ids() {
    return new LinkedHashSet<>(pathsById.keySet());
  }

  private Optional<Buyer> buyer(Fields fields) {
    Optional<String> id =
        fields.text("id", Identifiers::isValid, TermsReader.ID_FORM).filter(i -> isNew(fields, i));
    Optional<KeyArn> sheetKey = keys.read(fields, "sheetKey");
    Optional<String> bucket =
        fields.text("bucket", BucketNames::isBucket, "must be the name of an S3 bucket");
    Optional<String> region = region(fields);
    Optional<String> owner =
        fields.text("bucketOwner", AwsNames::isAccount, "must be an account's 12 digits");
    Optional<String> objectKey =
        fields.text("objectKey", BucketNames::isObjectKey, BucketNames.OBJECT_KEY_FORM);
    if (fields.has("awardKey")) {
      fields.text("awardKey");
      Supported.refuse(fields, "awardKey", "an award key");
    }
    fields.finish();
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
            Optional.empty()));
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
