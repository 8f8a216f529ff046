package dev.sealedbid.e2e.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link LocalStack} as a parameter: one for the whole run, started when the first
 * test wants it. Which it is, it says in one line. Where none can be had, the tests are skipped
 * with what to do about it; they fail instead where {@value #REQUIRED} is {@code 1}, as in CI.
 */
public final class LocalStackExtension implements ExecutionCondition, ParameterResolver {
  static final String REQUIRED = "LOCALSTACK_REQUIRED";

  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(LocalStackExtension.class);
  private static final Path SCRIPT =
      Path.of("..", "infra", "localstack", "localstack").toAbsolutePath().normalize();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Map<String, String> environment = System.getenv();
    Optional<LocalStackPlace> place = place(context);
    if (place.isPresent()) {
      return ConditionEvaluationResult.enabled(place.get().describe());
    }
    String how = LocalStackPlace.none(environment);
    if (environment.getOrDefault(REQUIRED, "").equals("1")) {
      throw new IllegalStateException(REQUIRED + " is set, but " + how);
    }
    sayOnce(context, "LocalStack: skipped: " + how);
    return ConditionEvaluationResult.disabled(how);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LocalStackPlace place =
        place(context).orElseThrow(() -> new IllegalStateException("it was there before"));
    return store(context)
        .computeIfAbsent(
            LocalStack.class,
            type -> {
              LocalStack started = LocalStackStart.at(place);
              say("LocalStack: " + place.describe() + ", as " + started.endpoint());
              return started;
            },
            LocalStack.class);
  }

  private static Optional<LocalStackPlace> place(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(
            LocalStackPlace.class,
            type ->
                new Found(
                    LocalStackPlace.find(
                        System.getenv(), SCRIPT, LocalStackPlace.dockerAnswers(System.getenv()))),
            Found.class)
        .place();
  }

  private record Found(Optional<LocalStackPlace> place) {}

  // The root's store lives, and with it LocalStack, until the last test of the run is through.
  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(OURS);
  }

  private static void sayOnce(ExtensionContext context, String line) {
    store(context)
        .computeIfAbsent(
            line,
            text -> {
              say(text);
              return text;
            },
            String.class);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
