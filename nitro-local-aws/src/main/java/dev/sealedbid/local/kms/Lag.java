package dev.sealedbid.local.kms;

/**
 * How far reads are behind a change: eventual consistency on demand.
 *
 * @param fresh so many reads after the change see it
 * @param stale then so many don't, as if another of the service's hosts answered; after those all
 *     do
 */
record Lag(int fresh, int stale) {
  static final Lag NONE = new Lag(0, 0);
}
