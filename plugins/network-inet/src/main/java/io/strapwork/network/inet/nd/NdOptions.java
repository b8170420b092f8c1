package io.strapwork.network.inet.nd;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.Optional;

/** Options of neighbour discovery (RFC 4861 4.6). */
final class NdOptions {
    static final int SOURCE_LINK_LAYER_ADDRESS = 1;
    static final int TARGET_LINK_LAYER_ADDRESS = 2;
    static final int PREFIX_INFORMATION = 3;
    static final int MTU = 5;
    static final int ROUTE_INFORMATION = 24;
    static final int RECURSIVE_DNS_SERVERS = 25;
    static final int DNS_SEARCH_LIST = 31;
    /** Their length is told in these. */
    static final int UNIT = 8;

    private NdOptions() {}

    /** What an option is given to: its place, and its bytes with type and length. */
    interface Taker {
        void take(int type, ByteBuf option);
    }

    /** The first link-layer address in options of one type, if it is Ethernet's. */
    static final class LinkLayer {
        private final int wanted;
        private long address = NeighbourMessage.NO_ADDRESS;

        LinkLayer(int wanted) {
            this.wanted = wanted;
        }

        void take(int type, ByteBuf option) {
            if (type == wanted && option.readableBytes() == UNIT && address == NeighbourMessage.NO_ADDRESS) {
                address = option.getLong(0) & EthernetView.BROADCAST;
            }
        }

        /** In the low 48 bits, or {@link NeighbourMessage#NO_ADDRESS}. */
        long bits() {
            return address;
        }

        Optional<MacAddress> address() {
            return address == NeighbourMessage.NO_ADDRESS ? Optional.empty() : Optional.of(new MacAddress(address));
        }
    }

    static void check(ByteBuf message, int type, int header, String what) throws MalformedException {
        if (message.readableBytes() < header) {
            throw new MalformedException(what + " of " + message.readableBytes() + " bytes");
        }
        int at = message.readerIndex();
        if (message.getUnsignedByte(at) != type || message.getByte(at + 1) != 0) {
            throw new MalformedException("type " + message.getUnsignedByte(at) + " and code " + message.getUnsignedByte(at + 1)
                    + " are no " + what);
        }
    }

    /** Unknown ones are for the taker to leave alone; the whole message is discarded when one has no length, or is cut off. */
    static void each(ByteBuf message, int header, Taker taker) throws MalformedException {
        ByteBuf bytes = message.slice();
        int at = header;
        while (at < bytes.readableBytes()) {
            int length = at + 1 < bytes.readableBytes() ? bytes.getUnsignedByte(at + 1) * UNIT : 0;
            if (length == 0 || at + length > bytes.readableBytes()) {
                throw new MalformedException("the option at byte " + at + " of a neighbour discovery message has a wrong length");
            }
            taker.take(bytes.getUnsignedByte(at), bytes.slice(at, length));
            at += length;
        }
    }

    static void writeSource(ByteBuf out, MacAddress address) {
        out.writeByte(SOURCE_LINK_LAYER_ADDRESS).writeByte(1).writeBytes(address.toBytes());
    }
}
