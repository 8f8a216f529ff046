package dev.sealedbid.parent;

import dev.sealedbid.parent.auctions.AuctionBeans;
import dev.sealedbid.parent.auctions.BucketCalls;
import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.enclave.EnclaveLimits;
import dev.sealedbid.parent.enclave.FramedEnclave;
import dev.sealedbid.parent.problem.ProblemAdvice;
import dev.sealedbid.parent.problem.ProblemWriter;
import dev.sealedbid.parent.settings.ParentSettings;
import dev.sealedbid.parent.web.BodyLimits;
import dev.sealedbid.parent.web.LocalCallersFilter;
import dev.sealedbid.parent.web.RequestBodies;
import dev.sealedbid.parent.web.TomcatProblems;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** The parent without its adapters to AWS: the web side, the enclave's client, the auctions. */
@SpringBootConfiguration(proxyBeanMethods = false)
// Spring's error page isn't wanted: what nobody answers is answered by TomcatProblems.
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@Import(AuctionBeans.class)
public class ParentApplication {
  private static final int BUCKET_THREADS = 8;

  @Bean
  ProblemWriter problemWriter(JsonMapper json) {
    return new ProblemWriter(json);
  }

  @Bean
  ProblemAdvice problemAdvice(JsonMapper json) {
    return new ProblemAdvice(json);
  }

  @Bean
  TomcatProblems tomcatProblems(ProblemWriter problems) {
    return new TomcatProblems(problems);
  }

  @Bean
  LocalCallersFilter localCallersFilter(ProblemWriter problems) {
    return new LocalCallersFilter(problems);
  }

  @Bean
  RequestBodies requestBodies(ObjectProvider<BodyLimits> limits) {
    return new RequestBodies(limits.getIfAvailable(BodyLimits::standard), System::nanoTime);
  }

  @Bean
  ScheduledExecutorService deadlines() {
    return Executors.newSingleThreadScheduledExecutor(new DaemonThreads("deadlines"));
  }

  @Bean
  Enclave enclave(
      ParentSettings settings,
      ObjectProvider<EnclaveLimits> limits,
      ScheduledExecutorService deadlines) {
    return new FramedEnclave(
        settings.enclave(), limits.getIfAvailable(EnclaveLimits::standard), deadlines);
  }

  @Bean
  BucketCalls bucketCalls() {
    return new BucketCalls(
        Executors.newFixedThreadPool(BUCKET_THREADS, new DaemonThreads("bucket")));
  }

  @Bean
  ReadyFile readyFile(ParentSettings settings) {
    return new ReadyFile(settings.readyFile());
  }
}
