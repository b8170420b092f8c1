import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Fuzzes one target in this JVM, which can't fuzz a second one: .ci/fuzz. */
final class Fuzz implements TestExecutionListener {
    private int passed;
    private int failed;

    /** Arguments: the target, which takes a {@code byte[]}, as {@code CLASS#METHOD}, its seconds, a folder for what it has found out, a seed (0 for another one each time). */
    public static void main(String[] arguments) {
        var listener = new Fuzz();
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(arguments[0] + "([B)"))
                .configurationParameter("jazzer.max_duration", arguments[1] + "s")
                // a class's limit is for its tests; an input has its own, below
                .configurationParameter("junit.jupiter.execution.timeout.mode", "disabled")
                // a folder of its own in target, in place of one beside the sources; an input that takes half a minute is a finding
                .configurationParameter("jazzer.internal.arg.0", "fuzz")
                .configurationParameter("jazzer.internal.arg.1", Path.of(arguments[2]).toAbsolutePath().toString())
                .configurationParameter("jazzer.internal.arg.2", "-timeout=30").configurationParameter("jazzer.internal.arg.3", "-print_final_stats=1")
                .configurationParameter("jazzer.internal.arg.4", "-seed=" + arguments[3])
                .build();
        LauncherFactory.create().execute(request, listener);
        System.exit(listener.failed == 0 && listener.passed > 0 ? 0 : 1);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            failed++;
            result.getThrowable().ifPresent(e -> e.printStackTrace(System.out));
        } else if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed++;
        }
    }
}
