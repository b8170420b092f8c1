package io.strapwork.network.inet.ip;

import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;

/** Saves an allocation for each packet of the same few peers. */
final class AddressCache {
    private final Inet4Address[] objects = new Inet4Address[64];
    private final int[] values = new int[64];

    AddressCache() {
        java.util.Arrays.fill(objects, Inet4Addresses.ANY);
    }

    Inet4Address get(int address) {
        int slot = (address ^ address >>> 8 ^ address >>> 16) & 63;
        if (values[slot] != address) {
            values[slot] = address;
            objects[slot] = Inet4Addresses.of(address);
        }
        return objects[slot];
    }
}
