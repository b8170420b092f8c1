package io.strapwork.testkit.boots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.stack.AddressProbing;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterPreference;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What an address source hears of two routers: of the network's, that the prefix is not on the link, so that all goes by a router; and before it of a second one, which advertises itself and is
 * otherwise dead.
 */
final class TwoRouters {
    private static final MacAddress DEAD = MacAddress.parse("02:00:00:00:de:ad");

    private TwoRouters() {}

    /** The network's alone. */
    @AddressPlugin(id = "one-router")
    public static final class Healthy implements AddressSource {
        private final AddressSource ip6;

        @Inject
        Healthy(@Named("ip6") AddressSource ip6) {
            this.ip6 = ip6;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            return ip6.acquire(new Routed(network, Optional.empty()), machine);
        }
    }

    /** A dead one that is as good as the other. */
    @AddressPlugin(id = "one-dead-router")
    public static final class OneDead implements AddressSource {
        private final AddressSource ip6;

        @Inject
        OneDead(@Named("ip6") AddressSource ip6) {
            this.ip6 = ip6;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            return ip6.acquire(new Routed(network, Optional.of(RouterPreference.MEDIUM)), machine);
        }
    }

    /** A dead one that hosts shall prefer. */
    @AddressPlugin(id = "preferred-dead-router")
    public static final class PreferredDead implements AddressSource {
        private final AddressSource ip6;

        @Inject
        PreferredDead(@Named("ip6") AddressSource ip6) {
            this.ip6 = ip6;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            return ip6.acquire(new Routed(network, Optional.of(RouterPreference.HIGH)), machine);
        }
    }

    private record Routed(IpNetwork network, Optional<RouterPreference> dead) implements IpNetwork, AddressProbing {
        @Override
        public NetworkFacts facts() {
            return network.facts();
        }

        @Override
        public Registration assign(IpConfiguration configuration) {
            return network.assign(configuration);
        }

        @Override
        public void send(Packet packet) {
            network.send(packet);
        }

        @Override
        public Future<Optional<MacAddress>> probe(InetAddress address, int probes, Duration spacing) {
            return ((AddressProbing) network).probe(address, probes, spacing);
        }

        @Override
        public Registration listen(int protocol, PacketListener listener) {
            if (protocol != ICMP6) {
                return network.listen(protocol, listener);
            }
            dead.ifPresent(preference -> network.loop().schedule(() -> {
                Packet packet = packet(RouterAdvertisement.of(1800).withPreference(preference).withSource(DEAD),
                        Ip6Address.linkLocal(DEAD).toInet());
                listener.received(packet);
                packet.payload().release();
            }, 1, TimeUnit.MILLISECONDS));
            return network.listen(protocol, new OffLink(listener));
        }
    }

    /** Nothing that a router says is on the link. */
    private record OffLink(PacketListener listener) implements PacketListener {
        @Override
        public boolean received(Packet packet) {
            if (packet.payload().getUnsignedByte(packet.payload().readerIndex()) != RouterAdvertisement.TYPE) {
                return listener.received(packet);
            }
            try {
                RouterAdvertisement said = RouterAdvertisement.parse(packet.payload(), _ -> {});
                PrefixInformation[] prefixes = said.prefixes().stream()
                        .map(prefix -> new PrefixInformation(prefix.prefix(), prefix.length(),
                                false, prefix.autonomous(), prefix.validLifetime(), prefix.preferredLifetime()))
                        .toArray(PrefixInformation[]::new);
                Packet changed = packet(said.withPrefixes(prefixes), packet.source());
                boolean taken = listener.received(changed);
                changed.payload().release();
                return taken;
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            listener.unreachable(destination, reason, original);
        }

        @Override
        public void configured() {
            listener.configured();
        }

        @Override
        public void networkClosed() {
            listener.networkClosed();
        }
    }

    private static Packet packet(RouterAdvertisement message, InetAddress from) {
        ByteBuf bytes = Unpooled.buffer();
        message.write(bytes);
        return new Packet(IpNetwork.ICMP6, from, Ip6Address.ALL_NODES.toInet(), 255, true, true, bytes);
    }
}
