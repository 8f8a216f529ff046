package dev.sealedbid.local.sts;

/** AssumeRole and GetCallerIdentity. */
final class LocalSts {
  LocalSts() {}
}
