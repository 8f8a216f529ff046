package dev.sealedbid.local.iam;

import dev.sealedbid.local.policy.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IAM role. */
record Role(
    String arn,
    String accountId,
    String name,
    String id,
    PolicyDocument trust,
    Map<String, PolicyDocument> inline) {
  private static final Pattern ARN =
      Pattern.compile("arn:aws:iam::([0-9]{12}):role/(?:[\\w+=,.@-]+/)*([\\w+=,.@-]{1,64})");

  /** The account and the name in a role's ARN. */
  record Parts(String accountId, String name) {}

  static Parts parts(String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + arn + "' is no role's ARN; it looks like arn:aws:iam::999999999999:role/NAME");
    }
    return new Parts(matcher.group(1), matcher.group(2));
  }

  RoleDescription description() {
    String path =
        arn.substring(arn.indexOf(":role/") + ":role".length(), arn.length() - name.length());
    return new RoleDescription(arn, path, name, id);
  }

  List<PolicyDocument> policies() {
    return List.copyOf(inline.values());
  }

  String sessionArn(String sessionName) {
    return "arn:aws:sts::" + accountId + ":assumed-role/" + name + "/" + sessionName;
  }
}
