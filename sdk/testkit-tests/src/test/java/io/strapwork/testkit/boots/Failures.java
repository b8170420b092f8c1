package io.strapwork.testkit.boots;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Collectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Tests that are meant to fail, and what they say. */
public final class Failures {
    private Failures() {}

    /** The messages of a test class's failures, one behind the other; empty when it has none. */
    public static String of(Class<?> test) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build(), listener);
        return listener.getSummary().getFailures().stream().map(failure -> failure.getException().getMessage())
                .collect(Collectors.joining("\n"));
    }
}
