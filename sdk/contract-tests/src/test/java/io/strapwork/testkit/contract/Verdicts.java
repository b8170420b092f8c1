package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What a contract says of a plugin. */
final class Verdicts {
    private Verdicts() {}

    static TestExecutionSummary of(DiscoverySelector contract) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(contract).build(), listener);
        return listener.getSummary();
    }

    static String failures(TestExecutionSummary summary) {
        var text = new StringWriter();
        summary.printFailuresTo(new PrintWriter(text, true), 3);
        return text.toString();
    }

    /** A right plugin passes. */
    static void passes(Class<?> contract) {
        TestExecutionSummary summary = of(selectClass(contract));
        assertTrue(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0, () -> failures(summary));
    }

    /** A plugin with this fault, shown to the contract by {@link Faults}, is told so by this test, in these words among others. */
    static void catches(Class<?> contract, Enum<?> fault, String test, String words) {
        TestExecutionSummary summary = with(contract, fault, test);
        assertTrue(summary.getTotalFailureCount() > 0, () -> fault + " was not caught by " + test);
        assertTrue(failures(summary).contains(words), () -> fault + ": \"" + words + "\" was not said:\n" + failures(summary));
    }

    /** What the test says of it, all of it. */
    static String message(Class<?> contract, Enum<?> fault, String test) {
        TestExecutionSummary summary = with(contract, fault, test);
        assertTrue(summary.getTotalFailureCount() == 1, () -> fault + ": " + failures(summary));
        return String.valueOf(summary.getFailures().getFirst().getException().getMessage());
    }

    private static TestExecutionSummary with(Class<?> contract, Enum<?> fault, String test) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(contract, method(contract, test)))
                .configurationParameter(Faults.KEY, fault.name()).build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        assertTrue(summary.getTestsFoundCount() == 1, () -> contract + " has no test " + test);
        return summary;
    }

    /** Of that name, whatever it is given. */
    private static Method method(Class<?> contract, String test) {
        return ReflectionSupport.findMethods(contract, method -> method.getName().equals(test), HierarchyTraversalMode.TOP_DOWN).stream()
                .findFirst().orElseThrow(() -> new AssertionError(contract + " has no test " + test));
    }
}
