package dev.sealedbid.demo.attack;

import dev.sealedbid.demo.system.Story;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was attacked, and what came of it. An attack on an open auction is judged only if the
 * auction was open: after closing, what is shown isn't what the attack was made to show.
 */
public final class AttackLog {
  private final Story story;
  private final InstantSource clock;
  private final List<AttackLine> lines = new ArrayList<>();
  private Optional<Instant> needsBefore = Optional.empty();

  /**
   * An empty log.
   *
   * @param clock this machine's, which is the local AWS's, too
   */
  public AttackLog(Story story, InstantSource clock) {
    this.story = story;
    this.clock = clock;
  }

  /** From now on attacks mean something only before that time. */
  void whileOpenUntil(Instant closesAt) {
    needsBefore = Optional.of(closesAt);
  }

  /** From now on attacks need no auction that is open. */
  void whenever() {
    needsBefore = Optional.empty();
  }

  /**
   * An attack was carried out.
   *
   * @param name stable, for scripts
   * @param what in plain words
   * @param refused whether it failed, as it must
   * @param by who refused it, with which code; or what happened instead
   * @throws ClosedTooSoonException if it wasn't refused as it must be, and closing came before:
   *     then nothing is recorded
   */
  void add(String name, String what, boolean refused, String by) {
    if (!refused && needsBefore.filter(time -> !clock.instant().isBefore(time)).isPresent()) {
      throw new ClosedTooSoonException("the attack " + name + " was made", null);
    }
    lines.add(new AttackLine(name, refused, by));
    story.attack(what, refused, by);
  }

  /** KMS was asked for something; {@code code} is its refusal, empty if it gave it. */
  void kms(String name, String what, Optional<String> code, String expected) {
    boolean refused = code.filter(expected::equals).isPresent();
    add(name, what, refused, code.map(c -> "KMS, " + c).orElse("nobody: KMS gave it"));
  }

  public List<AttackLine> lines() {
    return List.copyOf(lines);
  }
}
