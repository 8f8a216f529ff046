import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests, each given as {@code CLASS} or {@code CLASS#METHOD} with the class's whole name, and
 * writes a line for each to the file that the first argument names: {@code passed NAME}, {@code
 * failed NAME} or {@code missing NAME}.
 */
final class NamedTests {
  private final List<String> names;
  private final Map<String, Integer> passed = new TreeMap<>();
  private final Map<String, Integer> failed = new TreeMap<>();

  private NamedTests(List<String> names) {
    this.names = names;
  }

  public static void main(String[] arguments) throws Exception {
    NamedTests tests = new NamedTests(Arrays.asList(arguments).subList(1, arguments.length));
    tests.run();
    java.nio.file.Files.write(java.nio.file.Path.of(arguments[0]), tests.lines());
    // Threads that a broken program left behind hold nothing up.
    Runtime.getRuntime().halt(0);
  }

  private void run() {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(names.stream().map(name -> selectClass(name.split("#", 2)[0])).toList())
            .filters((PostDiscoveryFilter) this::wanted)
            .build();
    LauncherFactory.create().execute(request, new Listener());
  }

  private FilterResult wanted(TestDescriptor test) {
    if (!(test.getSource().orElse(null) instanceof MethodSource)) {
      return FilterResult.includedIf(test.getChildren().isEmpty());
    }
    return FilterResult.includedIf(names.stream().anyMatch(name -> isOf(test.getSource(), name)));
  }

  private static boolean isOf(Optional<TestSource> source, String name) {
    String[] parts = name.split("#", 2);
    if (source.orElse(null) instanceof MethodSource method) {
      return isWithin(method.getClassName(), parts[0])
          && (parts.length == 1 || parts[1].equals(method.getMethodName()));
    }
    // What fails in a class as a whole fails for each of its tests.
    return source.orElse(null) instanceof ClassSource type
        && isWithin(type.getClassName(), parts[0]);
  }

  private static boolean isWithin(String type, String outer) {
    return type.equals(outer) || type.startsWith(outer + "$");
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      boolean fails = failed.containsKey(name);
      lines.add((fails ? "failed " : passed.containsKey(name) ? "passed " : "missing ") + name);
    }
    lines.sort(Comparator.naturalOrder());
    return lines;
  }

  private final class Listener implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean succeeded = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (succeeded && !test.isTest()) {
        return;
      }
      for (String name : names) {
        if (isOf(test.getSource(), name)) {
          (succeeded ? passed : failed).merge(name, 1, Integer::sum);
        }
      }
    }
  }
}
