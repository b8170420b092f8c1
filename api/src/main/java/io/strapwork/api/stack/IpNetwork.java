package io.strapwork.api.stack;

import io.netty.channel.IoEventLoop;
import org.apiguardian.api.API;

/** A live IP host. {@link #facts()} and {@link #loop()} may be asked on any thread; all else happens on the loop's. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IpNetwork {
    /** IANA protocol numbers. */
    int ICMP = 1;
    int TCP = 6;
    int UDP = 17;
    int ICMP6 = 58;

    /** What the host is and has now. */
    NetworkFacts facts();

    /**
     * Adds what one address source knows, until what is returned is closed. What all sources have added is the host's configuration. A source that learns better
     * adds the new first and then closes the old: what is in both goes on undisturbed.
     *
     * @throws IllegalArgumentException when the stack doesn't speak the family of something in it; nothing is added then
     */
    Registration assign(IpConfiguration configuration);

    /**
     * Sends one packet, fragmented if it must be. Takes the payload. The next hop is asked for its Ethernet address (by ARP, in IPv4); without a route or an answer the packet is
     * dropped and listeners of the protocol hear of it by {@link PacketListener#unreachable}.
     *
     * @throws IllegalArgumentException when no packet is like that: too long, of a family that the stack doesn't speak, unfinished and neither TCP nor UDP
     */
    void send(Packet packet);

    /** Adds a listener for a protocol; {@code close} of what is returned takes it away. Listeners are asked in the order they came. */
    Registration listen(int protocol, PacketListener listener);

    /** The boot's event loop. */
    default IoEventLoop loop() {
        return facts().loop();
    }

    /** Something that can be taken back, on the loop. May be closed twice. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
