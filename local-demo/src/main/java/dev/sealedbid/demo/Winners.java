package dev.sealedbid.demo;

import dev.sealedbid.core.statement.MalformedStatementException;
import dev.sealedbid.core.statement.Outcome;
import dev.sealedbid.core.statement.Receipt;
import dev.sealedbid.core.statement.Statement;
import dev.sealedbid.core.statement.StatementType;
import java.io.IOException;
import java.util.List;

/** What a receipt says about the lots. The receipt was verified before. */
public final class Winners {
  private Winners() {}

  public static List<DemoResult.LotLine> of(byte[] receipt) throws IOException {
    try {
      Outcome outcome =
          (Outcome)
              Statement.parse(StatementType.OUTCOME, Receipt.parse(receipt).outcome().statement());
      return outcome.lots().stream()
          .map(
              lot ->
                  new DemoResult.LotLine(
                      lot.lotId(),
                      lot.status().name(),
                      lot.winners().isEmpty() ? null : lot.winners().get(0)))
          .toList();
    } catch (MalformedStatementException e) {
      throw new IOException("the receipt can't be read", e);
    }
  }
}
