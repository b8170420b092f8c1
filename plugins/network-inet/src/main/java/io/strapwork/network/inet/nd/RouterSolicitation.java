package io.strapwork.network.inet.nd;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.Optional;

/**
 * A host asks routers to advertise themselves (RFC 4861 4.1). Addresses and hop limit (which is 255) are in the packet, and are checked by its receiver.
 *
 * @param source link-layer address of the host; none when the packet's source is the unspecified address
 */
public record RouterSolicitation(Optional<MacAddress> source) {
    /** Its ICMPv6 type. */
    public static final int TYPE = Icmp6Message.ROUTER_SOLICITATION;
    static final int HEADER = Icmp6Message.HEADER;

    /**
     * Reads all readable bytes, of which the checksum is right. The buffer is only lent, its reader index stays.
     *
     * @throws MalformedException as RFC 4861 6.1.1 says
     */
    public static RouterSolicitation parse(ByteBuf message) throws MalformedException {
        NdOptions.check(message, TYPE, HEADER, "router solicitation");
        var source = new NdOptions.LinkLayer(NdOptions.SOURCE_LINK_LAYER_ADDRESS);
        NdOptions.each(message, HEADER, source::take);
        return new RouterSolicitation(source.address());
    }

    /** Appends the message with a checksum of zero, which the stack completes. */
    public void write(ByteBuf out) {
        out.writeByte(TYPE).writeZero(HEADER - 1);
        source.ifPresent(address -> NdOptions.writeSource(out, address));
    }
}
