package dev.sealedbid.parent.auctions;

import dev.sealedbid.parent.enclave.Enclave;
import dev.sealedbid.parent.problem.EnclaveRefusedException;
import dev.sealedbid.parent.problem.ProblemException;
import dev.sealedbid.rest.EnclaveView;
import java.util.Base64;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST API of the enclave itself. */
@RestController
@RequestMapping(path = "/api/v1/enclave", produces = MediaType.APPLICATION_JSON_VALUE)
public final class EnclaveController {
  private final Enclave enclave;

  EnclaveController(Enclave enclave) {
    this.enclave = enclave;
  }

  @GetMapping
  EnclaveView enclave(@RequestParam("nonce") String nonce) {
    byte[] decoded = Inputs.nonce(nonce, Base64.getUrlDecoder(), "base64url");
    try {
      return new EnclaveView(Base64.getEncoder().encodeToString(enclave.attest(decoded)));
    } catch (EnclaveRefusedException e) {
      throw ProblemException.refused(e.code(), e.buyers());
    }
  }
}
