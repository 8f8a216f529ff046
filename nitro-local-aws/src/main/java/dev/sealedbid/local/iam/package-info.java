/**
 * The local identities: users, roles, the sessions of assumed roles and their credentials, and the
 * verification of Signature Version 4 that tells who sent a request.
 */
@NullMarked
package dev.sealedbid.local.iam;

import org.jspecify.annotations.NullMarked;
