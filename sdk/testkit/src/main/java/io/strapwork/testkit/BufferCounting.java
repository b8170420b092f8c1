package io.strapwork.testkit;

import org.apiguardian.api.API;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Found by JUnit: has Netty tell of buffers before the first test runs, so that boot tests can count theirs. */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class BufferCounting implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        BootBuffers.install();
    }
}
