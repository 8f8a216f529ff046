/**
 * Awards: what each party learns about the prices under SEALED_AWARD (docs/PROTOCOL.md,
 * Disclosure).
 *
 * <p>An award is secret to everybody but its recipient. How it is encrypted is {@code
 * dev.sealedbid.protocol}'s matter.
 */
@NullMarked
package dev.sealedbid.core.award;

import org.jspecify.annotations.NullMarked;
