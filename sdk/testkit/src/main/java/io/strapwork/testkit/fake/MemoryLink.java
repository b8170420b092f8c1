package io.strapwork.testkit.fake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A link whose other end is the test. It is strict: calls from a second thread, frames that no card sends and buffers that are kept are in {@link #wrongs()}. Any thread is the test's. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MemoryLink implements Link, InterruptingCard {
    private final LinkFacts facts;
    private final Queue<Arrival> arrived = new ArrayDeque<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<byte[]> unflushed = new ArrayList<>();
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private Runnable interrupted = () -> {};
    private @Nullable StrapworkException failure;
    private @Nullable Thread user;
    private boolean armed;

    public MemoryLink(MacAddress address, int mtu) {
        facts = new LinkFacts(address, mtu, "memory", Long.MAX_VALUE);
    }

    /** Called when frames come while interrupts are armed. */
    public synchronized void onInterrupt(Runnable told) {
        interrupted = told;
    }

    private record Arrival(byte[] frame, boolean checked) {}

    /** A frame comes. */
    public void arrive(byte[] frame) {
        arrive(frame, false);
    }

    /** A frame comes. @param checked whether the device says that its checksums are right */
    public void arrive(byte[] frame, boolean checked) {
        Runnable told;
        synchronized (this) {
            arrived.add(new Arrival(frame.clone(), checked));
            told = armed ? interrupted : () -> {};
            armed = false;
        }
        told.run();
    }

    /** The device breaks down: whatever is asked of it next throws this. */
    public void fail(StrapworkException why) {
        Runnable told;
        synchronized (this) {
            failure = why;
            told = interrupted;
            armed = false;
        }
        tell();
        told.run();
    }

    /** Frames that were sent and flushed since this was last asked. */
    public synchronized List<byte[]> sent() {
        List<byte[]> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    /** What was done that may not be done, in words. */
    public synchronized List<String> wrongs() {
        var all = new ArrayList<>(wrongs);
        if (!unflushed.isEmpty()) {
            all.add(unflushed.size() + " frames were transmitted and never flushed");
        }
        return all;
    }

    /** How many received frames are still held by somebody; they are released now, so that Netty's leak detector need not tell. */
    public synchronized int leaked() {
        int held = 0;
        for (ByteBuf frame : given) {
            if (frame.refCnt() > 0) {
                held++;
                frame.release(frame.refCnt());
            }
        }
        given.clear();
        return held;
    }

    /** Done once all frames were taken and interrupts are armed, or the device has broken down. */
    public Future<Void> idle() {
        var idle = new CompletableFuture<Void>();
        synchronized (this) {
            waiting.add(idle);
        }
        tell();
        return idle;
    }

    private void tell() {
        List<CompletableFuture<Void>> told = List.of();
        synchronized (this) {
            if (armed && arrived.isEmpty() || failure != null) {
                told = List.copyOf(waiting);
                waiting.clear();
            }
        }
        told.forEach(one -> one.complete(null));
    }

    private void check() {
        Thread now = Thread.currentThread();
        if (user == null) {
            user = now;
        } else if (user != now) {
            wrong("the link is used by two threads");
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void wrong(String what) {
        if (!wrongs.contains(what)) {
            wrongs.add(what);
        }
    }

    @Override
    public MemoryLink card() {
        return this;
    }

    @Override
    public LinkFacts facts() {
        return facts;
    }

    @Override
    public int receive(FrameSink sink, int budget) {
        int count = 0;
        while (count < budget) {
            ByteBuf buffer;
            boolean checked;
            synchronized (this) {
                check();
                Arrival arrival = arrived.poll();
                if (arrival == null) {
                    return count;
                }
                buffer = Unpooled.buffer(Math.max(1, arrival.frame.length)).writeBytes(arrival.frame);
                checked = arrival.checked;
                given.removeIf(old -> old.refCnt() == 0);
                given.add(buffer);
            }
            try {
                sink.frame(buffer, checked);
            } catch (RuntimeException e) {
                synchronized (this) {
                    wrong("reads past a length, or trusts one: a frame from the network made it throw " + e.getClass().getSimpleName());
                }
            }
            count++;
        }
        return count;
    }

    @Override
    public synchronized boolean transmit(ByteBuf frame) {
        try {
            check();
            int bytes = frame.readableBytes();
            if (bytes < 14 || bytes > facts.mtu() + 14) {
                wrong("a frame of " + bytes + " bytes is sent, the link's MTU is " + facts.mtu());
                return false;
            }
            unflushed.add(ByteBufUtil.getBytes(frame));
            return true;
        } finally {
            frame.release();
        }
    }

    @Override
    public synchronized void flush() {
        check();
        sent.addAll(unflushed);
        unflushed.clear();
    }

    @Override
    public boolean armInterrupt() {
        synchronized (this) {
            check();
            armed = arrived.isEmpty();
            if (!armed) {
                return false;
            }
        }
        tell();
        return true;
    }

    @Override
    public synchronized void disarmInterrupt() {
        armed = false;
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void quiesce() {}
}
