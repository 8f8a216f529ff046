package dev.sealedbid.core.terms;

import java.util.regex.Pattern;

/**
 * Names of S3 buckets and objects.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket
 *     naming rules</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Object
 *     keys: safe characters</a>
 */
final class BucketNames {
  /**
   * S3's safe characters only, and no segments that a URL could be normalised by: one key, one
   * spelling, everywhere.
   */
  static final String OBJECT_KEY_FORM =
      "must be 1 to 1024 of letters, digits and !-_.*'()/ without empty, . or .. between slashes";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(xn--|sthree-|amzn-s3-demo-).*|.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)");
  private static final Pattern OBJECT_KEY = Pattern.compile("[A-Za-z0-9!_.*'()/-]{1,1024}");
  private static final Pattern BAD_SEGMENT = Pattern.compile("(^|/)\\.{0,2}(/|$)");

  private BucketNames() {}

  static boolean isBucket(String text) {
    return BUCKET.matcher(text).matches()
        && !text.contains("..")
        && !IP_ADDRESS.matcher(text).matches()
        && !RESERVED.matcher(text).matches();
  }

  static boolean isObjectKey(String text) {
    return OBJECT_KEY.matcher(text).matches() && !BAD_SEGMENT.matcher(text).find();
  }
}
