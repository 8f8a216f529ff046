package dev.sealedbid.parent.auctions;

import dev.sealedbid.parent.credentials.DecryptCredentials;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.kmsproxy.KmsRegions;
import dev.sealedbid.parent.settings.ParentSettings;
import dev.sealedbid.parent.storage.BuyerBuckets;
import dev.sealedbid.parent.storage.ObjectStore;
import dev.sealedbid.parent.storage.SessionArchive;
import dev.sealedbid.parent.web.RequestBodies;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts this package together over its four ports: store, buyers' buckets, enclave, credentials. */
@Configuration(proxyBeanMethods = false)
public class AuctionBeans {

  @Bean
  SessionArchive sessionArchive(ObjectStore store) {
    return new SessionArchive(store);
  }

  @Bean
  Sessions sessions(SessionArchive archive, BucketCalls bucket, TermsReading reading) {
    return new Sessions(archive, bucket, reading);
  }

  @Bean
  TermsReading termsReading() {
    return new TermsReading();
  }

  @Bean
  AwardStore awardStore(SessionArchive archive, Enclave enclave, BucketCalls calls) {
    return new AwardStore(archive, enclave, calls);
  }

  @Bean
  SessionEnds sessionEnds(SessionArchive archive, Enclave enclave, AwardStore awards) {
    return new SessionEnds(archive, enclave, awards);
  }

  @Bean
  AuctionLocks auctionLocks() {
    return new AuctionLocks();
  }

  @Bean
  Openings openings(
      SessionArchive archive,
      Sessions sessions,
      SessionEnds ends,
      Enclave enclave,
      AuctionLocks locks,
      ParentSettings settings,
      TermsReading reading) {
    return new Openings(
        archive,
        sessions,
        ends,
        enclave,
        locks,
        settings.decryptRole(),
        new KmsRegions(settings.proxyAllowed()),
        reading);
  }

  @Bean
  Submissions submissions(
      SessionArchive archive,
      Sessions sessions,
      BuyerBuckets buckets,
      Enclave enclave,
      ObjectProvider<InstantSource> clock) {
    return new Submissions(
        archive, sessions, buckets, enclave, clock.getIfAvailable(InstantSource::system));
  }

  @Bean
  Receipts receipts(SessionArchive archive, BucketCalls bucket) {
    return new Receipts(archive, bucket);
  }

  @Bean
  Rounds rounds(
      SessionArchive archive,
      Sessions sessions,
      SessionEnds ends,
      Submissions submissions,
      Enclave enclave,
      DecryptCredentials credentials,
      BucketCalls bucket,
      AuctionLocks locks,
      Receipts receipts) {
    return new Rounds(
        archive, sessions, ends, submissions, enclave, credentials, bucket, locks, receipts);
  }

  @Bean
  AuctionViews auctionViews(SessionArchive archive, Sessions sessions, SessionEnds ends) {
    return new AuctionViews(archive, sessions, ends);
  }

  @Bean
  AuctionController auctionController(
      Openings openings,
      Submissions submissions,
      Rounds rounds,
      AuctionViews views,
      RequestBodies bodies) {
    return new AuctionController(openings, submissions, rounds, views, bodies);
  }

  @Bean
  EnclaveController enclaveController(Enclave enclave) {
    return new EnclaveController(enclave);
  }
}
