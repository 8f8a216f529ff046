package dev.sealedbid.core.terms;

/**
 * What this version doesn't do yet. Terms that ask for it are refused by name, so that nobody
 * relies on a rule that isn't there; each line goes when its feature comes.
 */
final class Supported {
  private Supported() {}

  static void check(Fields fields, Rule rule) {
    if (rule != Rule.FIRST_PRICE) {
      refuse(fields, "rule", rule.name());
    }
  }

  static void check(Fields fields, TieBreak tieBreak) {
    if (tieBreak != TieBreak.LOTTERY) {
      refuse(fields, "tieBreak", tieBreak.name());
    }
  }

  static void check(Fields fields, Disclosure disclosure) {
    if (disclosure != Disclosure.WINNERS_ONLY) {
      refuse(fields, "disclosure", disclosure.name());
    }
  }

  static void checkUnits(Fields fields, long units) {
    if (units != 1) {
      refuse(fields, "units", "more than one unit");
    }
  }

  static void refuse(Fields fields, String name, String what) {
    fields.fault(name, what + " is not supported by this version");
  }
}
