package io.strapwork.cli;

import io.strapwork.api.machine.RunningMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Types what comes from a stream at the console of the guest that runs; begins to read when the first one does. */
final class Keyboard {
    private static final Logger LOG = LoggerFactory.getLogger(Keyboard.class);
    private final InputStream in;
    private volatile @Nullable RunningMachine machine;
    private boolean started;

    Keyboard(InputStream in) {
        this.in = in;
    }

    /** Goes on with this machine. */
    synchronized void plug(RunningMachine next) {
        machine = next;
        if (!started) {
            started = true;
            // a daemon: nothing else ends a read of standard input
            Thread.ofPlatform().daemon().name("keyboard").start(this::run);
        }
    }

    private void run() {
        var bytes = new byte[256];
        try {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                RunningMachine there = machine;
                if (there != null) {
                    there.type(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            LOG.debug("standard input has ended", e);
        }
    }
}
