package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.RunningMachine.Observer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private static final int KEPT_PIECES = 256;
    private static final int PIECE_BYTES = 4096;
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
    /** Pieces that may wait for a slow observer: a guest that writes faster is held up, as by a slow terminal. */
    private final Semaphore room = new Semaphore(KEPT_PIECES);
    private final Queue<String> kept = new ArrayDeque<>();
    private final Queue<Happened> untold = new ArrayDeque<>();
    private final ConsoleLines lines = new ConsoleLines(this::line);
    private final SocketChannel console;
    private final Selector selector;
    private final Thread reader;
    private @Nullable Observer observer;
    private boolean ended;
    private volatile boolean closed;

    /** Owns the console's channel. */
    public GuestJournal(SocketChannel console) {
        this.console = console;
        try {
            this.selector = Selector.open();
            console.configureBlocking(false);
            console.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw MachineFaults.broken("console", e);
        }
        // a selector would hold the carrier of a virtual thread
        this.reader = Thread.ofPlatform().daemon().name("guest-console").start(this::read);
        Thread.ofVirtual().name("guest-journal").start(this::run);
    }

    private void read() {
        var bytes = ByteBuffer.allocate(PIECE_BYTES);
        boolean open = true;
        while (!closed) {
            // what QEMU wrote to the console before it told this is in the socket by now
            var due = new ArrayList<Happened>();
            for (Happened next = happenings.poll(); next != null; next = happenings.poll()) {
                due.add(next);
            }
            try {
                open = open && drain(bytes);
                if (!open) {
                    console.close();
                }
                entries.addAll(due);
                if (happenings.isEmpty()) {
                    selector.select();
                }
            } catch (IOException e) {
                LOG.debug("the console has ended", e);
                open = false;
            }
        }
    }

    /** Reads what is there; false at its end. */
    private boolean drain(ByteBuffer bytes) throws IOException {
        while (true) {
            int count = console.read(bytes.clear());
            if (count <= 0) {
                return count == 0;
            }
            room.acquireUninterruptibly();
            entries.add(new Output(new String(bytes.array(), 0, count, StandardCharsets.ISO_8859_1)));
        }
    }

    /** Writes to the console what somebody types; when the guest takes nothing for long, what is left of it is lost. */
    public synchronized void type(String keys) {
        var bytes = ByteBuffer.wrap(keys.getBytes(StandardCharsets.ISO_8859_1));
        try {
            for (int waits = 0; bytes.hasRemaining() && waits < TYPING_WAITS; waits++) {
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
        selector.wakeup();
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
                        room.release();
                        output(output.text());
                    }
                    case Happened happened -> happening(happened);
                    case Appointed appointed -> {
                        observer = appointed.observer();
                        kept.forEach(this::output);
                        kept.clear();
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
        room.release(KEPT_PIECES);
        selector.wakeup();
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(FAREWELL_MILLIS);
            console.close();
            selector.close();
        } catch (IOException e) {
            LOG.debug("the console's socket did not close", e);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        entries.add(new Closed());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
