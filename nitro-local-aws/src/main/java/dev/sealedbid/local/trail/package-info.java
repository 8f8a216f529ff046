/**
 * The local audit trail: events in the shape of CloudTrail records, without plaintexts or
 * credentials, and LookupEvents.
 */
@NullMarked
package dev.sealedbid.local.trail;

import org.jspecify.annotations.NullMarked;
