package io.strapwork.network.gateway.dhcp6;

import io.strapwork.network.inet.dhcp6.Duid;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.Optional;

/**
 * What a DHCPv6 server tells its clients.
 *
 * @param guest    the first address given, of a network of 64 bits
 * @param host     which is never given
 * @param dns      name server
 * @param server   who the server is
 * @param lease    how long addresses are valid
 * @param bootFile option 59, a URL
 */
public record Dhcp6Network(Inet6Address guest, Inet6Address host, Inet6Address dns, Duid server, Duration lease,
        Optional<String> bootFile) {}
