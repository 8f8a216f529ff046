/**
 * Strict JSON (RFC 8259) for documents that are hashed as bytes.
 *
 * <p>UTF-8 only, no byte order mark, duplicate keys noticed, nothing after the document, depth
 * capped, numbers kept as they were written. Readers take values by type and never coerce.
 */
@NullMarked
package dev.sealedbid.core.json;

import org.jspecify.annotations.NullMarked;
