/** {@code key}: a sheet key made, pinned to one session, closed, and its policy explained. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.key;
