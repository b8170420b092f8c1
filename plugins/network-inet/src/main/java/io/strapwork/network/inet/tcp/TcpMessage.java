package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;

/**
 * A header to send. Writes itself with a checksum of zero: it is filled in on the way ({@link io.strapwork.api.stack.Packet#unfinished}).
 *
 * @param window      as it goes into the header
 * @param mss         of the option, or 0 for none
 * @param windowShift of the option, or -1 for none
 * @param sack        left and right edges in turn; empty for no option
 */
record TcpMessage(int sourcePort, int destinationPort, int sequence, int acknowledgement, int flags, int window, int mss, int windowShift,
        boolean sackPermitted, boolean timestamped, int timestamp, int timestampEcho, int[] sack) {
    static final int[] NO_SACK = {};
    static final int TIMESTAMP_BYTES = 12;
    private static final int MOST_OPTION_BYTES = 40;
    private static final int NOP = 1;

    /** A header without options. */
    static TcpMessage bare(int sourcePort, int destinationPort, int sequence, int acknowledgement, int flags) {
        return new TcpMessage(sourcePort, destinationPort, sequence, acknowledgement, flags, 0, 0, -1, false, false, 0, 0, NO_SACK);
    }

    int headerBytes() {
        return TcpView.HEADER_BYTES + (mss > 0 ? 4 : 0) + (windowShift >= 0 ? 4 : 0) + (sackPermitted ? 4 : 0)
                + (timestamped ? TIMESTAMP_BYTES : 0) + (sack.length > 0 ? 4 + 4 * sack.length : 0);
    }

    /** How many SACK blocks fit beside the timestamps. */
    static int sackRoom(boolean timestamped) {
        return (MOST_OPTION_BYTES - (timestamped ? TIMESTAMP_BYTES : 0) - 4) / 8;
    }

    void writeTo(ByteBuf out) {
        out.writeInt(sourcePort << 16 | destinationPort);
        out.writeInt(sequence);
        out.writeInt((flags & TcpView.ACK) != 0 ? acknowledgement : 0);
        out.writeInt(headerBytes() / 4 << 28 | flags << 16 | window);
        out.writeInt(0);
        if (mss > 0) {
            out.writeInt(2 << 24 | 4 << 16 | mss);
        }
        if (windowShift >= 0) {
            out.writeInt(NOP << 24 | 3 << 16 | 3 << 8 | windowShift);
        }
        if (sackPermitted) {
            out.writeInt(NOP << 24 | NOP << 16 | 4 << 8 | 2);
        }
        if (timestamped) {
            out.writeInt(NOP << 24 | NOP << 16 | 8 << 8 | 10);
            out.writeInt(timestamp);
            out.writeInt(timestampEcho);
        }
        if (sack.length > 0) {
            out.writeInt(NOP << 24 | NOP << 16 | 5 << 8 | 2 + 4 * sack.length);
            for (int edge : sack) {
                out.writeInt(edge);
            }
        }
    }
}
