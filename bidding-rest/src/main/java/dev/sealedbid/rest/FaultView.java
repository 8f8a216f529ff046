package dev.sealedbid.rest;

/**
 * One fault of posted terms.
 *
 * @param path the JSON path, such as {@code $.lots[2].id}
 * @param message what is wrong there
 */
public record FaultView(String path, String message) {}
