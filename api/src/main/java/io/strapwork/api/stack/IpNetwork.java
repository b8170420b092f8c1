package io.strapwork.api.stack;

import io.netty.channel.IoEventLoop;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/** A live IP host. All methods but {@link #loop()}, {@link #linkAddress()}, {@link #mtu()} and {@link #failure()} are called on the loop's thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IpNetwork {
    /** IANA protocol numbers. */
    int ICMP = 1;
    int TCP = 6;
    int UDP = 17;

    /** The boot's event loop. */
    IoEventLoop loop();

    MacAddress linkAddress();

    /** Bytes of an IP packet that go in one frame: the link's, or less where the lease says so. */
    int mtu();

    /** Address, routes and name servers from now on. */
    void configure(IpConfiguration configuration);

    /** No address any more. */
    void unconfigure();

    Optional<IpConfiguration> configuration();

    /**
     * Sends one packet, fragmented if it must be. Takes the payload. The next hop is resolved by ARP; without a route or an answer the packet is
     * dropped and listeners of the protocol hear of it by {@link PacketListener#unreachable}.
     *
     * @throws IllegalArgumentException when no packet is like that: too long, of a family that the stack doesn't speak, unfinished and neither TCP nor UDP
     */
    void send(Packet packet);

    /** Adds a listener for a protocol; {@code close} of what is returned takes it away. Listeners are asked in the order they came. */
    Registration listen(int protocol, PacketListener listener);

    /**
     * Takes a port of a transport protocol, so that no two users of this network share one.
     *
     * @param port   a certain one, or 0 for a random ephemeral one (RFC 6056)
     * @throws java.net.BindException when it is in use, or none is left
     */
    int takePort(int protocol, int port) throws java.net.BindException;

    void releasePort(int protocol, int port);

    /** The boot's randomness, seeded in tests. */
    RandomGenerator random();

    /** Why nothing can be sent or received any more, once the link below has failed. Any thread. */
    default Optional<StrapworkException> failure() {
        return Optional.empty();
    }

    /** Something that can be taken back. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
