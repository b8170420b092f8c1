package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.strapwork.network.inet.wire.EthernetView;

/** The way out for frames: one notification for all that was sent in a burst, or else in one turn of the loop. */
final class FrameExit {
    private final IoEventLoop loop;
    private final InetHost.FrameOutput out;
    private final long address;
    private final boolean completesChecksums;
    private final Runnable flushTask = this::flushLater;
    private boolean inBurst;
    private boolean dirty;
    private boolean scheduled;
    private boolean closed;

    FrameExit(IoEventLoop loop, InetHost.FrameOutput out, long address) {
        this.loop = loop;
        this.out = out;
        this.address = address;
        this.completesChecksums = out.completesChecksums();
    }

    /** This host's own, in the low 48 bits. */
    long address() {
        return address;
    }

    void burst() {
        inBurst = true;
    }

    void burstEnds() {
        inBurst = false;
        flush();
    }

    /** What was sent so far still goes out. */
    void close() {
        flush();
        closed = true;
    }

    /** Whether {@link #sendPartial} may be used. */
    boolean completesChecksums() {
        return completesChecksums;
    }

    /** Writes the Ethernet header into the first bytes behind the reader index, and sends. Takes the frame. */
    void send(ByteBuf frame, long destination, int type) {
        if (closed) {
            frame.release();
            return;
        }
        EthernetView.set(frame, frame.readerIndex(), destination, address, type);
        sent(out.transmit(frame));
    }

    /** As {@link #send}, a packet whose checksum is unfinished, see {@link InetHost.FrameOutput#transmitPartial}. */
    void sendPartial(ByteBuf frame, long destination, int type, int start, int offset) {
        if (closed) {
            frame.release();
            return;
        }
        EthernetView.set(frame, frame.readerIndex(), destination, address, type);
        sent(out.transmitPartial(frame, start, offset));
    }

    private void sent(boolean taken) {
        dirty |= taken;
        if (!inBurst && !scheduled) {
            scheduled = true;
            loop.execute(flushTask);
        }
    }

    private void flushLater() {
        scheduled = false;
        flush();
    }

    private void flush() {
        if (dirty) {
            dirty = false;
            out.flush();
        }
    }
}
