package io.strapwork.cli;

import io.strapwork.api.machine.RunningMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What comes from a stream: keys for a menu, and later for the console of the guest that runs; begins to read when somebody asks. */
final class Keyboard implements MenuPrompt.Typing {
    private final InputStream in;
    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();
    private @Nullable RunningMachine machine;
    private boolean started;

    Keyboard(InputStream in) {
        this.in = in;
    }

    /** Goes on with this machine, which gets what nobody has taken, too. */
    synchronized void plug(RunningMachine next) {
        machine = next;
        for (String text = typed.poll(); text != null; text = typed.poll()) {
            if (!text.equals(MenuPrompt.END)) {
                next.type(text);
            }
        }
        start();
    }

    @Override
    public Optional<String> next(Duration longest) throws InterruptedException {
        start();
        return Optional.ofNullable(typed.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
    }

    private synchronized void start() {
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
                type(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // not a constant: each boot makes a keyboard, most need no logger
            LoggerFactory.getLogger(Keyboard.class).debug("standard input has ended", e);
        }
        typed.add(MenuPrompt.END);
    }

    private synchronized void type(String text) {
        if (machine != null) {
            machine.type(text);
        } else {
            typed.add(text);
        }
    }
}
