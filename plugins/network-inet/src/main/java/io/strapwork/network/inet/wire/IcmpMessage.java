package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of an ICMP message (RFC 792), checked with its checksum; the body starts at {@link #HEADER}.
 *
 * @param rest the second four bytes: identifier and sequence number of an echo, MTU of "fragmentation needed"
 */
public record IcmpMessage(int type, int code, int rest) {
    public static final int HEADER = 8;
    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int REDIRECT = 5;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    /** Codes of {@link #UNREACHABLE}. */
    public static final int PROTOCOL_UNREACHABLE = 2;
    public static final int PORT_UNREACHABLE = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    /** Code of {@link #TIME_EXCEEDED}. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;
    private static final int CHECKSUM = 2;

    /** Reads all readable bytes. */
    public static IcmpMessage parse(ByteBuf message) throws MalformedException {
        int length = message.readableBytes();
        if (length < HEADER) {
            throw new MalformedException("ICMP message shorter than its header");
        }
        int at = message.readerIndex();
        if (!InternetChecksum.holds(InternetChecksum.add(0, message, at, length))) {
            throw new MalformedException("wrong ICMP checksum");
        }
        return new IcmpMessage(message.getUnsignedByte(at), message.getUnsignedByte(at + 1), message.getInt(at + 4));
    }

    /** Whether it tells of a failure, so that nothing may be answered by another such message (RFC 1122 3.2.2). */
    public boolean isError() {
        return type == UNREACHABLE || type == 4 || type == REDIRECT || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
    }

    /** Writes this header at {@code index}, with the checksum over it and {@code bodyLength} bytes that are there already. */
    public void set(ByteBuf message, int index, int bodyLength) {
        message.setShort(index, type << 8 | code);
        message.setShort(index + CHECKSUM, 0);
        message.setInt(index + 4, rest);
        message.setShort(index + CHECKSUM, InternetChecksum.finish(InternetChecksum.add(0, message, index, HEADER + bodyLength)));
    }
}
