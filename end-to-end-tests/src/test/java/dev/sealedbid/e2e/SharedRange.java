package dev.sealedbid.e2e;

import dev.sealedbid.demo.system.Installation;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives attacks their range: started before the first, ended after the last test of the run. */
final class SharedRange implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace OWN =
      ExtensionContext.Namespace.create(SharedRange.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    range(context).system().trustLocalCa(); // another test's system may have run meanwhile
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == AttackRange.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return range(context);
  }

  private static AttackRange range(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OWN)
        .computeIfAbsent(
            "range", key -> AttackRange.start(Installation.locate()), AttackRange.class);
  }
}
