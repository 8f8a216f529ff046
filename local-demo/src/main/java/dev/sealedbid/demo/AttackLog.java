package dev.sealedbid.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was attacked, and what came of it. */
final class AttackLog {
  private final Story story;
  private final List<DemoResult.AttackLine> lines = new ArrayList<>();

  AttackLog(Story story) {
    this.story = story;
  }

  /**
   * An attack was carried out.
   *
   * @param name stable, for scripts
   * @param what in plain words
   * @param refused whether it failed, as it must
   * @param by who refused it, with which code; or what happened instead
   */
  void add(String name, String what, boolean refused, String by) {
    lines.add(new DemoResult.AttackLine(name, refused, by));
    story.attack(what, refused, by);
  }

  /** KMS was asked for something; {@code code} is its refusal, empty if it gave it. */
  void kms(String name, String what, Optional<String> code, String expected) {
    boolean refused = code.filter(expected::equals).isPresent();
    add(name, what, refused, code.map(c -> "KMS, " + c).orElse("nobody: KMS gave it"));
  }

  List<DemoResult.AttackLine> lines() {
    return List.copyOf(lines);
  }
}
