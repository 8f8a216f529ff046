/** The bid file: a buyer's own record of what it sealed, with the data key that proves it. */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.buyer.bidfile;
