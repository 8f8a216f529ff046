package dev.sealedbid.demo.attack;

/**
 * What came of an attack, as {@code demo --json} prints it.
 *
 * @param name stable, for scripts
 * @param refused whether it failed, as it must
 * @param by who refused it, and with which code
 */
public record AttackLine(String name, boolean refused, String by) {}
