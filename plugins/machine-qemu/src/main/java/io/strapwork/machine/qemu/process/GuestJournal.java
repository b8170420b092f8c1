package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a guest writes and what becomes of it, in order, for one observer who may come late: up to 1 MiB of output is kept until then, the oldest is dropped. What QEMU tells of a guest is
 * told after all that stood on the console by then. Nothing follows an ending; a restart is none.
 */
public final class GuestJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuestJournal.class);
    private static final int KEPT_BYTES = 1 << 20;
    /** A guest may write one character at a time: what a piece takes besides. */
    private static final int PIECE_OVERHEAD = 64;
    private static final long FAREWELL_MILLIS = 2000;
    private static final int TYPING_WAITS = 1000;
    private static final long TYPING_WAIT_NANOS = 5_000_000;

    private sealed interface Entry {}
    private record Output(String text) implements Entry {}
    private record Happened(Supplier<GuestEvent> event) implements Entry {}
    private record Appointed(Observer observer) implements Entry {}
    private record Closed() implements Entry {}

    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    private final Queue<Happened> happenings = new ConcurrentLinkedQueue<>();
    /** Bytes that may wait for a slow observer: a guest that writes faster is held up, as by a slow terminal. */
    private final Semaphore room = new Semaphore(KEPT_BYTES);
    private final Queue<String> kept = new ArrayDeque<>();
    private int keptBytes;
    private final Queue<Happened> untold = new ArrayDeque<>();
    private final ConsoleLines lines = new ConsoleLines(this::line);
    private final ConsolePipes console;
    private final Thread reader;
    private @Nullable Observer observer;
    private boolean ended;
    private volatile boolean closed;
    /** Nothing more will be read. */
    private volatile boolean over;

    /** Owns the console. */
    public GuestJournal(ConsolePipes console) {
        this.console = console;
        // poll would hold the carrier of a virtual thread
        this.reader = Thread.ofPlatform().daemon().name("guest-console").start(this::read);
        Thread.ofVirtual().name("guest-journal").start(this::run);
    }

    private void read() {
        try (console) {
            while (!closed) {
                // what QEMU wrote to the console before it told this is in the pipe by now
                var due = new ArrayList<Happened>();
                takeHappenings(due);
                drain();
                entries.addAll(due);
                console.await();
            }
        } catch (IOException e) {
            LOG.warn("the guest's console can't be read any more", e);
        } finally {
            over = true;
            takeHappenings(entries);
        }
    }

    /** A guest may write for ever. */
    private void drain() throws IOException {
        for (byte[] bytes = console.read(); bytes.length > 0 && !closed; bytes = console.read()) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            room.acquireUninterruptibly(size(text));
            entries.add(new Output(text));
        }
    }

    private void takeHappenings(Collection<? super Happened> to) {
        for (Happened next = happenings.poll(); next != null; next = happenings.poll()) {
            to.add(next);
        }
    }

    /** Writes to the console what somebody types; when the guest takes nothing for long, what is left of it is lost. */
    public synchronized void type(String keys) {
        var bytes = ByteBuffer.wrap(keys.getBytes(StandardCharsets.ISO_8859_1));
        try {
            for (int waits = 0; bytes.hasRemaining() && waits < TYPING_WAITS && !closed; waits++) {
                if (console.write(bytes) == 0) {
                    LockSupport.parkNanos(TYPING_WAIT_NANOS);
                }
            }
        } catch (IOException e) {
            LOG.debug("nobody reads the input", e);
        }
    }

    /** @param event made on a thread of the journal's, after the console's last words; may block for a while */
    public void happened(Supplier<GuestEvent> event) {
        happenings.add(new Happened(event));
        if (over) {
            takeHappenings(entries);
        } else {
            console.wake();
        }
    }

    /** Tells it all to this observer, from the beginning. */
    public void observe(Observer newObserver) {
        entries.add(new Appointed(newObserver));
    }

    private void run() {
        try {
            while (true) {
                switch (entries.take()) {
                    case Output output -> {
                        room.release(size(output.text()));
                        output(output.text());
                    }
                    case Happened happened -> happening(happened);
                    case Appointed appointed -> {
                        observer = appointed.observer();
                        kept.forEach(this::output);
                        kept.clear();
                        keptBytes = 0;
                        untold.forEach(this::happening);
                        untold.clear();
                    }
                    case Closed end -> {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the journal was interrupted", e);
        }
    }

    private static int size(String text) {
        return text.length() + PIECE_OVERHEAD;
    }

    private void output(String text) {
        if (observer == null) {
            kept.add(text);
            keptBytes += size(text);
            while (keptBytes > KEPT_BYTES) {
                keptBytes -= size(kept.remove());
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

    private void happening(Happened what) {
        if (observer == null) {
            untold.add(what);
            return;
        }
        if (ended) {
            return;
        }
        try {
            lines.finish();
            GuestEvent event = what.event().get();
            ended = event.isEnding();
            observer.event(event);
        } catch (RuntimeException e) {
            LOG.warn("an observer of the guest failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        room.release(KEPT_BYTES);
        console.wake();
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        entries.add(new Closed());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
