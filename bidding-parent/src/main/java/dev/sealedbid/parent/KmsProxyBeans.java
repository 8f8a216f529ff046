package dev.sealedbid.parent;

import dev.sealedbid.nitro.vsock.Vsock;
import dev.sealedbid.nitro.vsock.VsockListener;
import dev.sealedbid.nitro.vsock.VsockSockets;
import dev.sealedbid.parent.kmsproxy.KmsProxy;
import dev.sealedbid.parent.kmsproxy.ProxyLimits;
import dev.sealedbid.parent.settings.InvalidSettingsException;
import dev.sealedbid.parent.settings.ParentSettings;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The KMS egress proxy, listening as long as the parent runs. */
@Configuration(proxyBeanMethods = false)
public class KmsProxyBeans {
  private static final int BACKLOG = 64;

  @Bean(initMethod = "start")
  KmsProxy kmsProxy(ParentSettings settings) {
    // On AF_VSOCK every enclave of this machine could connect: only ours may.
    OptionalInt cid =
        settings.enclave() instanceof Vsock vsock
            ? OptionalInt.of(vsock.cid())
            : OptionalInt.empty();
    return new KmsProxy(
        listen(settings),
        cid,
        settings.proxyAllowed(),
        ProxyLimits.standard(),
        new DaemonThreads("kms-proxy"));
  }

  private static VsockListener listen(ParentSettings settings) {
    try {
      return VsockSockets.listen(settings.proxyListen(), BACKLOG);
    } catch (IOException e) {
      throw new InvalidSettingsException(
          List.of(
              "sealed-bid.kms-proxy.listen is "
                  + settings.proxyListen()
                  + ", which can't be listened on: "
                  + e.getMessage()));
    }
  }
}
