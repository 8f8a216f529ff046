package dev.sealedbid.rest;

import java.util.List;

/**
 * {@code GET /auctions/{id}/sessions}.
 *
 * @param sessions every session that the auction has had, the earliest opened first
 */
public record SessionList(List<SessionView> sessions) {
  /** Keeps a copy of the list. */
  public SessionList {
    sessions = List.copyOf(sessions);
  }
}
