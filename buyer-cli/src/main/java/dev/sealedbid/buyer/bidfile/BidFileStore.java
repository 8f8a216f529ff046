package dev.sealedbid.buyer.bidfile;

import dev.sealedbid.buyer.command.SecretFile;
import dev.sealedbid.cli.CommandFailedException;
import dev.sealedbid.cli.ExitCode;
import dev.sealedbid.cli.JsonTree;
import dev.sealedbid.core.Limits;
import dev.sealedbid.core.SessionId;
import dev.sealedbid.core.Sha384;
import dev.sealedbid.core.json.JsonLimits;
import dev.sealedbid.core.json.MalformedJsonException;
import dev.sealedbid.core.statement.AttestedStatement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bid files on disk: JSON, readable by their owner only, replaced in one step, and on the disk
 * before {@link #write} returns.
 */
public final class BidFileStore {
  private static final int LONGEST = 8 << 20;
  // A sheet has some 10 values and 30 KB: more than fit in LONGEST.
  private static final JsonLimits LIMITS = JsonLimits.of(LONGEST, 10_000);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BidFileStore() {}

  /**
   * Reads a bid file, if there is one.
   *
   * @throws CommandFailedException USAGE if it can't be understood: a sheet in it mustn't be lost
   */
  public static Optional<BidFile> read(Path path) {
    byte[] bytes = new byte[0];
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw unreadable(path, null);
      }
      return Optional.of(parse(JsonTree.read(bytes, LIMITS)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | MalformedJsonException | IllegalArgumentException e) {
      throw unreadable(path, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The bid files in that directory which are named as of this auction and buyer by default. */
  public static List<Path> ofBuyer(Path directory, String auctionId, String buyerId) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, auctionId + "." + buyerId + ".*.bid.json")) {
      found.forEach(files::add);
      return files;
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
  }

  /** Writes a bid file. */
  public static void write(Path path, BidFile file) {
    byte[] bytes = JSON.writeValueAsBytes(tree(file));
    Path absolute = path.toAbsolutePath();
    try {
      Path directory = absolute.getParent();
      if (directory == null) {
        throw new IOException("no directory");
      }
      Path fresh = Files.createTempFile(directory, ".bid-", ".tmp", SecretFile.ownerOnly());
      try {
        writeThrough(fresh, bytes);
        Files.move(
            fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(directory);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.REFUSED,
          "the bid file " + path + " can't be written (" + e.getClass().getSimpleName() + ")",
          List.of(
              "nothing was sent: without its bid file a sheet can't be sent again or proved",
              "name a place that you may write to with --bid-file"),
          e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void writeThrough(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (SecretFile.isPosix()) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Map<String, Object> tree(BidFile file) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", 1);
    root.put("auctionId", file.auctionId());
    root.put("buyerId", file.buyerId());
    root.put("sessionId", file.sessionId().hex());
    root.put("termsSha384", file.termsSha384().hex());
    root.put("sheetKey", file.sheetKey());
    root.put("lots", file.lots());
    root.put("sheets", file.sheets().stream().map(BidFileStore::tree).toList());
    return root;
  }

  private static Map<String, Object> tree(KeptSheet sheet) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("revision", sheet.revision());
    root.put("sha384", sheet.sha384().hex());
    root.put("sheet", sheet.sheet());
    root.put("ciphertext", sheet.ciphertext());
    sheet.dataKey().ifPresent(key -> root.put("dataKey", key));
    sheet
        .acknowledgement()
        .ifPresent(
            proof ->
                root.put(
                    "acknowledgement",
                    Map.of("statement", proof.statement(), "attestation", proof.attestation())));
    return root;
  }

  private static BidFile parse(JsonNode root) {
    require(root.path("version").asInt(0) == 1);
    List<KeptSheet> sheets = new ArrayList<>();
    for (JsonNode sheet : root.path("sheets")) {
      sheets.add(sheet(sheet));
    }
    return new BidFile(
        text(root.path("auctionId")),
        text(root.path("buyerId")),
        SessionId.parse(text(root.path("sessionId"))),
        Sha384.parse(text(root.path("termsSha384"))),
        text(root.path("sheetKey")),
        root.path("lots").asInt(0),
        sheets);
  }

  private static KeptSheet sheet(JsonNode node) {
    JsonNode proof = node.path("acknowledgement");
    Optional<AttestedStatement> acknowledgement =
        proof.isObject()
            ? Optional.of(
                new AttestedStatement(
                    bytes(proof.path("statement"), Limits.MAX_STATEMENT_LENGTH),
                    bytes(proof.path("attestation"), Limits.MAX_ATTESTATION_LENGTH)))
            : Optional.empty();
    KeptSheet sheet =
        new KeptSheet(
            node.path("revision").asLong(0),
            bytes(node.path("sheet"), Limits.MAX_SHEET_LENGTH),
            bytes(node.path("ciphertext"), Limits.MAX_CIPHERTEXT_LENGTH),
            node.has("dataKey") ? Optional.of(bytes(node.path("dataKey"), 32)) : Optional.empty(),
            acknowledgement);
    require(sheet.revision() > 0);
    require(sheet.sha384().hex().equals(text(node.path("sha384"))));
    return sheet;
  }

  private static byte[] bytes(JsonNode node, int limit) {
    byte[] bytes = java.util.Base64.getDecoder().decode(text(node));
    require(bytes.length > 0 && bytes.length <= limit);
    return bytes;
  }

  private static String text(JsonNode node) {
    require(node.isString());
    return node.stringValue();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("not a bid file");
    }
  }

  private static CommandFailedException unreadable(
      Path path, @org.jspecify.annotations.Nullable Exception cause) {
    return new CommandFailedException(
        ExitCode.USAGE,
        path + " isn't a bid file, or is damaged",
        List.of("move it away if you don't need it, or name another with --bid-file"),
        cause);
  }
}
