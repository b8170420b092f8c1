package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a guest writes and what becomes of it, in order, for one observer who may come late: up to 1 MiB of output is kept until then, the oldest is dropped. The ending is told when
 * the console has ended, so that nothing follows it.
 */
public final class GuestJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuestJournal.class);
    private static final int KEPT_PIECES = 256;
    private static final int PIECE_BYTES = 4096;

    private sealed interface Entry {}
    private record Output(String text) implements Entry {}
    private record Happened(GuestEvent event) implements Entry {}
    private record Appointed(Observer observer) implements Entry {}
    private record ConsoleEnded() implements Entry {}
    private record Closed() implements Entry {}

    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    /** Pieces that may wait for a slow observer: a guest that writes faster is held up, as by a slow terminal. */
    private final Semaphore room = new Semaphore(KEPT_PIECES);
    private final Queue<String> kept = new ArrayDeque<>();
    private final ConsoleLines lines = new ConsoleLines(this::line);
    private final SocketChannel console;
    private @Nullable Observer observer;
    private Optional<GuestEvent> ending = Optional.empty();
    private boolean told;

    /** Owns the console's channel. */
    public GuestJournal(SocketChannel console) {
        this.console = console;
        Thread.ofVirtual().name("guest-console").start(this::read);
        Thread.ofVirtual().name("guest-journal").start(this::run);
    }

    private void read() {
        var bytes = new byte[PIECE_BYTES];
        try (InputStream in = Channels.newInputStream(console)) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                room.acquireUninterruptibly();
                entries.add(new Output(new String(bytes, 0, count, StandardCharsets.ISO_8859_1)));
            }
        } catch (IOException e) {
            LOG.debug("the console has ended", e);
        }
        entries.add(new ConsoleEnded());
    }

    public void happened(GuestEvent event) {
        entries.add(new Happened(event));
    }

    /** Tells it all to this observer, from the beginning. */
    public void observe(Observer newObserver) {
        entries.add(new Appointed(newObserver));
    }

    private void run() {
        boolean consoleEnded = false;
        try {
            while (true) {
                Entry entry = entries.take();
                switch (entry) {
                    case Output output -> {
                        room.release();
                        output(output.text());
                    }
                    case Happened happened -> {
                        // the first word counts: a panic is followed by a shutdown
                        if (ending.isEmpty()) {
                            ending = Optional.of(happened.event());
                        }
                    }
                    case Appointed appointed -> {
                        observer = appointed.observer();
                        kept.forEach(this::output);
                        kept.clear();
                    }
                    case ConsoleEnded ended -> consoleEnded = true;
                    case Closed closed -> {
                        return;
                    }
                }
                if (consoleEnded && ending.isPresent()) {
                    end(ending.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the journal was interrupted", e);
        }
    }

    private void output(String text) {
        if (observer == null) {
            kept.add(text);
            if (kept.size() > KEPT_PIECES) {
                kept.remove();
            }
            return;
        }
        try {
            observer.output(text);
            lines.add(text);
        } catch (RuntimeException e) {
            LOG.warn("an observer of the console failed", e);
        }
    }

    private void line(String line) {
        if (observer != null) {
            observer.line(line);
        }
    }

    private void end(GuestEvent event) {
        if (observer == null || told) {
            return;
        }
        told = true;
        try {
            lines.finish();
            observer.event(event);
        } catch (RuntimeException e) {
            LOG.warn("an observer of the guest failed", e);
        }
    }

    @Override
    public void close() {
        try {
            console.close();
        } catch (IOException e) {
            LOG.debug("the console's socket did not close", e);
        }
        room.release(KEPT_PIECES);
        entries.add(new Closed());
    }
}
