package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;

/**
 * The header of an ICMPv6 message (RFC 4443), checked with its checksum; the body starts at {@link #HEADER}.
 *
 * @param rest the second four bytes: identifier and sequence number of an echo, MTU, pointer, or flags
 */
public record Icmp6Message(int type, int code, int rest) {
    public static final int HEADER = 8;
    public static final int CHECKSUM = 2;
    public static final int UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int MULTICAST_LISTENER_QUERY = 130;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOUR_SOLICITATION = 135;
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    public static final int MULTICAST_LISTENER_REPORT = 143;
    /** Of neighbour and router discovery: another hop limit than this says that the message is from another link (RFC 4861 3.1). */
    public static final int DISCOVERY_HOPS = 255;
    /** Codes of {@link #UNREACHABLE}. */
    public static final int PORT_UNREACHABLE = 4;
    /** Code of {@link #TIME_EXCEEDED}. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;

    /** Reads the header at the reader index. */
    public static Icmp6Message parse(ByteBuf message, Ip6Address source, Ip6Address destination, boolean checked)
            throws MalformedException {
        int length = message.readableBytes();
        if (length < HEADER) {
            throw new MalformedException("ICMPv6 message shorter than its header");
        }
        int at = message.readerIndex();
        if (!checked && !InternetChecksum.holds(InternetChecksum
                .add(InternetChecksum.pseudoHeader(source, destination, IpNetwork.ICMP6, length), message, at, length))) {
            throw new MalformedException("wrong ICMPv6 checksum");
        }
        return new Icmp6Message(message.getUnsignedByte(at), message.getUnsignedByte(at + 1), message.getInt(at + 4));
    }

    /** Router and neighbour discovery (RFC 4861): never from another link, never in fragments (RFC 6980). */
    public boolean isDiscovery() {
        return type >= ROUTER_SOLICITATION && type <= REDIRECT;
    }

    /** Writes this header at {@code index}, its checksum zero: it is filled in on the way. */
    public void set(ByteBuf message, int index) {
        message.setShort(index, type << 8 | code);
        message.setShort(index + CHECKSUM, 0);
        message.setInt(index + 4, rest);
    }
}
