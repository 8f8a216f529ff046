package dev.sealedbid.parent.settings;

import dev.sealedbid.nitro.vsock.VsockAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The parent's settings, checked.
 *
 * @param enclave where the enclave listens ({@code sealed-bid.enclave})
 * @param bucket the auctioneer's bucket ({@code sealed-bid.bucket})
 * @param decryptRole ARN of the role whose credentials the enclave decrypts with ({@code
 *     sealed-bid.decrypt-role})
 * @param proxyListen where the enclave finds the KMS egress proxy ({@code
 *     sealed-bid.kms-proxy.listen})
 * @param proxyAllowed the only destinations of that proxy ({@code sealed-bid.kms-proxy.allow})
 * @param readyFile where the parent's URL is written once it serves ({@code
 *     sealed-bid.ready-file}); optional
 */
public record ParentSettings(
    VsockAddress enclave,
    String bucket,
    String decryptRole,
    VsockAddress proxyListen,
    Set<HostPort> proxyAllowed,
    Optional<Path> readyFile) {
  /** Keeps a copy of the set. */
  public ParentSettings {
    proxyAllowed = Set.copyOf(proxyAllowed);
  }
}
