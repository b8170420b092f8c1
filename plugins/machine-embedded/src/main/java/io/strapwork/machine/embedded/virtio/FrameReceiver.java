package io.strapwork.machine.embedded.virtio;

import io.netty.buffer.ByteBuf;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames into the receive ring (virtio 1.3, 5.1.6.4): one copy, over several chains with MRG_RXBUF. What finds no buffer waits in a bounded backlog. Under the device's lock, but for
 * {@link #hasBacklog()}.
 */
final class FrameReceiver {
    private static final String BUFFER_TOO_SMALL = "SW-M166";
    private static final Logger LOG = LoggerFactory.getLogger(FrameReceiver.class);
    private static final int MOST_FRAMES = 4096;
    private static final long MOST_BYTES = 16L << 20;
    private static final int ETHERNET_HEADER = 14;
    /** VIRTIO_NET_HDR_F_NEEDS_CSUM. */
    private static final byte NEEDS_CSUM = 1;
    /** VIRTIO_NET_HDR_F_DATA_VALID. */
    private static final byte DATA_VALID = 2;
    private static final int WHOLE = -1;

    private enum Delivery {
        DONE, DROPPED, NO_BUFFER
    }

    private final String place;
    private final GuestRam ram;
    private final int mtu;
    private final ArrayDeque<Incoming> backlog = new ArrayDeque<>();
    private final byte[] header = new byte[12];
    private final MemorySegment headerBytes = MemorySegment.ofArray(header);
    private volatile int waitingFrames;
    private long waitingBytes;

    private @Nullable SplitRing ring;
    private int headerLength;
    private boolean mergeable;
    private boolean mtuAgreed;
    private boolean bigEndian;
    private boolean guestSums;
    private boolean notificationWanted;
    /** How many chains were there when the first waiting frame found them too few; -1 when it was not tried. */
    private int tooFew;

    /** Where the next byte goes: the rest of a part of the chain that the ring took last. */
    private int part;
    private int partOffset;

    /** Bytes of the frame that lie one behind the other in memory, whichever chains they are in, and are copied at once. */
    private long run;
    private long runBytes;
    private ByteBuffer[] sources = {};
    private int source;
    private MemorySegment bytes = MemorySegment.NULL;
    private long offset;

    FrameReceiver(String place, GuestRam ram, int mtu) {
        this.place = place;
        this.ram = ram;
        this.mtu = mtu;
    }

    void start(SplitRing receiveRing, long features, int headerLength, boolean bigEndian) {
        this.ring = receiveRing;
        this.headerLength = headerLength;
        this.bigEndian = bigEndian;
        mergeable = (features & Features.MRG_RXBUF) != 0;
        mtuAgreed = (features & Features.MTU) != 0;
        guestSums = (features & Features.GUEST_CSUM) != 0;
        notificationWanted = true;
        tooFew = -1;
    }

    void stop() {
        ring = null;
        backlog.forEach(waiting -> waiting.bytes.release());
        backlog.clear();
        waitingFrames = 0;
        waitingBytes = 0;
    }

    /** Any thread. */
    boolean hasBacklog() {
        return waitingFrames > 0;
    }

    /**
     * A frame on its way in.
     *
     * @param bytes  owned
     * @param start  where the part begins whose checksum is unfinished, behind the reader index; {@link #WHOLE} when there is none
     * @param offset of the checksum field behind {@code start}
     */
    record Incoming(ByteBuf bytes, int start, int offset) {
        Incoming(ByteBuf whole) {
            this(whole, WHOLE, 0);
        }

        /** For a driver that takes whole frames only. */
        Incoming completed() {
            InternetChecksum.complete(bytes, bytes.readerIndex() + start, offset);
            return new Incoming(bytes);
        }
    }

    /** Takes a frame, always its owner. Returns whether to interrupt. */
    boolean receive(Incoming arrived) {
        Incoming frame = arrived.start != WHOLE && !guestSums ? arrived.completed() : arrived;
        SplitRing into = ring;
        boolean kept = false;
        try {
            if (into == null) {
                return false;
            }
            if (backlog.isEmpty()) {
                if (deliver(into, frame) != Delivery.NO_BUFFER) {
                    return into.interruptDue();
                }
                tooFew = -1;
            }
            kept = keep(frame);
            return drain();
        } finally {
            if (!kept) {
                frame.bytes.release();
            }
        }
    }

    private boolean keep(Incoming frame) {
        int length = frame.bytes.readableBytes();
        if (waitingFrames >= MOST_FRAMES || waitingBytes + length > MOST_BYTES) {
            LOG.debug("{}: {} bytes dropped: the driver provides no buffers and {} frames are waiting", place, length, waitingFrames);
            return false;
        }
        backlog.add(frame);
        waitingFrames = backlog.size();
        waitingBytes += length;
        return true;
    }

    /** Delivers what waits as far as there are buffers. Returns whether to interrupt. */
    boolean drain() {
        SplitRing into = ring;
        if (into == null) {
            return false;
        }
        boolean more = into.waiting() != tooFew;
        while (more) {
            tooFew = -1;
            Incoming first = backlog.peek();
            while (first != null && deliver(into, first) != Delivery.NO_BUFFER) {
                backlog.remove();
                waitingFrames = backlog.size();
                waitingBytes -= first.bytes.readableBytes();
                first.bytes.release();
                first = backlog.peek();
            }
            more = first != null && askForBuffers(into);
        }
        return into.interruptDue();
    }

    /** Returns whether buffers came since the ring was found too empty for the first waiting frame. */
    private boolean askForBuffers(SplitRing into) {
        notificationWanted = true;
        into.wantNotification();
        return into.waiting() != tooFew;
    }

    private Delivery deliver(SplitRing into, Incoming arrived) {
        ByteBuf frame = arrived.bytes;
        int seen = into.waiting();
        int waiting = seen;
        if (waiting > 0 && notificationWanted) {
            into.noNotification();
            notificationWanted = false;
        }
        begin(frame);
        long left = frame.readableBytes();
        int chains = 0;
        long firstAddress = 0;
        do {
            if (waiting-- == 0) {
                into.undo();
                // What was seen before, not what is there now: the driver may have added its last buffers since, and would never tell of more.
                tooFew = seen;
                return Delivery.NO_BUFFER;
            }
            int head = into.take();
            part = 0;
            partOffset = 0;
            long room = into.chainBytes();
            if (chains++ == 0) {
                if (room <= headerLength || (!mergeable && room - headerLength < left)) {
                    return tooSmall(into, head, room, left);
                }
                firstAddress = into.length(0) >= headerLength ? into.address(0) : -1;
                skipHeader(into);
                room -= headerLength;
            }
            long here = Math.min(room, left);
            long todo = here;
            while (todo > 0) {
                int length = (int) Math.min(todo, into.length(part) - partOffset);
                place(into.address(part) + partOffset, length);
                todo -= length;
                advance(into, length);
            }
            left -= here;
            into.give(head, chains == 1 ? here + headerLength : here);
            if (chains == 1 && firstAddress < 0) {
                // The header is spread over several parts: they are known only until the next chain is taken, so one chain has to do.
                if (left > 0) {
                    throw new DriverFault(BUFFER_TOO_SMALL, place + ", queue 0 (receive)",
                            "the first descriptor of a mergeable buffer has less room than the "
                                    + headerLength + "-byte header",
                            "virtio 1.3, 5.1.6.3.1");
                }
                writeHeaderInParts(into, arrived);
            }
        } while (left > 0);
        copyRun();
        if (firstAddress >= 0) {
            fillHeader(arrived, chains);
            ram.copyIn(headerBytes, 0, firstAddress, headerLength);
        }
        into.publish();
        return Delivery.DONE;
    }

    private void begin(ByteBuf frame) {
        sources = frame.nioBuffers();
        source = 0;
        bytes = MemorySegment.ofBuffer(sources[0]);
        offset = 0;
        runBytes = 0;
    }

    private void place(long address, int length) {
        if (runBytes == 0 || address != run + runBytes || !ram.holds(run, runBytes + length)) {
            copyRun();
            run = address;
        }
        runBytes += length;
    }

    private void copyRun() {
        while (runBytes > 0) {
            if (offset == bytes.byteSize()) {
                bytes = MemorySegment.ofBuffer(sources[++source]);
                offset = 0;
                continue;
            }
            long length = Math.min(bytes.byteSize() - offset, runBytes);
            ram.copyIn(bytes, offset, run, length);
            offset += length;
            run += length;
            runBytes -= length;
        }
    }

    private Delivery tooSmall(SplitRing into, int head, long room, long left) {
        if (room <= headerLength || (mtuAgreed && left <= mtu + ETHERNET_HEADER)) {
            throw new DriverFault(BUFFER_TOO_SMALL, place + ", queue 0 (receive)",
                    "a receive buffer of " + room + " bytes can't hold a frame of " + left
                            + " bytes and its header",
                    mtuAgreed
                            ? "a driver that accepts MTU provides buffers of " + (mtu + ETHERNET_HEADER + headerLength)
                                    + " bytes, or accepts MRG_RXBUF (virtio 1.3, 5.1.4.2)"
                            : "virtio 1.3, 5.1.6.3.1");
        }
        LOG.debug("{}: a frame of {} bytes dropped: buffer {} has {}", place, left, head, room);
        into.undo();
        return Delivery.DROPPED;
    }

    private void skipHeader(SplitRing into) {
        int left = headerLength;
        while (left > 0) {
            int length = Math.min(left, into.length(part) - partOffset);
            left -= length;
            advance(into, length);
        }
    }

    private void advance(SplitRing into, int length) {
        partOffset += length;
        if (partOffset == into.length(part) && part + 1 < into.parts()) {
            part++;
            partOffset = 0;
        }
    }

    private void writeHeaderInParts(SplitRing into, Incoming arrived) {
        fillHeader(arrived, 1);
        int done = 0;
        for (int i = 0; done < headerLength; i++) {
            int length = Math.min(headerLength - done, into.length(i));
            ram.copyIn(headerBytes, done, into.address(i), length);
            done += length;
        }
    }

    /** Flags, csum_start, csum_offset, num_buffers (5.1.6). Frames come from this program, which would not send broken ones. */
    private void fillHeader(Incoming arrived, int chains) {
        boolean whole = arrived.start == WHOLE;
        header[0] = whole ? (guestSums ? DATA_VALID : 0) : NEEDS_CSUM;
        put16(6, whole ? 0 : arrived.start);
        put16(8, whole ? 0 : arrived.offset);
        put16(10, chains);
    }

    private void put16(int at, int value) {
        header[bigEndian ? at : at + 1] = (byte) (value >>> 8);
        header[bigEndian ? at + 1 : at] = (byte) value;
    }
}
