/** {@code image}: an enclave image measured and described. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.image;
