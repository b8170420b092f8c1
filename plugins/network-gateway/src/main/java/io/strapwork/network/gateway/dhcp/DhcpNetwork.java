package io.strapwork.network.gateway.dhcp;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a DHCP server tells its clients.
 *
 * @param guest      the first address given
 * @param host       router, server identifier, and {@code siaddr} unless the next server is an address
 * @param dns        name server
 * @param lease      the longest
 * @param bootFile   option 67 and the {@code file} field
 * @param nextServer option 66
 * @param options    further ones
 */
public record DhcpNetwork(Inet4Address guest, Inet4Address host, Inet4Address dns, int prefix, int mtu, Duration lease,
        Optional<String> bootFile,
        Optional<String> nextServer, SortedMap<Integer, byte[]> options) {
    public DhcpNetwork {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
}
