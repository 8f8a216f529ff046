package dev.sealedbid.buyer.aws;

import java.util.List;

/** The audit trail (AWS CloudTrail's event history) of the caller's account in one Region. */
@FunctionalInterface
public interface Trail {
  /**
   * Every event of the last 90 days that names a resource, oldest or newest first.
   *
   * @param resource an ARN
   * @return the events' JSON, as {@code CloudTrailEvent} gives it
   * @throws TrailUnavailableException if any part of the answer is missing: half a trail proves
   *     nothing
   */
  List<String> eventsOf(String resource) throws TrailUnavailableException;
}
