package dev.sealedbid.e2e;

import dev.sealedbid.demo.system.AwsEndpoints;
import dev.sealedbid.demo.system.AwsPlace;
import dev.sealedbid.demo.system.AwsProfiles;
import dev.sealedbid.demo.system.Bidder;
import java.net.URI;

/** Another place's AWS, with a front before its KMS. */
record FrontedAws(AwsPlace place, URI front) implements AwsPlace {
  @Override
  public AwsEndpoints endpoints() {
    return place.endpoints().withKms(front);
  }

  @Override
  public AwsProfiles.Keys makeAuctioneer() {
    return place.makeAuctioneer();
  }

  @Override
  public AwsProfiles.Keys makeBuyer(String account, String name) {
    return place.makeBuyer(account, name);
  }

  @Override
  public String principal(String account, String name) {
    return place.principal(account, name);
  }

  @Override
  public void makeBucket(Bidder owner) {
    place.makeBucket(owner);
  }
}
