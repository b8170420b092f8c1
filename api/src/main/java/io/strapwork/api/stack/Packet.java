package io.strapwork.api.stack;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.apiguardian.api.API;

/**
 * A whole IP packet of either family, without its headers. One that is sent is made by {@link #of} or {@link #unfinished}.
 *
 * @param protocol what is behind the IP header, by IANA's number: {@link IpNetwork#TCP} and others
 * @param hopLimit the time to live, as it has arrived or is to be sent
 * @param group    received: the packet or its frame was not addressed to this host alone. It doesn't matter when a packet is sent
 * @param checked  received: TCP's and UDP's checksums need no verification, since the device has done it, or the packet never left the computer and the field may
 *                 even be unfinished. Sent: the checksum is there. Where it is false, which only TCP and UDP may ask for, the field is zero and is filled in
 *                 on the way, by the device if it can
 * @param payload  behind the IP headers. Received: only lent, retain what outlives the call. Sent: given away
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Packet(int protocol, InetAddress source, InetAddress destination, int hopLimit, boolean group, boolean checked,
        ByteBuf payload) {
    /** The usual hop limit (RFC 1700). In its place IPv6 packets get what the network's routers say, if they do. */
    public static final int HOPS = 64;

    public Packet {
        if ((protocol & ~0xff) != 0 || (hopLimit & ~0xff) != 0) {
            throw new IllegalArgumentException("protocol " + protocol + " with the hop limit " + hopLimit + ": each is one byte");
        }
    }

    /**
     * To be sent as it is.
     *
     * @param source an own address, or the unspecified one before there is any (DHCP)
     */
    public static Packet of(int protocol, InetAddress source, InetAddress destination, ByteBuf payload) {
        return new Packet(protocol, source, destination, HOPS, false, true, payload);
    }

    /** To be sent, TCP or UDP, its checksum field zero yet. */
    public static Packet unfinished(int protocol, InetAddress source, InetAddress destination, ByteBuf payload) {
        return new Packet(protocol, source, destination, HOPS, false, false, payload);
    }

    public Packet withPayload(ByteBuf other) {
        return new Packet(protocol, source, destination, hopLimit, group, checked, other);
    }
}
