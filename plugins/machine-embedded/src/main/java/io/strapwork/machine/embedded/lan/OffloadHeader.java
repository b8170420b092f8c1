package io.strapwork.machine.embedded.lan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code struct virtio_net_hdr} in front of a frame (packet(7), PACKET_VNET_HDR), in the computer's byte order: what the kernel left to its network card, and there is none.
 *
 * @param segmentBytes of payload that each segment should have; 0 where the frame is one
 * @param ofTcp        whether it is a TCP segment to be cut
 * @param unsummed     whether the checksum is unfinished: its field has the sum of the pseudo header
 * @param start        of the summed part in the frame
 * @param offset       of the checksum behind {@code start}
 */
record OffloadHeader(int segmentBytes, boolean ofTcp, boolean unsummed, int start, int offset) {
    static final int BYTES = 10;
    static final OffloadHeader NONE = new OffloadHeader(0, false, false, 0, 0);
    private static final int NEEDS_CSUM = 1;
    private static final int GSO_TCPV4 = 1;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_ECN = 0x80;

    static OffloadHeader read(MemorySegment header) {
        int flags = header.get(ValueLayout.JAVA_BYTE, 0);
        int gso = header.get(ValueLayout.JAVA_BYTE, 1) & 0xff & ~GSO_ECN;
        boolean whole = gso == 0;
        return new OffloadHeader(whole ? 0 : unsigned(header, 4), gso == GSO_TCPV4 || gso == GSO_TCPV6, (flags & NEEDS_CSUM) != 0,
                unsigned(header, 6), unsigned(header, 8));
    }

    private static int unsigned(MemorySegment header, int at) {
        return header.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffff;
    }

    /** Whether the checksum's field is in a frame of so many bytes. */
    boolean fits(int frameBytes) {
        return start >= 14 && start + offset + 2 <= frameBytes;
    }
}
