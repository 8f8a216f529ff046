package dev.sealedbid.local.pki;

import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says about its subject.
 *
 * @param subject the subject's name
 * @param notBefore the first second at which the certificate is valid
 * @param notAfter the last
 * @param kind what the key may do
 * @param pathLength how many CAs may follow, {@link #UNLIMITED} for any number; ignored for an end
 *     entity
 * @param alternativeNames the addresses of a server, or null
 */
record CertificateProfile(
    X500Name subject,
    Instant notBefore,
    Instant notAfter,
    Kind kind,
    int pathLength,
    @Nullable GeneralNames alternativeNames) {
  static final int UNLIMITED = -1;

  enum Kind {
    AUTHORITY,
    ATTESTATION_LEAF,
    SERVER
  }
}
