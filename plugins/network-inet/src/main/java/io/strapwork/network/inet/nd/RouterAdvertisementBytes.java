package io.strapwork.network.inet.nd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.nd.RouterAdvertisement.DnsSearchList;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterAdvertisement.RouteInformation;
import io.strapwork.network.inet.wire.DomainNames;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Bytes to {@link RouterAdvertisement} and back. */
final class RouterAdvertisementBytes {
    private static final int HEADER = 16;
    private static final int MANAGED = 0x80;
    private static final int OTHER = 0x40;
    private static final int ON_LINK = 0x80;
    private static final int AUTONOMOUS = 0x40;
    private static final int PREFIX_BYTES = 32;
    private static final int LARGEST_MTU = 65_535;
    /** Options of one kind that are believed: more than a link has, few enough to look through. */
    private static final int MOST = 32;
    private static final int MOST_SERVERS = 8;

    private final Consumer<String> told;
    private final NdOptions.LinkLayer source = new NdOptions.LinkLayer(NdOptions.SOURCE_LINK_LAYER_ADDRESS);
    private OptionalInt mtu = OptionalInt.empty();
    private final List<PrefixInformation> prefixes = new ArrayList<>();
    private final List<RouteInformation> routes = new ArrayList<>();
    private final List<RecursiveDnsServers> servers = new ArrayList<>();
    private final List<DnsSearchList> domains = new ArrayList<>();

    private RouterAdvertisementBytes(Consumer<String> told) {
        this.told = told;
    }

    static RouterAdvertisement parse(ByteBuf message, Consumer<String> told) throws MalformedException {
        NdOptions.check(message, RouterAdvertisement.TYPE, HEADER, "router advertisement");
        var options = new RouterAdvertisementBytes(told);
        NdOptions.each(message, HEADER, options::take);
        int at = message.readerIndex();
        int flags = message.getUnsignedByte(at + 5);
        int lifetime = message.getUnsignedShort(at + 6);
        // RFC 4191 2.2: of a router that is no default router the preference must be read as medium.
        RouterPreference preference = lifetime == 0 ? RouterPreference.MEDIUM : RouterPreference.of(flags >>> 3);
        return new RouterAdvertisement(message.getUnsignedByte(at + 4), (flags & MANAGED) != 0, (flags & OTHER) != 0, preference, lifetime,
                message.getUnsignedInt(at + 8), message.getUnsignedInt(at + 12), options.source.address(), options.mtu, options.prefixes,
                options.routes, options.servers, options.domains);
    }

    private void take(int type, ByteBuf option) {
        switch (type) {
            case NdOptions.SOURCE_LINK_LAYER_ADDRESS -> source.take(type, option);
            case NdOptions.MTU -> mtu(option);
            case NdOptions.PREFIX_INFORMATION -> prefix(option);
            case NdOptions.ROUTE_INFORMATION -> route(option);
            case NdOptions.RECURSIVE_DNS_SERVERS -> servers(option);
            case NdOptions.DNS_SEARCH_LIST -> domains(option);
            default -> {
                // RFC 4861 6.1.2: options that are not known are skipped
            }
        }
    }

    private void mtu(ByteBuf option) {
        long value = option.readableBytes() == NdOptions.UNIT ? option.getUnsignedInt(4) : 0;
        if (value < Ipv6View.MIN_MTU || value > LARGEST_MTU) {
            told.accept("an MTU of " + value);
        } else {
            mtu = OptionalInt.of((int) value);
        }
    }

    private void prefix(ByteBuf option) {
        if (option.readableBytes() != PREFIX_BYTES || option.getUnsignedByte(2) > Ip6Address.BITS) {
            told.accept("prefix information that is malformed");
        } else if (hasRoom(prefixes)) {
            int flags = option.getUnsignedByte(3);
            prefixes.add(new PrefixInformation(Ip6Address.at(option, 16).toInet(), option.getUnsignedByte(2), (flags & ON_LINK) != 0,
                    (flags & AUTONOMOUS) != 0, option.getUnsignedInt(4), option.getUnsignedInt(8)));
        }
    }

    private void route(ByteBuf option) {
        int length = option.getUnsignedByte(2);
        int prefixBytes = option.readableBytes() - NdOptions.UNIT;
        int preference = option.getUnsignedByte(3) >>> 3 & 3;
        if (length > Ip6Address.BITS || prefixBytes > Ip6Address.LENGTH || prefixBytes * 8 < length) {
            told.accept("route information that is malformed");
        } else if (preference == RouterPreference.RESERVED) {
            // RFC 4191 2.3: the option must be ignored
            told.accept("route information of a reserved preference");
        } else if (hasRoom(routes)) {
            var bytes = new byte[Ip6Address.LENGTH];
            option.getBytes(NdOptions.UNIT, bytes, 0, prefixBytes);
            routes.add(
                    new RouteInformation(Ip6Address.of(bytes).toInet(), length, RouterPreference.of(preference), option.getUnsignedInt(4)));
        }
    }

    private void servers(ByteBuf option) {
        int bytes = option.readableBytes() - NdOptions.UNIT;
        if (bytes == 0 || bytes % Ip6Address.LENGTH != 0) {
            told.accept("name servers that are malformed");
        } else if (hasRoom(servers)) {
            var addresses = new ArrayList<Inet6Address>();
            for (int at = NdOptions.UNIT; at < option.readableBytes() && addresses.size() < MOST_SERVERS; at += Ip6Address.LENGTH) {
                addresses.add(Ip6Address.at(option, at).toInet());
            }
            servers.add(new RecursiveDnsServers(option.getUnsignedInt(4), addresses));
        }
    }

    private void domains(ByteBuf option) {
        if (option.readableBytes() > NdOptions.UNIT && hasRoom(domains)) {
            byte[] list = ByteBufUtil.getBytes(option, NdOptions.UNIT, option.readableBytes() - NdOptions.UNIT);
            List<String> names = DomainNames.read(list, told);
            if (!names.isEmpty()) {
                domains.add(new DnsSearchList(option.getUnsignedInt(4), names));
            }
        }
    }

    private boolean hasRoom(List<?> options) {
        if (options.size() == MOST) {
            told.accept("more than " + MOST + " options of a kind");
        }
        return options.size() < MOST;
    }

    static void write(RouterAdvertisement message, ByteBuf out) {
        out.writeByte(RouterAdvertisement.TYPE).writeZero(3).writeByte(message.hopLimit());
        out.writeByte((message.managed() ? MANAGED : 0) | (message.other() ? OTHER : 0) | message.preference().bits() << 3);
        out.writeShort(message.lifetime()).writeInt((int) message.reachableTime()).writeInt((int) message.retransTimer());
        message.source().ifPresent(address -> NdOptions.writeSource(out, address));
        message.mtu().ifPresent(mtu -> out.writeByte(NdOptions.MTU).writeByte(1).writeShort(0).writeInt(mtu));
        for (PrefixInformation prefix : message.prefixes()) {
            out.writeByte(NdOptions.PREFIX_INFORMATION).writeByte(PREFIX_BYTES / NdOptions.UNIT).writeByte(prefix.length());
            out.writeByte((prefix.onLink() ? ON_LINK : 0) | (prefix.autonomous() ? AUTONOMOUS : 0));
            out.writeInt((int) prefix.validLifetime()).writeInt((int) prefix.preferredLifetime()).writeInt(0);
            out.writeBytes(prefix.prefix().getAddress());
        }
        for (RouteInformation route : message.routes()) {
            int units = (route.length() + 63) / 64;
            out.writeByte(NdOptions.ROUTE_INFORMATION).writeByte(1 + units).writeByte(route.length());
            out.writeByte(route.preference().bits() << 3).writeInt((int) route.lifetime());
            out.writeBytes(route.prefix().getAddress(), 0, units * NdOptions.UNIT);
        }
        for (RecursiveDnsServers servers : message.dnsServers()) {
            out.writeByte(NdOptions.RECURSIVE_DNS_SERVERS).writeByte(units(1 + 2 * servers.addresses().size())).writeShort(0);
            out.writeInt((int) servers.lifetime());
            servers.addresses().forEach(address -> out.writeBytes(address.getAddress()));
        }
        for (DnsSearchList list : message.searchLists()) {
            ByteBuf names = Unpooled.buffer();
            DomainNames.write(list.domains(), names);
            names.writeZero(-names.readableBytes() & NdOptions.UNIT - 1);
            out.writeByte(NdOptions.DNS_SEARCH_LIST).writeByte(units(1 + names.readableBytes() / NdOptions.UNIT)).writeShort(0);
            out.writeInt((int) list.lifetime()).writeBytes(names);
        }
    }

    private static int units(int count) {
        if (count > 0xff) {
            throw new IllegalArgumentException("an option of " + count * NdOptions.UNIT + " bytes");
        }
        return count;
    }
}
