package dev.sealedbid.buyer.command;

import dev.sealedbid.cli.Console;
import dev.sealedbid.cli.JsonOption;
import dev.sealedbid.cli.ParentClient;
import dev.sealedbid.cli.ParentOption;
import dev.sealedbid.cli.Terminal;
import java.time.Instant;

/** One run of the program: its terminal and what it works with. */
public record Context(Terminal terminal, BuyerServices services) {
  /** The program's name, before what it says. */
  public static final String PROGRAM = "buyer-cli";

  public Console console(JsonOption json) {
    return new Console(PROGRAM, terminal, json.isSet());
  }

  public ParentClient parent(ParentOption option) {
    return new ParentClient(option.uri(terminal), services.http().get());
  }

  public Instant now() {
    return services.clock().instant();
  }
}
