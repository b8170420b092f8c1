package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.nd.NeighbourMessage;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Neighbour discovery: asks, answers, and detects duplicate addresses (RFC 4861 section 7, 4862 5.4, 4429). */
final class NdProcessing {
    private static final Logger LOG = LoggerFactory.getLogger(NdProcessing.class);
    /** Of a neighbour that doesn't tell. */
    private static final MacAddress UNKNOWN = new MacAddress(0);
    /** Of a router advertisement before its options. */
    private static final int ROUTER_HEAD = 16;
    private static final long DEFEND_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses6 own;
    private final Address6Cache addresses;
    private final Ipv6Output output;
    private final NeighbourTable<Ip6Address> table;
    private final AddressProbes<Ip6Address> probes;
    private final TokenBucket answers;
    private long toldNanos;
    private boolean router;

    NdProcessing(InetHost.Parts parts, Ipv6Output output, NeighbourTable<Ip6Address> table) {
        clock = parts.clock();
        exit = parts.exit();
        own = parts.own6();
        addresses = parts.addresses6();
        this.output = output;
        this.table = table;
        probes = new AddressProbes<>(parts.loop(),
                target -> send(NeighbourMessage.solicit(target, NeighbourMessage.NO_ADDRESS), Ip6Address.ANY, target.solicitedNode()));
        answers = new TokenBucket(1000, 200, clock.nanoTime());
        toldNanos = clock.nanoTime() - DEFEND_NANOS;
    }

    /** From now on its advertisements say that it is a router. */
    void beRouter() {
        router = true;
    }

    /** Takes notice of a solicitation or advertisement, whose payload is only lent. */
    void received(Icmp6Message message, Ip6Address source, Ip6Address destination, int hopLimit, ByteBuf payload)
            throws MalformedException {
        if (hopLimit != Icmp6Message.DISCOVERY_HOPS) {
            throw new MalformedException("neighbour discovery from another link");
        }
        if (message.type() == Icmp6Message.NEIGHBOUR_SOLICITATION) {
            solicited(NeighbourMessage.solicitation(message, source, destination, payload), source);
        } else if (message.type() == Icmp6Message.NEIGHBOUR_ADVERTISEMENT) {
            advertised(NeighbourMessage.advertisement(message, destination, payload));
        } else if (message.type() == Icmp6Message.ROUTER_ADVERTISEMENT && source.isLinkLocal() && payload.readableBytes() >= ROUTER_HEAD) {
            // RFC 4861 6.3.4; whatever else it says is for who assigns addresses
            table.advertised(payload.getUnsignedInt(payload.readerIndex() + 12), payload.getUnsignedInt(payload.readerIndex() + 8));
        }
    }

    private void solicited(NeighbourMessage message, Ip6Address source) {
        Ip6Address target = message.target();
        if (source.isAny()) {
            probes.taken(target, UNKNOWN);
        } else if (own.contains(target) && message.linkLayer() != NeighbourMessage.NO_ADDRESS) {
            table.suggested(source, message.linkLayer());
        }
        if (own.contains(target) && !(source.isAny() && probes.contains(target)) && answers.take(clock.nanoTime())) {
            Ip6Address to = source.isAny() ? Ip6Address.ALL_NODES : source;
            send(NeighbourMessage.advertise(target, router, !source.isAny(), exit.address()), target, to);
        }
    }

    private void advertised(NeighbourMessage message) throws MalformedException {
        Ip6Address target = message.target();
        if (message.linkLayer() == exit.address()) {
            throw new MalformedException("own advertisement came back");
        }
        probes.taken(target, message.linkLayer() == NeighbourMessage.NO_ADDRESS ? UNKNOWN : new MacAddress(message.linkLayer()));
        if (own.contains(target)) {
            tellConflict(target, message.linkLayer());
            return;
        }
        if (!message.router()) {
            output.noRouter(target);
        }
        long known = table.lookupOnly(target);
        long said = message.linkLayer() == NeighbourMessage.NO_ADDRESS ? known : message.linkLayer();
        if (said == NeighbourTable.UNKNOWN) {
            return;
        }
        if (known != NeighbourTable.UNKNOWN && known != said && !message.override()) {
            // RFC 4861 7.2.5: somebody else says so, too; the one that is known is asked before it is believed any longer
            table.doubted(target);
        } else if (message.solicited()) {
            table.heard(target, said, false);
        } else if (known != said) {
            table.changed(target, said);
        }
    }

    /** Asks where an address is: all that might have it, or the one that had it. */
    void ask(Ip6Address target, long hardware) {
        Ip6Address source = own.towards(target);
        ByteBuf message = NeighbourMessage.solicit(target, source.isAny() ? NeighbourMessage.NO_ADDRESS : exit.address());
        if (hardware == EthernetView.BROADCAST) {
            send(message, source, target.solicitedNode());
        } else {
            output.resolved(packet(message, source, target), hardware);
        }
    }

    AddressProbes<Ip6Address> probes() {
        return probes;
    }

    private void tellConflict(Ip6Address address, long offender) {
        long now = clock.nanoTime();
        if (now - toldNanos >= DEFEND_NANOS) {
            toldNanos = now;
            LOG.warn("{} uses the address {} of this host too", offender < 0 ? "a neighbour" : new MacAddress(offender), address);
        }
    }

    private void send(ByteBuf message, Ip6Address source, Ip6Address to) {
        output.send(packet(message, source, to));
    }

    private Packet packet(ByteBuf message, Ip6Address source, Ip6Address to) {
        return new Packet(IpNetwork.ICMP6, addresses.get(source), addresses.get(to), Icmp6Message.DISCOVERY_HOPS, false, false, message);
    }
}
