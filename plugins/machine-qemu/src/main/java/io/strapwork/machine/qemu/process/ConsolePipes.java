package io.strapwork.machine.qemu.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * A guest's serial port by two FIFOs, as of QEMU's {@code -chardev pipe}. QEMU passes on one character at a time, of which a socket takes some 270, and a PC's serial port loses what is not
 * taken within some 10 ms, while this process waits for a processor. A FIFO takes 65,536 (pipe(7)).
 */
public final class ConsolePipes implements AutoCloseable {
    private static final int PIECE_BYTES = 4096;
    private static final int POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    /** Where in a pollfd. */
    private static final int EVENTS = 4;
    private final PipeCalls calls;
    private final MemorySegment piece = Arena.ofAuto().allocate(PIECE_BYTES);
    private final MemorySegment watched = Arena.ofAuto().allocate(2 * POLLFD_BYTES, 8);
    private final int from;
    private final int to;
    private final int alarm;
    private boolean closed;

    ConsolePipes(PipeCalls calls, Path from, Path to, Path alarm) throws IOException {
        this.calls = calls;
        var opened = new ArrayList<Integer>();
        try {
            opened.add(calls.open(from));
            opened.add(calls.open(to));
            opened.add(calls.open(alarm));
        } catch (IOException e) {
            opened.forEach(calls::close);
            throw e;
        }
        this.from = opened.get(0);
        this.to = opened.get(1);
        this.alarm = opened.get(2);
        watch(0, this.from);
        watch(1, this.alarm);
    }

    private void watch(int entry, int descriptor) {
        watched.set(JAVA_INT, (long) entry * POLLFD_BYTES, descriptor);
        watched.set(JAVA_SHORT, (long) entry * POLLFD_BYTES + EVENTS, (short) POLLIN);
    }

    /** Both ends open the pipes both ways, so nothing that is written before is lost. @param path what {@code -chardev} got */
    public static ConsolePipes open(PipeCalls calls, Path path) {
        try {
            return new ConsolePipes(calls, output(path), input(path), path.resolveSibling(path.getFileName() + ".alarm"));
        } catch (IOException e) {
            throw MachineFaults.broken(path.toString(), e);
        }
    }

    static Path output(Path path) {
        return path.resolveSibling(path.getFileName() + ".out");
    }

    static Path input(Path path) {
        return path.resolveSibling(path.getFileName() + ".in");
    }

    /** What is there, perhaps nothing. On the thread that closes this. */
    byte[] read() throws IOException {
        int count = calls.read(from, piece);
        return piece.asSlice(0, count).toArray(JAVA_BYTE);
    }

    /** Until there is something to read, or somebody wakes. On the thread that closes this. */
    void await() throws IOException {
        calls.poll(watched);
        calls.read(alarm, piece);
    }

    /** Ends {@link #await}, the next one if there is none. On any thread. */
    synchronized void wake() {
        if (!closed) {
            try (Arena arena = Arena.ofConfined()) {
                // a full pipe wakes as well
                calls.write(alarm, arena.allocate(1));
            } catch (IOException e) {
                throw new IllegalStateException("a pipe of this process can't be written", e);
            }
        }
    }

    /** Takes what there is room for, perhaps nothing. On any thread. */
    synchronized int write(ByteBuffer bytes) throws IOException {
        if (closed) {
            throw new IOException("the console is closed");
        }
        try (Arena arena = Arena.ofConfined()) {
            int count = calls.write(to, arena.allocate(bytes.remaining()).copyFrom(MemorySegment.ofBuffer(bytes)));
            bytes.position(bytes.position() + count);
            return count;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            calls.close(from);
            calls.close(to);
            calls.close(alarm);
        }
    }
}
