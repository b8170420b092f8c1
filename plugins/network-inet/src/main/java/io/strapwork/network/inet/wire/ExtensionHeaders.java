package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What is between the fixed header of an IPv6 packet and its payload (RFC 8200 section 4), as far as the first fragment header.
 *
 * @param protocol what is behind them: an upper layer's number, or what the fragment header names
 * @param offset   of what is behind them, in bytes behind the reader index
 * @param before   offset of the byte that names {@code protocol}, in bytes behind the start of the packet
 * @param fragment set when the packet is one
 * @param problem  set when the packet must be refused
 */
public record ExtensionHeaders(int protocol, int offset, int before, @Nullable Fragment fragment, @Nullable Problem problem) {
    public static final int HOP_BY_HOP = 0;
    public static final int NO_NEXT_HEADER = 59;
    public static final int FRAGMENT = 44;
    public static final int FRAGMENT_LENGTH = 8;
    /** Code of an ICMPv6 parameter problem (RFC 4443 3.4). */
    public static final int UNKNOWN_HEADER = 1;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int ERRONEOUS_FIELD = 0;
    private static final int UNKNOWN_OPTION = 2;
    private static final int PAD1 = 0;
    private static final int PADN = 1;
    private static final int ROUTER_ALERT = 5;
    /** RFC 8504 5.3 wants a limit; honest packets have two or three. */
    private static final int MOST_HEADERS = 8;
    private static final int MOST_OPTIONS = 32;

    /**
     * A fragment header (RFC 8200 4.5).
     *
     * @param start of the fragment's data in the whole, in bytes
     */
    public record Fragment(int start, boolean more, int identification) {
        /** A packet in one piece that only looks like a fragment (RFC 6946). */
        public boolean isAtomic() {
            return start == 0 && !more;
        }
    }

    /**
     * Why the packet is refused by an ICMPv6 parameter problem.
     *
     * @param pointer       in bytes behind the start of the packet
     * @param evenMulticast whether a packet to a group is refused aloud, too
     */
    public record Problem(int code, int pointer, boolean evenMulticast) {}

    /** Walks the headers of a packet that begins at the reader index. */
    public static ExtensionHeaders of(Ipv6View view, ByteBuf packet) throws MalformedException {
        return walk(packet, view.nextHeader(), Ipv6View.NEXT_HEADER, Ipv6View.HEADER, Ipv6View.HEADER + view.payloadLength());
    }

    /** Walks the headers that were behind the fragment header of a packet, which is whole now: there is no second one. */
    public static ExtensionHeaders behindFragments(int protocol, ByteBuf data) throws MalformedException {
        ExtensionHeaders headers = walk(data, protocol, -1, 0, data.readableBytes());
        if (headers.fragment != null || headers.problem != null) {
            throw new MalformedException("fragments in fragments, or headers behind a fragment header that are not known");
        }
        return headers;
    }

    private static ExtensionHeaders walk(ByteBuf packet, int first, int firstBefore, int from, int end) throws MalformedException {
        int base = packet.readerIndex();
        int before = firstBefore;
        int type = first;
        int at = from;
        for (int count = 0; isExtension(type); count++) {
            if (count == MOST_HEADERS) {
                throw new MalformedException("more than " + MOST_HEADERS + " extension headers");
            }
            if (type == HOP_BY_HOP && at != Ipv6View.HEADER) {
                return new ExtensionHeaders(type, at, before, null, new Problem(UNKNOWN_HEADER, before, false));
            }
            if (at + 8 > end) {
                throw new MalformedException("extension header " + type + " cut off");
            }
            int length = type == FRAGMENT ? FRAGMENT_LENGTH : 8 + 8 * packet.getUnsignedByte(base + at + 1);
            if (at + length > end) {
                throw new MalformedException("extension header " + type + " reaches behind the packet");
            }
            if (type == FRAGMENT) {
                int word = packet.getUnsignedShort(base + at + 2);
                return new ExtensionHeaders(packet.getUnsignedByte(base + at), at + length, at,
                        new Fragment(word & 0xfff8, (word & 1) != 0, packet.getInt(base + at + 4)), null);
            }
            Problem problem = type == ROUTING ? routing(packet, base, at) : options(packet, base, at + 2, at + length);
            if (problem != null) {
                return new ExtensionHeaders(type, at, before, null, problem);
            }
            before = at;
            type = packet.getUnsignedByte(base + at);
            at += length;
        }
        return new ExtensionHeaders(type, at, before, null, null);
    }

    private static boolean isExtension(int type) {
        return type == HOP_BY_HOP || type == ROUTING || type == FRAGMENT || type == DESTINATION_OPTIONS;
    }

    /** No routing type is known, type 0 for good reason (RFC 5095): one that is done with is skipped. */
    private static @Nullable Problem routing(ByteBuf packet, int base, int at) {
        return packet.getUnsignedByte(base + at + 3) == 0 ? null : new Problem(ERRONEOUS_FIELD, at + 2, false);
    }

    /** RFC 8200 4.2: what is unknown says in its first two bits what is to be done. */
    private static @Nullable Problem options(ByteBuf packet, int base, int from, int to) throws MalformedException {
        int at = from;
        for (int count = 0; at < to; count++) {
            int option = packet.getUnsignedByte(base + at);
            if (option == PAD1) {
                at++;
                continue;
            }
            int length = at + 1 < to ? 2 + packet.getUnsignedByte(base + at + 1) : 0;
            if (length == 0 || at + length > to || count == MOST_OPTIONS) {
                throw new MalformedException("option " + option + " of an extension header does not fit");
            }
            if (option != PADN && option != ROUTER_ALERT) {
                switch (option >>> 6) {
                    case 0 -> {
                    }
                    case 1 -> throw new MalformedException("option " + option + " that forbids to go on");
                    default -> {
                        return new Problem(UNKNOWN_OPTION, at, option >>> 6 == 2);
                    }
                }
            }
            at += length;
        }
        return null;
    }
}
