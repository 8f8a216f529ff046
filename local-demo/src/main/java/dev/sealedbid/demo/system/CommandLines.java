package dev.sealedbid.demo.system;

import dev.sealedbid.auctioneer.AuctioneerCommand;
import dev.sealedbid.buyer.BuyerCommand;
import dev.sealedbid.buyer.aws.AwsClients;
import dev.sealedbid.buyer.aws.AwsConnections;
import dev.sealedbid.buyer.aws.AwsSettings;
import dev.sealedbid.buyer.command.BuyerServices;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.Terminal;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.core.terms.InvalidTermsException;
import dev.sealedbid.core.terms.TermsDocument;
import dev.sealedbid.rest.AuctionView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The two command lines' own code, run in this process: a JVM for each of hundreds of calls would
 * be most of the time. Safe for use by several threads.
 */
public final class CommandLines implements AutoCloseable {
  private static final int CONNECTIONS = 16;

  private final TimedHttp http = new TimedHttp(ParentClient.httpClient());
  private final ParentClient parent;
  private final AwsConnections aws = new AwsConnections(CONNECTIONS);
  private final BuyerCommand buyer;
  private final AuctioneerCommand auctioneer;
  private final Map<String, String> environment;
  private final AwsProfiles profiles;

  /** Command lines that find what {@code system} runs. */
  public CommandLines(LocalSystem system) {
    this.parent = new ParentClient(system.parent(), http);
    this.profiles = system.profiles();
    this.buyer = new BuyerCommand(BuyerServices.ofMachine(this::clients, () -> http));
    this.auctioneer = new AuctioneerCommand(() -> http, InstantSource.system());
    this.environment = new HashMap<>(system.profiles().environment());
    environment.put("SEALED_BID_PARENT", system.parent().toString());
    environment.put("NO_COLOR", "1");
  }

  /**
   * What a command did.
   *
   * @param exit its exit status
   * @param out what it printed to standard output
   * @param err what it said
   */
  public record Run(int exit, String out, String err) {
    private static final String HINT = ": hint: ";

    /** The run, if it succeeded. */
    public Run orFail(String what) {
      if (exit != 0) {
        throw new DemoFailedException(
            what + " failed with exit status " + exit + ": " + reason(), hints());
      }
      return this;
    }

    byte[] outBytes() {
      return out.getBytes(StandardCharsets.UTF_8);
    }

    /** What went wrong, in the command's own words. */
    public String reason() {
      for (String line : err.lines().toList()) {
        int at = line.indexOf("error: ");
        if (at >= 0) {
          return line.substring(at + "error: ".length());
        }
      }
      return firstLine(err);
    }

    private String[] hints() {
      return err.lines()
          .filter(line -> line.contains(HINT))
          .map(line -> line.substring(line.indexOf(HINT) + HINT.length()))
          .toArray(String[]::new);
    }

    private static String firstLine(String text) {
      return text.lines().findFirst().orElse("it said nothing");
    }
  }

  /** {@code buyer-cli ARGS}, in a folder of the buyer's. */
  public Run buyer(Path directory, String... args) {
    return run(directory, (arguments, terminal) -> buyer.execute(arguments, terminal), args);
  }

  /** {@code auctioneer-cli ARGS}. */
  public Run auctioneer(Path directory, String... args) {
    return run(directory, (arguments, terminal) -> auctioneer.execute(arguments, terminal), args);
  }

  /** The parent's REST API. */
  public ParentClient parent() {
    return parent;
  }

  /** How long the parent took to acknowledge sheets, all together. */
  public Duration submitting() {
    return http.submitting();
  }

  /** The auction that was just opened, as the parent shows it. */
  public OpenAuction openAuction(String auctionId) throws IOException {
    return opened(parent.auction(auctionId));
  }

  /** What a parent shows of an auction; nothing of it is verified. */
  public static OpenAuction opened(AuctionView view) throws IOException {
    try {
      return new OpenAuction(
          TermsDocument.parse(view.termsBytes()),
          SessionId.parse(view.sessionId()),
          new AttestedStatement(
              view.opening().statementBytes(), view.opening().attestationBytes()));
    } catch (InvalidTermsException e) {
      throw new IOException("the parent serves other terms than were opened", e);
    }
  }

  /** S3 as that profile's principal. */
  public S3Client s3(String profile) {
    return clients(profile).s3(profiles.region(profile));
  }

  /** KMS as that profile's principal. */
  public KmsClient kms(String profile) {
    return clients(profile).kms(profiles.region(profile));
  }

  /** STS as that profile's principal. */
  public StsClient sts(String profile) {
    return clients(profile).sts(profiles.region(profile));
  }

  private AwsClients clients(String profile) {
    return aws.clients(profiles.own(profile));
  }

  private AwsClients clients(AwsSettings settings) {
    return aws.clients(profiles.narrow(settings));
  }

  /** Lets go of a principal's clients, of which each has some memory; nobody may be using them. */
  public void release(String profile) {
    aws.release(profiles.own(profile));
  }

  private Run run(Path directory, Command command, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            java.io.InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            directory,
            false);
    int exit = command.execute(new ArrayList<>(Arrays.asList(args)), terminal);
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @FunctionalInterface
  private interface Command {
    int execute(List<String> arguments, Terminal terminal);
  }

  @Override
  public void close() {
    aws.close();
  }
}
