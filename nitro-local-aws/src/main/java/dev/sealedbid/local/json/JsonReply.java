package dev.sealedbid.local.json;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One reply. */
public final class JsonReply {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int status;
  private final byte[] body;

  private JsonReply(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  /** A success; byte arrays become base64. */
  public static JsonReply ok(Map<String, ?> members) {
    return new JsonReply(200, JSON.writeValueAsBytes(members));
  }

  /** A success without any member, which KMS sends as no body at all. */
  public static JsonReply empty() {
    return new JsonReply(200, new byte[0]);
  }

  /** An error. */
  public static JsonReply error(JsonFault fault) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("__type", fault.code());
    if (!fault.text().isEmpty()) {
      members.put("message", fault.text());
    }
    return new JsonReply(fault.status(), JSON.writeValueAsBytes(members));
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The body; a copy. */
  public byte[] body() {
    return body.clone();
  }
}
