import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of a module again and again in one JVM and tells which ones failed, how often: .ci/rounds. */
final class Rounds implements TestExecutionListener {
    private final Map<String, Integer> failures = new TreeMap<>();
    private long passed;

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        var listener = new Rounds();
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClasspathRoots(Set.of(Path.of(arguments[1]))))
                .filters(includeClassNamePatterns(arguments.length > 2 ? arguments[2] : ".*Tests"), excludeTags("real")).build();
        int wrong = 0;
        for (int round = 1; round <= rounds; round++) {
            int before = listener.sum();
            long began = System.nanoTime();
            LauncherFactory.create().execute(request, listener);
            wrong += listener.sum() > before ? 1 : 0;
            System.out.printf("round %d: %d s, %d failures%n", round, (System.nanoTime() - began) / 1_000_000_000, listener.sum() - before);
        }
        System.out.printf("%d rounds, %d with failures; %d tests passed, %d failed%n", rounds, wrong, listener.passed, listener.sum());
        listener.failures.forEach((test, times) -> System.out.println(times + " times: " + test));
        System.exit(wrong == 0 && listener.passed > 0 ? 0 : 1);
    }

    private synchronized int sum() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            failures.merge(test.getUniqueId(), 1, Integer::sum);
            System.out.println("FAILED " + test.getUniqueId());
            result.getThrowable().ifPresent(e -> e.printStackTrace(System.out));
        } else if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed++;
        }
    }
}
