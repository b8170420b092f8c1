package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.ExtensionHeaders;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Tells switches and routers which groups this host is in (MLDv2, RFC 3810), so that snooping switches pass on what is for them. */
final class MulticastListening {
    private static final Ip6Address ALL_MLDV2_ROUTERS = new Ip6Address(Ip6Address.ALL_NODES.high(), 0x16);
    private static final int QUERY_LENGTH = 24;
    private static final int MODE_IS_EXCLUDE = 2;
    private static final int CHANGE_TO_EXCLUDE_MODE = 4;
    private static final int RECORD = 20;
    private static final int HEADROOM = EthernetView.HEADER + Ipv6View.HEADER;
    /** A hop-by-hop header with a router alert (RFC 2711). */
    private static final long ROUTER_ALERT = (long) IpNetwork.ICMP6 << 56 | 0x0005_0200_0001_00L;
    private static final int ALERT_LENGTH = 8;
    private static final long MOST_DELAY_MILLIS = 10_000;

    private final IoEventLoop loop;
    private final OwnAddresses6 own;
    private final Address6Cache addresses;
    private final Ipv6Output output;
    private final RandomGenerator random;
    private List<Ip6Address> groups = List.of();
    private boolean answering;

    MulticastListening(InetHost.Parts parts, Ipv6Output output, RandomGenerator random) {
        loop = parts.loop();
        own = parts.own6();
        addresses = parts.addresses6();
        this.output = output;
        this.random = random;
    }

    /** Own addresses have changed: says which groups are new, twice (RFC 3810 9.1). */
    void changed() {
        List<Ip6Address> before = groups;
        groups = own.groups();
        List<Ip6Address> fresh = groups.stream().filter(group -> !before.contains(group)).toList();
        if (!fresh.isEmpty()) {
            report(CHANGE_TO_EXCLUDE_MODE, fresh);
            loop.schedule(() -> report(CHANGE_TO_EXCLUDE_MODE, fresh.stream().filter(groups::contains).toList()), 1, TimeUnit.SECONDS);
        }
    }

    /** A router asks; the query is only lent. */
    void queried(Ip6Address source, int hopLimit, ByteBuf query) throws MalformedException {
        if (hopLimit != 1 || !source.isLinkLocal() || query.readableBytes() < QUERY_LENGTH) {
            throw new MalformedException("multicast listener query from " + source + " with hop limit " + hopLimit);
        }
        if (!answering && !groups.isEmpty()) {
            answering = true;
            long most = Math.min(MOST_DELAY_MILLIS, query.getUnsignedShort(query.readerIndex() + 4));
            loop.schedule(() -> {
                answering = false;
                report(MODE_IS_EXCLUDE, groups);
            }, random.nextLong(most + 1), TimeUnit.MILLISECONDS);
        }
    }

    private void report(int kind, List<Ip6Address> about) {
        if (about.isEmpty() || !own.isConfigured()) {
            return;
        }
        int length = Icmp6Message.HEADER + RECORD * about.size();
        ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer(HEADROOM + ALERT_LENGTH + length).setIndex(HEADROOM, HEADROOM);
        message.writeLong(ROUTER_ALERT);
        int start = message.writerIndex();
        new Icmp6Message(Icmp6Message.MULTICAST_LISTENER_REPORT, 0, about.size()).set(message, start);
        message.writerIndex(start + Icmp6Message.HEADER);
        for (Ip6Address group : about) {
            message.writeInt(kind << 24).writeLong(group.high()).writeLong(group.low());
        }
        Ip6Address source = own.linkLocal();
        long pseudoHeader = InternetChecksum.pseudoHeader(source, ALL_MLDV2_ROUTERS, IpNetwork.ICMP6, length);
        message.setShort(start + Icmp6Message.CHECKSUM,
                InternetChecksum.finish(InternetChecksum.add(pseudoHeader, message, start, length)));
        Inet6Address from = addresses.get(source);
        output.send(new Packet(ExtensionHeaders.HOP_BY_HOP, from, addresses.get(ALL_MLDV2_ROUTERS), 1, false, true, message));
    }
}
