package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/** From which of its addresses a host speaks to another (RFC 6724 section 5, as far as a host on one link without mobility needs it). */
public final class SourceSelection {
    private SourceSelection() {}

    /** The unspecified address of the destination's family where the host has none of that family. */
    public static InetAddress of(IpConfiguration configuration, InetAddress destination) {
        if (destination instanceof Inet4Address) {
            return configuration.ip4().map(Assigned::address).orElse(Inet4Addresses.ANY);
        }
        List<Ip6Address> own = configuration.addresses().stream().filter(assigned -> !assigned.isIp4())
                .map(assigned -> Ip6Address.of(assigned.address())).toList();
        return of(own, Ip6Address.of(destination)).toInet();
    }

    /** {@link Ip6Address#ANY} where there is none. */
    static Ip6Address of(List<Ip6Address> own, Ip6Address destination) {
        return own.stream().max(better(destination)).orElse(Ip6Address.ANY);
    }

    /** Rules 1, 2, 6 and 8. Of equals the first wins: the order of a configuration is one of preference. */
    private static Comparator<Ip6Address> better(Ip6Address destination) {
        int scope = destination.scope();
        return Comparator.<Ip6Address, Boolean>comparing(destination::equals)
                .thenComparing((left, right) -> byScope(left.scope(), right.scope(), scope))
                .thenComparing(own -> own.isUniqueLocal() == destination.isUniqueLocal())
                .thenComparingInt(own -> Math.min(64, own.commonPrefix(destination)));
    }

    private static int byScope(int left, int right, int destination) {
        if (left == right) {
            return 0;
        }
        return left < right ? left < destination ? -1 : 1 : right < destination ? 1 : -1;
    }
}
