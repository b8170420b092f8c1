package io.strapwork.network.inet.ip;

import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet6Address;
import java.util.Arrays;

/** Saves two allocations for each packet of the same few peers. */
final class Address6Cache {
    private final Ip6Address[] values = new Ip6Address[64];
    private final Inet6Address[] objects = new Inet6Address[64];

    Address6Cache() {
        Arrays.fill(values, Ip6Address.ANY);
        Arrays.fill(objects, Ip6Address.ANY.toInet());
    }

    Inet6Address get(Ip6Address address) {
        long mixed = address.high() ^ address.low();
        int slot = (int) (mixed ^ mixed >>> 8 ^ mixed >>> 32) & 63;
        if (!values[slot].equals(address)) {
            values[slot] = address;
            objects[slot] = address.toInet();
        }
        return objects[slot];
    }
}
