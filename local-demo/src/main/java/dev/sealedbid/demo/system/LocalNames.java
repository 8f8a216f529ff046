package dev.sealedbid.demo.system;

import java.util.Locale;

/** The fixed names of the system on this machine. */
public final class LocalNames {
  public static final String REGION = "eu-west-1";
  public static final String AUCTIONEER_ACCOUNT = "999999999999";
  public static final String PARENT_ROLE =
      "arn:aws:iam::" + AUCTIONEER_ACCOUNT + ":role/auctioneer-parent";
  public static final String DECRYPT_ROLE =
      "arn:aws:iam::" + AUCTIONEER_ACCOUNT + ":role/auctioneer-decrypt";
  public static final String AUCTIONEER_BUCKET = "auctioneer-statements";

  /** Another operator, who runs the same public image. */
  public static final String OTHER_OPERATOR_ROLE = "arn:aws:iam::888888888888:role/other-operator";

  static final int ENCLAVE_PORT = 5005;
  public static final int PROXY_PORT = 8000;

  private LocalNames() {}

  /** The account of the n-th buyer, from 0. */
  public static String buyerAccount(int n) {
    return String.format(Locale.ROOT, "1111111%05d", n + 1);
  }
}
