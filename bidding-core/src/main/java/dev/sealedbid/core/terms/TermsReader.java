package dev.sealedbid.core.terms;

import dev.sealedbid.core.Identifiers;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.JsonValue;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.json.PlainText;
import dev.sealedbid.core.json.StrictJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads terms from JSON and collects every fault. A part with a fault reads as nothing, and
 * whatever depends on it isn't checked: one problem, one fault.
 */
final class TermsReader {
  static final String ID_FORM = "must be 1 to 63 of a-z, 0-9 and -, and not begin with -";

  private static final JsonLimits LIMITS =
      JsonLimits.of(Limits.MAX_TERMS_LENGTH, Limits.MAX_TERMS_VALUES);
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  private final Faults faults = new Faults();

  private TermsReader() {}

  static Terms read(byte[] bytes) throws InvalidTermsException {
    return new TermsReader().document(bytes);
  }

  /** A text for people: plain characters, so many of them, and not just blanks. */
  static Optional<String> plain(Fields fields, String name, int min, int max) {
    Optional<String> text = fields.text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!PlainText.isPlain(text.get())) {
      fields.fault(name, "has characters that can't be shown safely: controls or invisible ones");
      return Optional.empty();
    }
    if (text.get().length() > max || (min > 0 && text.get().isBlank())) {
      fields.fault(name, "must have " + min + " to " + max + " characters");
      return Optional.empty();
    }
    return text;
  }

  private Terms document(byte[] bytes) throws InvalidTermsException {
    Optional<Fields> fields = Fields.asObject("$", json(bytes), faults);
    if (fields.isEmpty()) {
      faults.throwIfAny();
    }
    return terms(fields.orElseThrow());
  }

  private JsonValue json(byte[] bytes) throws InvalidTermsException {
    try {
      return StrictJson.parse(bytes, LIMITS);
    } catch (MalformedJsonException e) {
      faults.add("$", String.valueOf(e.getMessage()));
      faults.throwIfAny();
      throw new IllegalStateException(e);
    }
  }

  private Terms terms(Fields fields) throws InvalidTermsException {
    fields.number("version", 1, 1);
    Optional<String> id = fields.text("id", Identifiers::isValid, ID_FORM);
    Optional<String> title = plain(fields, "title", 1, Limits.MAX_TITLE_LENGTH);
    Optional<Currency> currency = fields.object("currency").flatMap(TermsReader::currency);
    Optional<Measurements> measurements =
        fields.object("measurements").flatMap(TermsReader::measurements);
    Optional<String> decryptRole =
        fields.text(
            "decryptRole",
            RoleArn::isRoleArn,
            "must be the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME");
    Optional<Rule> rule = fields.choice("rule", Rule.class);
    Optional<Direction> direction = fields.choice("direction", Direction.class);
    Optional<TieBreak> tieBreak = fields.choice("tieBreak", TieBreak.class);
    Optional<Instant> closesAt = time(fields, "closesAt");
    Optional<Instant> resolveBy = time(fields, "resolveBy");
    closesAt.ifPresent(from -> resolveBy.ifPresent(to -> checkWindow(fields, from, to)));
    KeyOwners keys = new KeyOwners(decryptRole.flatMap(RoleArn::partition));
    AwardKeyReader awardKeys = new AwardKeyReader(faults, keys);
    PartyReader partyReader = new PartyReader(fields, keys, awardKeys);
    List<Buyer> buyers = partyReader.buyers();
    Optional<Seller> seller = partyReader.seller();
    Set<String> parties = partyReader.ids();
    LotReader lotReader = new LotReader(fields, parties);
    List<Lot> lots = lotReader.read();
    partyReader.checkSealer(lotReader.anySealed(), lotReader.noneSealed());
    if (partyReader.hasSealer()) {
      parties.add(Identifiers.SELLER);
    }
    Set<String> required = required(fields, parties);
    Optional<Disclosure> disclosure = fields.choice("disclosure", Disclosure.class);
    disclosure.ifPresent(awardKeys::check);
    rule.ifPresent(r -> disclosure.ifPresent(d -> lotReader.checkPrices(r, d)));
    Optional<KeyGone> keyGone = fields.choice("keyGone", KeyGone.class);
    fields.finish();
    faults.throwIfAny();
    return new Terms(
        id.orElseThrow(),
        title.orElseThrow(),
        currency.orElseThrow(),
        measurements.orElseThrow(),
        decryptRole.orElseThrow(),
        lots,
        rule.orElseThrow(),
        direction.orElseThrow(),
        tieBreak.orElseThrow(),
        closesAt.orElseThrow(),
        resolveBy.orElseThrow(),
        buyers,
        seller,
        required,
        disclosure.orElseThrow(),
        keyGone.orElseThrow());
  }

  private static Optional<Currency> currency(Fields fields) {
    Optional<String> code =
        fields.text("code", Currency::isCode, "must be three capital letters, like EUR");
    Optional<Long> scale = fields.number("scale", 0, Limits.MAX_SCALE);
    fields.finish();
    return code.flatMap(c -> scale.map(s -> new Currency(c, s.intValue())));
  }

  private static Optional<Measurements> measurements(Fields fields) {
    Optional<Sha384> pcr0 = measurement(fields, "PCR0");
    Optional<Sha384> pcr1 = measurement(fields, "PCR1");
    Optional<Sha384> pcr2 = measurement(fields, "PCR2");
    Optional<Sha384> pcr3 = measurement(fields, "PCR3");
    fields.finish();
    if (pcr0.isEmpty() || pcr1.isEmpty() || pcr2.isEmpty() || pcr3.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Measurements(pcr0.get(), pcr1.get(), pcr2.get(), pcr3.get()));
  }

  private static Optional<Sha384> measurement(Fields fields, String name) {
    Optional<String> text =
        fields.text(
            name, t -> t.matches("[0-9a-f]{96}"), "must be 96 lower-case hexadecimal digits");
    Optional<Sha384> value = text.map(Sha384::parse);
    if (value.isPresent() && value.get().isZero()) {
      fields.fault(name, "is all zeros, which an enclave in debug mode has; measure the image");
      return Optional.empty();
    }
    return value;
  }

  private static Optional<Instant> time(Fields fields, String name) {
    return fields
        .text(
            name,
            TermsReader::isTime,
            "must be a time in UTC in whole seconds, written like 2026-11-21T08:00:00Z")
        .map(Instant::parse);
  }

  private static boolean isTime(String text) {
    try {
      // Java reads 24:00:00 and leap seconds as other times; a time has one spelling.
      return TIME.matcher(text).matches() && Instant.parse(text).toString().equals(text);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static void checkWindow(Fields fields, Instant closesAt, Instant resolveBy) {
    Duration least = Limits.MIN_RESOLVING_WINDOW;
    if (resolveBy.isBefore(closesAt.plus(least))) {
      fields.fault(
          "resolveBy", "must be at least " + least.toMinutes() + " minutes after closesAt");
    }
  }

  private static Set<String> required(Fields fields, Set<String> parties) {
    if (!fields.has("required")) {
      return Set.of();
    }
    return new LinkedHashSet<>(
        fields.texts("required", 0, Limits.MAX_BUYERS + 1, parties, "a party of this auction"));
  }
}
