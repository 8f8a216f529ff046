package dev.sealedbid.buyer;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.Terminal;
import java.time.Instant;

/** One run of the program: its terminal and what it works with. */
record Context(Terminal terminal, BuyerServices services) {
  Console console(JsonOption json) {
    return new Console(BuyerCommand.NAME, terminal, json.isSet());
  }

  ParentClient parent(ParentOption option) {
    return new ParentClient(option.uri(terminal), services.http().get());
  }

  Instant now() {
    return services.clock().instant();
  }
}
