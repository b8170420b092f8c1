package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.network.inet.ip.KeptFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Received bytes: those in order, waiting for the reader, and runs beyond gaps. Owns what it holds. The caller bounds it in bytes by the window; small segments
 * are copied together, so that tiny ones cost no more than their bytes, and the runs are bounded in pieces.
 */
final class ReassemblyQueue {
    /** Most pieces beyond gaps. */
    private static final int MOST_PIECES = 8192;
    /** Payloads below are copied, since a slice would pin its whole frame. */
    private static final int SMALL = 512;
    private static final int GATHER_BYTES = 8192;

    private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
    private final List<Run> runs = new ArrayList<>();
    private @Nullable ByteBuf gather;
    private int readyBytes;
    private int pieces;
    private int stamp;
    private int next;
    /** What came twice and was not told yet, from and to; equal when nothing did. */
    private int twiceFrom;
    private int twiceTo;

    /** @param next the first sequence number of the peer's stream */
    ReassemblyQueue(int next) {
        this.next = next;
    }

    /** Contiguous bytes beyond a gap. */
    private static final class Run {
        private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>();
        private int start;
        private int end;
        private int touched;

        Run(int start) {
            this.start = start;
            this.end = start;
        }
    }

    /** RCV.NXT, without FIN. */
    int next() {
        return next;
    }

    /** In order and not yet read. */
    int readyBytes() {
        return readyBytes;
    }

    boolean hasGaps() {
        return !runs.isEmpty();
    }

    /** The next piece for the reader, who owns it then; null when there is none. */
    @Nullable
    ByteBuf poll() {
        ByteBuf data = ready.poll();
        if (data != null) {
            readyBytes -= data.readableBytes();
            if (data == gather) {
                gather = null;
            }
        }
        return data;
    }

    /**
     * Stores the new part of a segment that lies in the window.
     *
     * @param index of the first byte of {@code sequence} in {@code segment}, which is only lent
     */
    void add(ByteBuf segment, int index, int sequence, int bytes) {
        int skip = Math.max(0, next - sequence);
        if (skip > 0) {
            twice(sequence, sequence + Math.min(skip, bytes));
        }
        if (skip >= bytes) {
            return;
        }
        if (sequence + skip == next) {
            append(segment, index + skip, bytes - skip);
            if (!runs.isEmpty()) {
                join();
            }
        } else {
            insert(segment, index, sequence, bytes);
        }
    }

    private void append(ByteBuf segment, int index, int bytes) {
        next += bytes;
        readyBytes += bytes;
        if (bytes >= SMALL) {
            gather = null;
            ready.add(KeptFrame.of(segment, index, bytes));
            return;
        }
        ByteBuf tail = gather;
        if (tail == null || tail.writableBytes() < bytes) {
            tail = PooledByteBufAllocator.DEFAULT.directBuffer(ready.isEmpty() ? Math.max(bytes, 64) : GATHER_BYTES);
            gather = tail;
            ready.add(tail);
        }
        tail.writeBytes(segment, index, bytes);
    }

    /** Runs that are in order now. */
    private void join() {
        gather = null;
        while (!runs.isEmpty() && Sequence.atMost(runs.getFirst().start, next)) {
            Run run = runs.removeFirst();
            int overlap = next - run.start;
            for (ByteBuf part : run.parts) {
                pieces--;
                int skip = Math.min(overlap, part.readableBytes());
                overlap -= skip;
                part.skipBytes(skip);
                if (part.isReadable()) {
                    ready.add(part);
                    readyBytes += part.readableBytes();
                    next += part.readableBytes();
                } else {
                    part.release();
                }
            }
        }
    }

    private void insert(ByteBuf segment, int index, int sequence, int bytes) {
        int start = sequence;
        int end = sequence + bytes;
        int at = 0;
        if (!runs.isEmpty() && Sequence.atMost(runs.getLast().end, start)) {
            at = runs.size() - (runs.getLast().end == start ? 1 : 0);
        } else {
            while (at < runs.size() && Sequence.before(runs.get(at).end, start)) {
                at++;
            }
        }
        while (Sequence.before(start, end)) {
            if (at < runs.size() && Sequence.atMost(runs.get(at).start, start)) {
                Run run = runs.get(at);
                run.touched = ++stamp;
                if (Sequence.before(start, run.end)) {
                    twice(start, Sequence.earlier(end, run.end));
                }
                start = Sequence.later(start, run.end);
                if (Sequence.before(start, end)) {
                    int until = at + 1 < runs.size() ? Sequence.earlier(end, runs.get(at + 1).start) : end;
                    if (!extend(run, segment, index + (start - sequence), until - start)) {
                        return;
                    }
                    start = until;
                    merge(at);
                }
            } else if (pieces < MOST_PIECES) {
                runs.add(at, new Run(start));
            } else {
                return;
            }
        }
    }

    private boolean extend(Run run, ByteBuf segment, int index, int bytes) {
        if (pieces >= MOST_PIECES) {
            return false;
        }
        pieces++;
        run.parts.add(KeptFrame.of(segment, index, bytes));
        run.end += bytes;
        return true;
    }

    private void merge(int at) {
        Run run = runs.get(at);
        if (at + 1 < runs.size() && runs.get(at + 1).start == run.end) {
            Run following = runs.remove(at + 1);
            run.parts.addAll(following.parts);
            run.end = following.end;
        }
    }

    /** These bytes have come once more. The first of several is told (RFC 2883 section 4). */
    void twice(int from, int to) {
        if (twiceFrom == twiceTo) {
            twiceFrom = from;
            twiceTo = to;
        }
    }

    /** Whether there is anything to say in a SACK option. */
    boolean hasBlocks() {
        return !runs.isEmpty() || twiceFrom != twiceTo;
    }

    /** Blocks for the SACK option: what came twice, once (RFC 2883), then the one that changed last first (RFC 2018 section 4). */
    int[] blocks(int most) {
        int told = twiceFrom == twiceTo ? 0 : 1;
        int count = Math.min(most, told + runs.size());
        if (count == 0) {
            return TcpMessage.NO_SACK;
        }
        var edges = new int[2 * count];
        if (told == 1) {
            edges[0] = twiceFrom;
            edges[1] = twiceTo;
            twiceFrom = twiceTo;
        }
        int bound = Integer.MAX_VALUE;
        for (int i = told; i < count; i++) {
            Run latest = null;
            for (int j = 0; j < runs.size(); j++) {
                Run run = runs.get(j);
                if (run.touched < bound && (latest == null || run.touched > latest.touched)) {
                    latest = run;
                }
            }
            if (latest == null) {
                return java.util.Arrays.copyOf(edges, 2 * i);
            }
            bound = latest.touched;
            edges[2 * i] = latest.start;
            edges[2 * i + 1] = latest.end;
        }
        return edges;
    }

    void release() {
        gather = null;
        for (ByteBuf data = ready.poll(); data != null; data = ready.poll()) {
            data.release();
        }
        for (Run run : runs) {
            run.parts.forEach(ByteBuf::release);
        }
        runs.clear();
        readyBytes = 0;
        pieces = 0;
    }
}
