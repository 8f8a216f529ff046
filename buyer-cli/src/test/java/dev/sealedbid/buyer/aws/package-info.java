/** Tests of what buyer-cli does with AWS. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.aws;
