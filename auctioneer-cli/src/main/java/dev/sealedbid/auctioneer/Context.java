package dev.sealedbid.auctioneer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.Terminal;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** One run of the program: its terminal and what it works with. */
record Context(Terminal terminal, Supplier<HttpClient> http, InstantSource clock) {

  Console console(JsonOption json) {
    return new Console(AuctioneerCommand.NAME, terminal, json.isSet());
  }

  ParentClient parent(ParentOption option) {
    return new ParentClient(option.uri(terminal), http.get());
  }

  Instant now() {
    return clock.instant();
  }
}
