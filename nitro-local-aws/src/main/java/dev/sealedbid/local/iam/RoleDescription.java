package dev.sealedbid.local.iam;

/**
 * A role as IAM describes it.
 *
 * @param arn with the path, as in {@code arn:aws:iam::999999999999:role/teams/bids/buyer}
 * @param path from the first slash to the last, {@code /} where there is none
 * @param name unique in its account, whatever the path
 * @param id the unique id, AROA…
 */
public record RoleDescription(String arn, String path, String name, String id) {}
