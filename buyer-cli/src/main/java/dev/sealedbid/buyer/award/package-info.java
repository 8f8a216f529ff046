/** {@code award}: award keys, and awards opened. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.award;
