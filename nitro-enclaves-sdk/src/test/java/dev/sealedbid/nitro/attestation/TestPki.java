package dev.sealedbid.nitro.attestation;

import dev.sealedbid.nitro.attestation.TestCertificate.Issued;
import java.util.List;

/** A chain in the shape of AWS's: root, regional, zonal, instance, and the enclave's own leaf. */
record TestPki(Issued root, Issued regional, Issued zonal, Issued instance, Issued leaf) {

  static final TestPki GENUINE = create();

  static TestPki create() {
    Issued root = rootCertificate().selfSigned();
    Issued regional = regionalCertificate().signedBy(root);
    Issued zonal = zonalCertificate().signedBy(regional);
    Issued instance = instanceCertificate().signedBy(zonal);
    return new TestPki(root, regional, zonal, instance, leafCertificate().signedBy(instance));
  }

  static TestCertificate rootCertificate() {
    return TestCertificate.authority("test.nitro-enclaves")
        .valid("2019-10-28T13:28:05Z", "2049-10-28T14:28:05Z");
  }

  static TestCertificate regionalCertificate() {
    return TestCertificate.authority("regional", 2)
        .valid("2026-11-10T00:00:00Z", "2026-11-30T00:00:00Z");
  }

  static TestCertificate zonalCertificate() {
    return TestCertificate.authority("zonal", 1)
        .valid("2026-11-18T00:00:00Z", "2026-11-24T00:00:00Z");
  }

  static TestCertificate instanceCertificate() {
    return TestCertificate.authority("instance", 0)
        .valid("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
  }

  static TestCertificate leafCertificate() {
    return TestCertificate.endEntity("i-0123456789abcdef0-enc0123456789abcdef");
  }

  List<Issued> issuers() {
    return List.of(root, regional, zonal, instance);
  }
}
