package dev.sealedbid.buyer.aws;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/**
 * CloudTrail's event history. Half an answer is none: silence of the trail lets a bid be sealed
 * anew, so an answer without its list of events must not be taken for an empty list.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">
 *     LookupEvents</a>
 */
final class CloudTrailHistory implements Trail {
  private static final int PAGE = 50;
  // A sheet key has a few events for each session; a trail without end is answered by an error.
  private static final int MOST_PAGES = 400;

  private final CloudTrailClient cloudTrail;

  CloudTrailHistory(CloudTrailClient cloudTrail) {
    this.cloudTrail = cloudTrail;
  }

  @Override
  public List<String> eventsOf(String resource) throws TrailUnavailableException {
    List<String> events = new ArrayList<>();
    @Nullable String next = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      LookupEventsResponse answer = lookup(resource, next);
      // The SDK gives an empty list for one that isn't there.
      if (!answer.hasEvents()) {
        throw incomplete();
      }
      for (Event event : answer.events()) {
        if (event == null || event.cloudTrailEvent() == null) {
          throw incomplete();
        }
        events.add(event.cloudTrailEvent());
      }
      next = answer.nextToken();
      if (next == null) {
        return events;
      }
    }
    throw new TrailUnavailableException("it has too many events for this key", null);
  }

  private LookupEventsResponse lookup(String resource, @Nullable String next)
      throws TrailUnavailableException {
    LookupAttribute key =
        LookupAttribute.builder()
            .attributeKey(LookupAttributeKey.RESOURCE_NAME)
            .attributeValue(resource)
            .build();
    try {
      return cloudTrail.lookupEvents(r -> r.lookupAttributes(key).maxResults(PAGE).nextToken(next));
    } catch (AwsServiceException e) {
      throw new TrailUnavailableException("CloudTrail answered " + AwsFailures.code(e), e);
    } catch (SdkException e) {
      throw new TrailUnavailableException(
          "CloudTrail can't be asked (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static TrailUnavailableException incomplete() {
    return new TrailUnavailableException("CloudTrail's answer isn't complete", null);
  }
}
