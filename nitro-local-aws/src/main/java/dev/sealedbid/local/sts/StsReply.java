package dev.sealedbid.local.sts;

/**
 * One reply of the AWS query protocol.
 *
 * @param status HTTP
 * @param xml the body
 */
public record StsReply(int status, String xml) {
  /** Says nothing of the body, which may hold credentials. */
  @Override
  public String toString() {
    return "StsReply[" + status + "]";
  }

  /** An error reply. */
  public static StsReply error(int status, String code, String message, String requestId) {
    return new StsReply(
        status,
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>"
            + (status < 500 ? "Sender" : "Receiver")
            + "</Type><Code>"
            + escape(code)
            + "</Code><Message>"
            + escape(message)
            + "</Message></Error><RequestId>"
            + requestId
            + "</RequestId></ErrorResponse>");
  }

  static StsReply ok(String action, String result, String requestId) {
    return ok("https://sts.amazonaws.com/doc/2011-06-15/", action, result, requestId);
  }

  static StsReply ok(String namespace, String action, String result, String requestId) {
    return new StsReply(
        200,
        "<%1$sResponse xmlns=\"%4$s\"><%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata></%1$sResponse>"
            .formatted(action, result, requestId, namespace));
  }

  static String element(String name, String text) {
    return "<" + name + ">" + escape(text) + "</" + name + ">";
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(c < ' ' ? ' ' : c);
      }
    }
    return out.toString();
  }
}
