package dev.sealedbid.demo.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** The buyers, each with an AWS account, a principal, a bucket and a sheet key of its own. */
public final class Cast {
  private final LocalSystem system;
  private final CommandLines commands;
  private final Map<String, Bidder> bidders = new LinkedHashMap<>();
  private final Map<String, String> sheetKeys = new ConcurrentHashMap<>();

  private Cast(LocalSystem system, CommandLines commands) {
    this.system = system;
    this.commands = commands;
  }

  /** Makes accounts and profiles; buckets and keys come with {@link #equip}. */
  public static Cast of(LocalSystem system, CommandLines commands, List<String> ids) {
    Cast cast = new Cast(system, commands);
    List<String> regions = system.endpoints().regions();
    for (String id : ids) {
      int n = cast.bidders.size();
      String account = LocalNames.buyerAccount(n);
      String region = regions.get(n % regions.size());
      system.profiles().put(id, region, system.place().makeBuyer(account, id));
      cast.bidders.put(
          id, new Bidder(id, account, region, "sheets-" + account, folder(system, id)));
    }
    system.profiles().write();
    return cast;
  }

  /**
   * Gives a buyer its bucket, which the auctioneer may read, and its sheet key; the second time,
   * for another auction, only another key.
   */
  public void equip(String id) {
    Bidder bidder = bidder(id);
    if (!sheetKeys.containsKey(id)) {
      system.place().makeBucket(bidder);
      commands
          .s3(id)
          .putBucketPolicy(
              put -> put.bucket(bidder.bucket()).policy(Policies.bucket(bidder.bucket())));
    }
    CommandLines.Run run =
        commands
            .buyer(bidder.directory(), "key", "create", "--profile", id, "--json")
            .orFail("buyer-cli key create for " + id);
    sheetKeys.put(id, JsonMapper.shared().readTree(run.out()).required("keyArn").asString());
  }

  public List<Bidder> bidders() {
    return new ArrayList<>(bidders.values());
  }

  public Bidder bidder(String id) {
    Bidder bidder = bidders.get(id);
    if (bidder == null) {
      throw new IllegalArgumentException("no buyer " + id);
    }
    return bidder;
  }

  public String sheetKey(String id) {
    String arn = sheetKeys.get(id);
    if (arn == null) {
      throw new IllegalStateException(id + " has no sheet key yet");
    }
    return arn;
  }

  /** The ARN of that buyer's principal. */
  public String principal(String id) {
    return system.place().principal(bidder(id).account(), id);
  }

  /** The buyers as the terms of an auction name them, in order. */
  public List<TermsDraft.Party> parties(List<String> ids, String auctionId) {
    return ids.stream().map(id -> bidder(id).party(sheetKey(id), auctionId)).toList();
  }

  private static Path folder(LocalSystem system, String id) {
    try {
      return Files.createDirectories(system.directory().resolve("buyers").resolve(id));
    } catch (IOException e) {
      throw new DemoFailedException("can't make a folder for " + id, e);
    }
  }
}
