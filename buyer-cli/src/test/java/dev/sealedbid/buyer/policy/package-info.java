/** Tests of the sheet key's policy. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.policy;
