package io.strapwork.api.stack;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import org.apiguardian.api.API;

/** Receives whole, reassembled IP packets of one protocol, on the loop's thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PacketListener {
    /**
     * A packet has come, whose payload is only lent.
     *
     * @return whether it was for this listener; when nobody takes a packet to this host alone the sender is told by ICMP
     */
    boolean received(Packet packet);

    /**
     * An ICMP error about a packet that was sent, or no route, or no neighbour who answers (to ARP, in IPv4).
     *
     * @param original the start of the payload that could not be delivered, at least eight bytes (both ports); only lent
     */
    default void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {}

    /** Burst of received packets has ended: flush acknowledgements. */
    default void receiveComplete() {}

    /** The host's {@linkplain NetworkFacts#configuration() configuration} is another one than it was, for instance since addresses of one more family have joined. */
    default void configured() {}

    /** The network has ended, or its link has failed: nothing comes or goes any more. Close what hangs on it. */
    default void networkClosed() {}

    /**
     * Why a packet did not arrive (RFC 792, 1122 3.2.2.1, 1191).
     *
     * @param mtu of the next hop for {@link Kind#PACKET_TOO_BIG}, else 0
     */
    record Unreachable(Kind kind, int mtu) {
        public enum Kind {
            NETWORK, HOST, PROTOCOL, PORT, PACKET_TOO_BIG, PROHIBITED, TIME_EXCEEDED, NO_ROUTE, NO_NEIGHBOUR
        }
    }
}
