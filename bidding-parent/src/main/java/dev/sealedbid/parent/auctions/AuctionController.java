package dev.sealedbid.parent.auctions;

import dev.sealedbid.core.Limits;
import dev.sealedbid.core.statement.AttestedStatement;
import dev.sealedbid.parent.auctions.Openings.Opened;
import dev.sealedbid.parent.auctions.Rounds.Voided;
import dev.sealedbid.parent.auctions.Submissions.Submitted;
import dev.sealedbid.parent.storage.StoredObject;
import dev.sealedbid.parent.web.JsonBody;
import dev.sealedbid.parent.web.RequestBodies;
import dev.sealedbid.rest.AttestedStatementView;
import dev.sealedbid.rest.AuctionList;
import dev.sealedbid.rest.AuctionView;
import dev.sealedbid.rest.SessionList;
import dev.sealedbid.rest.SessionView;
import dev.sealedbid.rest.StandingView;
import dev.sealedbid.rest.VoidedView;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The REST API of auctions. Terms and receipts pass as bytes: they are never parsed and rewritten.
 */
@RestController
@RequestMapping(path = "/api/v1/auctions", produces = MediaType.APPLICATION_JSON_VALUE)
public final class AuctionController {
  private final Openings openings;
  private final Submissions submissions;
  private final Rounds rounds;
  private final AuctionViews views;
  private final RequestBodies bodies;

  AuctionController(
      Openings openings,
      Submissions submissions,
      Rounds rounds,
      AuctionViews views,
      RequestBodies bodies) {
    this.openings = openings;
    this.submissions = submissions;
    this.rounds = rounds;
    this.views = views;
    this.bodies = bodies;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<AuctionView> open(HttpServletRequest request) {
    Opened opened = bodies.bytes(request, Limits.MAX_TERMS_LENGTH, openings::open);
    AuctionView view = views.auction(opened.session());
    if (!opened.created()) {
      return ResponseEntity.ok(view);
    }
    return ResponseEntity.created(URI.create("/api/v1/auctions/" + view.auctionId())).body(view);
  }

  @GetMapping
  AuctionList auctions() {
    return views.auctions();
  }

  @GetMapping("/{id}")
  AuctionView auction(@PathVariable("id") String id) {
    return views.auction(auctionId(id));
  }

  @PostMapping(path = "/{id}/opening", consumes = MediaType.APPLICATION_JSON_VALUE)
  AttestedStatementView opening(@PathVariable("id") String id, HttpServletRequest request) {
    String nonce = bodies.json(request, "nonce").text("nonce");
    return AuctionViews.view(
        openings.attest(auctionId(id), Inputs.nonce(nonce, Base64.getDecoder(), "base64")));
  }

  @PostMapping(path = "/{id}/bids", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<AttestedStatementView> submit(
      @PathVariable("id") String id, HttpServletRequest request) {
    String auctionId = auctionId(id);
    JsonBody submit = bodies.json(request, "buyerId", "sha384", "versionId");
    Submitted submitted =
        submissions.submit(
            auctionId,
            Inputs.id(submit.text("buyerId"), "buyerId"),
            Inputs.sha384(submit.text("sha384")),
            Inputs.versionId(submit.text("versionId")));
    return ResponseEntity.status(submitted.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(AuctionViews.view(submitted.acknowledgement()));
  }

  @PostMapping(path = "/{id}/standing", consumes = MediaType.APPLICATION_JSON_VALUE)
  StandingView standing(@PathVariable("id") String id, HttpServletRequest request) {
    String auctionId = auctionId(id);
    JsonBody asked = bodies.json(request, "buyerId", "sha384");
    return views.standing(
        auctionId,
        Inputs.id(asked.text("buyerId"), "buyerId"),
        Inputs.sha384(asked.text("sha384")));
  }

  @PostMapping("/{id}/rounds")
  ResponseEntity<Resource> resolve(@PathVariable("id") String id) {
    Resolution resolution = rounds.resolve(auctionId(id));
    return stream(resolution.created() ? HttpStatus.CREATED : HttpStatus.OK, resolution.receipt());
  }

  private static ResponseEntity<Resource> stream(HttpStatus status, StoredObject object) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .contentLength(object.length())
        .body(new InputStreamResource(object.bytes()));
  }

  @PostMapping("/{id}/void")
  VoidedView voidSession(@PathVariable("id") String id, HttpServletRequest request) {
    String auctionId = auctionId(id);
    Optional<String> reason = Inputs.reason(bodies.jsonIfAny(request, "reason").text("reason"));
    Voided voided = rounds.voidSession(auctionId, reason);
    AttestedStatement statement = voided.statement();
    return VoidedView.of(
        statement.statement(), statement.attestation(), voided.reason().orElse(null));
  }

  @GetMapping("/{id}/receipt")
  ResponseEntity<Resource> receipt(@PathVariable("id") String id) {
    return stream(HttpStatus.OK, rounds.receipt(auctionId(id)));
  }

  @GetMapping(
      path = "/{id}/awards/{recipient}",
      produces = {MediaType.APPLICATION_OCTET_STREAM_VALUE, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<byte[]> award(
      @PathVariable("id") String id, @PathVariable("recipient") String recipient) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(rounds.award(auctionId(id), Inputs.id(recipient, "the recipient")));
  }

  @GetMapping("/{id}/sessions")
  SessionList sessions(@PathVariable("id") String id) {
    return views.sessions(auctionId(id));
  }

  @GetMapping("/{id}/sessions/{session}")
  SessionView session(@PathVariable("id") String id, @PathVariable("session") String session) {
    return views.session(auctionId(id), Inputs.session(session));
  }

  private static String auctionId(String id) {
    return Inputs.id(id, "the auction's id");
  }
}
