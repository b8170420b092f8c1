package io.strapwork.driver.virtio.net;

/**
 * Sizes that follow from what was negotiated.
 *
 * @param header bytes before each frame (virtio 1.3, 5.1.6): 12, or 10 for legacy devices without VIRTIO_NET_F_MRG_RXBUF
 * @param most   bytes of the longest frame: Ethernet header, one VLAN tag, payload
 * @param merged a frame may take several receive buffers
 */
record FrameSize(int header, int most, boolean merged) {
    static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;
    private static final int LINE = 64;
    private static final int RECEIVE_BYTES = 2 << 20;
    private static final int LEAST_BUFFER = 2048;

    static FrameSize of(int mtu, boolean merged, boolean legacy) {
        return new FrameSize(merged || !legacy ? 12 : 10, mtu + ETHERNET_HEADER + VLAN_TAG, merged);
    }

    /**
     * Of each receive buffer. Merged buffers are a quarter of the longest frame, so that small frames leave room for more of them, but at least 2 KiB; a ring with fewer than
     * four entries gets larger ones.
     */
    int receiveBuffer(int entries) {
        int whole = header + most;
        int parts = merged ? Math.min(4, entries) : 1;
        return align(Math.max(LEAST_BUFFER, (whole + parts - 1) / parts));
    }

    /** How many receive buffers to post: 2 MiB of them, but never fewer than 16, as far as the ring has entries. */
    int receiveBuffers(int entries) {
        return Math.min(entries, Math.max(16, RECEIVE_BYTES / receiveBuffer(entries)));
    }

    /** Of the memory that frames to transmit are copied into: 32 of the longest, at least 512 KiB. */
    int transmitBytes() {
        return Math.max(512 << 10, 32 * align(header + most));
    }

    static int align(int bytes) {
        return (bytes + LINE - 1) & -LINE;
    }
}
