package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One direction of a wire on which things go wrong. On the executor's thread only. What happens to the n-th frame depends on the seed and n alone; which frames overtake a held
 * one depends on the frames too, and on time only where no further frame comes.
 */
public final class FaultyWire implements AutoCloseable {
    /** A held frame comes out after this time at the latest. */
    private static final long LONGEST_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Frames in the delay, as in a switch's buffer; more are lost. */
    private static final int QUEUED_FRAMES = 4096;
    private static final long QUEUED_BYTES = 64L << 20;
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERNET_TYPE = 12;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;

    private final FaultRolls rolls;
    private final EventExecutor executor;
    private final Ticker ticker;
    private final Consumer<ByteBuf> out;
    private final Runnable burstEnd;
    private final Queue<Delayed> delayed = new ArrayDeque<>();
    private final List<Held> held = new ArrayList<>();
    private long lastDue = Long.MIN_VALUE;
    private long queuedBytes;
    private boolean timing;
    private boolean closed;

    private record Delayed(ByteBuf frame, FaultRolls.Fate fate, long due) {}

    private static final class Held {
        private final ByteBuf frame;
        private int overtakers;

        private Held(ByteBuf frame, int overtakers) {
            this.frame = frame;
            this.overtakers = overtakers;
        }
    }

    /**
     * @param out      takes each frame that comes out
     * @param burstEnd called after frames came out by a timer
     */
    public FaultyWire(FaultRolls rolls, EventExecutor executor, Ticker ticker, Consumer<ByteBuf> out, Runnable burstEnd) {
        this.rolls = rolls;
        this.executor = executor;
        this.ticker = ticker;
        this.out = out;
        this.burstEnd = burstEnd;
    }

    /** Takes a frame. */
    public void send(ByteBuf whole) {
        FaultRolls.Fate fate = rolls.next();
        ByteBuf frame = fate.turnedBit() < 0 ? whole : turned(whole, fate.turnedBit());
        if (closed || fate.lost() || delayed.size() + held.size() >= QUEUED_FRAMES || queuedBytes + frame.readableBytes() > QUEUED_BYTES) {
            frame.release();
        } else if (fate.delayNanos() == 0 && delayed.isEmpty()) {
            arrive(frame, fate);
        } else {
            lastDue = Math.max(lastDue, ticker.nanoTime() + fate.delayNanos());
            delayed.add(new Delayed(frame, fate, lastDue));
            queuedBytes += frame.readableBytes();
            time();
        }
    }

    /** With one bit of the IP packet turned, in a copy, for the sender may keep the bytes to send them again. */
    private static ByteBuf turned(ByteBuf frame, int bit) {
        int bits = (frame.readableBytes() - ETHERNET_HEADER) * 8;
        if (bits <= 0 || !isIp(frame.getUnsignedShort(frame.readerIndex() + ETHERNET_TYPE))) {
            return frame;
        }
        ByteBuf copy = frame.copy();
        frame.release();
        int at = copy.readerIndex() + ETHERNET_HEADER + bit % bits / 8;
        copy.setByte(at, copy.getByte(at) ^ 1 << bit % 8);
        return copy;
    }

    private static boolean isIp(int type) {
        return type == IPV4 || type == IPV6;
    }

    private void arrive(ByteBuf frame, FaultRolls.Fate fate) {
        // Copied, for its receivers may change the bytes they own.
        ByteBuf twin = fate.duplicated() ? frame.copy() : null;
        if (fate.overtakers() > 0) {
            var waiting = new Held(frame, fate.overtakers());
            held.add(waiting);
            executor.schedule(() -> expire(waiting), LONGEST_HOLD_NANOS, TimeUnit.NANOSECONDS);
        } else {
            out.accept(frame);
            overtaken();
        }
        if (twin != null) {
            out.accept(twin);
        }
    }

    private void overtaken() {
        for (Iterator<Held> all = held.iterator(); all.hasNext();) {
            Held waiting = all.next();
            if (--waiting.overtakers == 0) {
                all.remove();
                out.accept(waiting.frame);
            }
        }
    }

    private void expire(Held waiting) {
        if (held.remove(waiting)) {
            out.accept(waiting.frame);
            burstEnd.run();
        }
    }

    private void time() {
        Delayed next = delayed.peek();
        if (next != null && !timing) {
            timing = true;
            executor.schedule(this::due, Math.max(0, next.due - ticker.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void due() {
        timing = false;
        if (closed) {
            return;
        }
        long now = ticker.nanoTime();
        for (Delayed next = delayed.peek(); next != null && next.due - now <= 0; next = delayed.peek()) {
            delayed.remove();
            queuedBytes -= next.frame.readableBytes();
            arrive(next.frame, next.fate);
        }
        burstEnd.run();
        time();
    }

    /** Releases what is under way. */
    @Override
    public void close() {
        closed = true;
        delayed.forEach(waiting -> waiting.frame.release());
        delayed.clear();
        held.forEach(waiting -> waiting.frame.release());
        held.clear();
    }
}
