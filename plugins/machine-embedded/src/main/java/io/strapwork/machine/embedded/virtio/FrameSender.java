package io.strapwork.machine.embedded.virtio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames out of the transmit ring (virtio 1.3, 5.1.6.2): one copy each, into a pooled buffer that the network owns. On the thread that notifies. */
final class FrameSender {
    private static final String NOT_A_FRAME = "SW-M159";
    private static final Logger LOG = LoggerFactory.getLogger(FrameSender.class);
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;
    private static final int LONGEST_CHAIN = 1 << 20;

    private final CardFacts card;
    private final GuestRam ram;
    private final NetworkBackend network;
    private final byte[] header = new byte[12];
    private final MemorySegment headerBytes = MemorySegment.ofArray(header);
    private int headerLength;

    FrameSender(CardFacts card, GuestRam ram, NetworkBackend network) {
        this.card = card;
        this.ram = ram;
        this.network = network;
    }

    void start(int headerBytesOfFrame) {
        headerLength = headerBytesOfFrame;
    }

    /** Sends all that is available. Returns whether to interrupt. */
    boolean drain(SplitRing ring) {
        boolean sent = false;
        try {
            do {
                for (int waiting = ring.waiting(); waiting > 0; waiting--) {
                    int head = ring.take();
                    sent |= send(ring, head);
                    ring.give(head, 0);
                }
                ring.publish();
            } while (ring.wantNotification());
        } finally {
            if (sent) {
                network.flush();
            }
        }
        return ring.interruptDue();
    }

    private boolean send(SplitRing ring, int head) {
        long length = ring.chainBytes() - headerLength;
        if (length < ETHERNET_HEADER || length > LONGEST_CHAIN) {
            throw new DriverFault(NOT_A_FRAME, card.place() + ", queue 1 (transmit)", "chain " + head + " of " + ring.chainBytes()
                    + " bytes can't be a frame with its " + headerLength + "-byte header", "virtio 1.3, 5.1.6.2");
        }
        if (length > card.mtu() + ETHERNET_HEADER + VLAN_TAG) {
            LOG.debug("{}: a frame of {} bytes dropped: the MTU is {}", card.place(), length, card.mtu());
            return false;
        }
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer((int) length, (int) length);
        try {
            copy(ring, frame, (int) length);
            checkHeader(head);
        } catch (RuntimeException e) {
            frame.release();
            throw e;
        }
        network.send(frame);
        return true;
    }

    private void copy(SplitRing ring, ByteBuf frame, int length) {
        MemorySegment into = MemorySegment.ofBuffer(frame.internalNioBuffer(0, length));
        int headerDone = 0;
        long done = 0;
        for (int i = 0; i < ring.parts(); i++) {
            int ofHeader = Math.min(headerLength - headerDone, ring.length(i));
            ram.copyOut(ring.address(i), headerBytes, headerDone, ofHeader);
            headerDone += ofHeader;
            int ofFrame = ring.length(i) - ofHeader;
            ram.copyOut(ring.address(i) + ofHeader, into, done, ofFrame);
            done += ofFrame;
        }
        frame.writerIndex(length);
    }

    /** Neither VIRTIO_NET_F_CSUM nor any HOST_* offload is offered: every field must be zero. */
    private void checkHeader(int head) {
        for (int i = 0; i < headerLength; i++) {
            // hdr_len may be a hint of any value without offloads (5.1.6.2).
            if (header[i] != 0 && i != 2 && i != 3) {
                throw new DriverFault(NOT_A_FRAME, card.place() + ", queue 1 (transmit)", "the header of chain " + head + " has 0x"
                        + Integer.toHexString(header[i] & 0xff) + " at offset " + i + ", but no offload was negotiated",
                        "flags, gso_type, gso_size, csum_* and num_buffers are zero without offloads (virtio 1.3, 5.1.6.2)");
            }
        }
    }
}
