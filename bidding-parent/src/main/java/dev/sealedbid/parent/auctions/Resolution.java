package dev.sealedbid.parent.auctions;

import dev.sealedbid.parent.storage.StoredObject;

/**
 * A resolved auction's receipt.
 *
 * @param receipt the bytes as they are kept
 * @param created whether it was made by this call
 */
record Resolution(StoredObject receipt, boolean created) {}
