package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.AddressProbing;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.PacketListener.Unreachable;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host of both families on one Ethernet link (RFC 791, 792, 826, 1122; 8200, 4443, 4861, 8504). It speaks IPv6 as soon as it is assigned an
 * IPv6 address. The owner of the link gives it frames by {@link #receive}, ends each burst by
 * {@link #receiveComplete}, and sends what comes out of {@link FrameOutput}. Everything happens on the loop's thread, except what {@link IpNetwork}
 * says. Frames that are not right are dropped, with the reason at debug level; nothing that arrives makes it throw.
 */
public final class InetHost implements IpNetwork, AddressProbing {
    /**
     * Bytes of Ethernet and IP headers. A payload given to {@link #send} with so many bytes before its reader index, in memory that no other
     * buffer shares, is sent without being copied or joined.
     */
    public static final int HEADROOM = EthernetView.HEADER + Ipv6View.HEADER;
    static final Logger LOG = LoggerFactory.getLogger(InetHost.class);
    /** What a report of an own packet's fate carries of it. */
    private static final int REPORTED = 64;

    private final IoEventLoop loop;
    private final MacAddress address;
    private final int linkMtu;
    private final FrameExit exit;
    private final OwnAddresses own = new OwnAddresses();
    private final OwnAddresses6 own6 = new OwnAddresses6();
    private final Listeners listeners = new Listeners();
    private final Ipv4Output output;
    private final Ipv4Input input;
    private final Ipv6Output output6;
    private final Ipv6Input input6;
    private final MulticastListening groups;
    /** In the order they came; each source's is an object of its own, be it equal to another's. */
    private List<Piece> pieces = List.of();
    private volatile NetworkFacts facts;
    private boolean closed;

    /** @param mtu bytes of an IP packet that go in one frame */
    @SuppressWarnings("this-escape")
    public InetHost(IoEventLoop loop, MacAddress address, int mtu, BootClock clock, RandomGenerator random, FrameOutput out) {
        if (mtu < Ipv4View.MIN_MTU) {
            throw new IllegalArgumentException("an MTU of " + mtu + " is too small for IP");
        }
        this.loop = loop;
        this.address = address;
        this.linkMtu = Math.min(mtu, Ipv4View.MAX_LENGTH);
        exit = new FrameExit(loop, out, address.value());
        facts = new NetworkFacts(loop, address, IpConfiguration.NONE, linkMtu, new PortTable(random), random, Optional.empty());
        var parts = new Parts(loop, clock, exit, own, new PathMtus<>(PathMtus.LEAST), new AddressCache(), own6,
                new PathMtus<>(Ipv6View.MIN_MTU), new Address6Cache());
        var fates = new Fates();
        output = new Ipv4Output(parts, linkMtu, random, fates);
        input = new Ipv4Input(parts, listeners, new IcmpProcessing(parts, output), () -> facts.mtu());
        output6 = new Ipv6Output(parts, linkMtu, random, fates);
        groups = new MulticastListening(parts, output6, random);
        input6 = new Ipv6Input(parts, listeners, new Icmp6Processing(parts, output6, groups), () -> facts.mtu());
    }

    /** Where frames go. */
    public interface FrameOutput {
        /** Takes a frame. Returns false when it was dropped. */
        boolean transmit(ByteBuf frame);

        /** Frames were transmitted: let the device know. */
        void flush();

        /** Whether {@link #transmitPartial} can be used; constant. {@linkplain Packet#unfinished Unfinished} TCP segments are then not summed here. */
        default boolean completesChecksums() {
            return false;
        }

        /**
         * Takes a frame with an unfinished checksum, to be finished as {@link io.strapwork.network.inet.wire.InternetChecksum#complete} does.
         *
         * @param start  where the summed part begins, in bytes behind the reader index
         * @param offset of the checksum field behind {@code start}
         */
        default boolean transmitPartial(ByteBuf frame, int start, int offset) {
            frame.release();
            throw new UnsupportedOperationException("this output takes whole frames");
        }
    }

    /** What its parts share. */
    record Parts(IoEventLoop loop, BootClock clock, FrameExit exit, OwnAddresses own, PathMtus<Integer> paths, AddressCache addresses,
            OwnAddresses6 own6, PathMtus<Ip6Address> paths6, Address6Cache addresses6) {}

    /** Takes a frame, from its destination address on. */
    public void receive(ByteBuf frame) {
        receive(frame, false);
    }

    /**
     * Takes a frame, from its destination address on.
     *
     * @param checked whether TCP's and UDP's checksums in it needn't be verified
     */
    public void receive(ByteBuf frame, boolean checked) {
        exit.burst();
        try {
            if (!closed) {
                receiveFrame(frame, checked);
            }
        } catch (MalformedException e) {
            LOG.debug("dropped a frame: {}", e.reason());
        } finally {
            frame.release();
        }
    }

    /** The last of a burst of frames was received: what it caused goes out now. */
    public void receiveComplete() {
        listeners.receiveComplete();
        exit.burstEnds();
    }

    /** One more own address, besides the configured one and in its network. */
    public void addAlias(Inet4Address alias) {
        own.addAlias(alias);
    }

    /** From now on it says that it is an IPv6 router when it is asked for (RFC 4861 section 7.2.4). It passes nothing on. */
    public void beRouter() {
        output6.discovery().beRouter();
    }

    /** Enters a neighbour that needn't be asked, for instance a DHCP client that can't answer ARP yet. */
    public void addNeighbour(Inet4Address neighbour, MacAddress hardware) {
        output.table().fix(Inet4Addresses.toInt(neighbour), hardware.value());
    }

    /** The link has failed: drops everything from now on. */
    public void fail(StrapworkException reason) {
        facts = new NetworkFacts(loop, address, facts.configuration(), facts.mtu(), facts.ports(), facts.random(), Optional.of(reason));
        close();
    }

    /** Releases what waits, and tells listeners that it is over. May be called twice. */
    public void close() {
        if (closed) {
            return;
        }
        listeners.networkClosed();
        closed = true;
        exit.close();
        input.close();
        output.arp().probes().close();
        output.table().close();
        input6.close();
        output6.discovery().probes().close();
        output6.table().close();
    }

    @Override
    public NetworkFacts facts() {
        return facts;
    }

    @Override
    public Registration assign(IpConfiguration configuration) {
        check(configuration);
        var piece = new Piece(configuration);
        configure(Stream.concat(pieces.stream(), Stream.of(piece)).toList());
        return () -> {
            if (pieces.contains(piece)) {
                configure(pieces.stream().filter(other -> other != piece).toList());
            }
        };
    }

    private void configure(List<Piece> to) {
        pieces = to;
        IpConfiguration configuration = IpConfiguration.union(to.stream().map(piece -> piece.configuration).toList());
        int[] before = own.all();
        own.configure(configuration);
        List<Ip6Address> before6 = own6.all();
        own6.configure(configuration);
        int mtu = Math.clamp(configuration.mtu().orElse(linkMtu), Ipv4View.MIN_MTU, linkMtu);
        output.mtu(mtu);
        output6.mtu(mtu);
        output6.hopLimit(configuration.hopLimit().orElse(Packet.HOPS));
        facts = new NetworkFacts(loop, address, configuration, mtu, facts.ports(), facts.random(), facts.failure());
        int[] now = own.all();
        if (!Arrays.equals(before, now)) {
            output.table().clear();
            Arrays.stream(now).filter(fresh -> Arrays.stream(before).noneMatch(old -> old == fresh)).forEach(output.arp()::announce);
            LOG.debug("{} has {}", address, configuration.addresses());
        }
        if (!before6.equals(own6.all())) {
            groups.changed();
            LOG.debug("{} has {}", address, configuration.addresses());
        }
        output6.choose(own6.defaultRouters());
        listeners.configured();
    }

    /** @throws IllegalArgumentException when the link is none for it */
    private void check(IpConfiguration configuration) {
        boolean six = configuration.addresses().stream().anyMatch(assigned -> !assigned.isIp4());
        if (six && linkMtu < Ipv6View.MIN_MTU) {
            throw new IllegalArgumentException("IPv6 needs an MTU of " + Ipv6View.MIN_MTU + ", and the link has " + linkMtu);
        }
    }

    @Override
    public void send(Packet packet) {
        if (closed) {
            packet.payload().release();
            return;
        }
        if (packet.destination() instanceof Inet4Address) {
            output.send(packet);
        } else {
            output6.send(packet);
        }
    }

    @Override
    public Registration listen(int protocol, PacketListener listener) {
        return listeners.add(protocol, listener);
    }

    @Override
    public Future<Optional<MacAddress>> probe(InetAddress candidate, int probes, Duration spacing) {
        return candidate instanceof Inet4Address
                ? output.arp().probes().probe(Inet4Addresses.toInt(candidate), probes, spacing)
                : output6.discovery().probes().probe(Ip6Address.of(candidate), probes, spacing);
    }

    private void receiveFrame(ByteBuf frame, boolean checked) throws MalformedException {
        EthernetView view = EthernetView.parse(frame);
        if (frame.readableBytes() > EthernetView.HEADER + linkMtu) {
            throw new MalformedException("frame longer than the MTU of " + linkMtu);
        }
        if (view.destination() != address.value() && !view.isGroup()) {
            throw new MalformedException("frame for another station");
        }
        frame.skipBytes(EthernetView.HEADER);
        switch (view.type()) {
            case EthernetView.IPV4 -> input.received(frame, view.isGroup(), checked);
            case EthernetView.ARP -> output.arp().received(frame);
            case EthernetView.IPV6 -> input6.received(frame, view.isGroup(), checked);
            default -> throw new MalformedException("neither IP nor ARP, but " + Integer.toHexString(view.type()));
        }
    }

    /** What one source has assigned. An object, since it is told from others by what it is, not by what it says. */
    private static final class Piece {
        private final IpConfiguration configuration;

        private Piece(IpConfiguration configuration) {
            this.configuration = configuration;
        }
    }

    /** What becomes of own packets that don't go out. Told in a later turn of the loop, so that no sender is called back while it sends. */
    private final class Fates implements Ipv4Output.Undelivered {
        @Override
        public void undelivered(Packet packet, Unreachable.Kind why) {
            ByteBuf payload = packet.payload();
            var start = new byte[Math.min(REPORTED, payload.readableBytes())];
            payload.getBytes(payload.readerIndex(), start);
            loop.execute(() -> listeners.unreachable(packet.protocol(), packet.destination(), new Unreachable(why, 0),
                    Unpooled.wrappedBuffer(start)));
        }

        @Override
        public void toSelf(Packet packet) {
            loop.execute(() -> {
                try {
                    if (!closed) {
                        var looped = new Packet(packet.protocol(), packet.source(), packet.destination(), packet.hopLimit(), false, false,
                                packet.payload());
                        if (packet.destination() instanceof Inet4Address) {
                            input.looped(looped);
                        } else {
                            input6.looped(looped);
                        }
                        listeners.receiveComplete();
                    }
                } finally {
                    packet.payload().release();
                }
            });
        }
    }
}
