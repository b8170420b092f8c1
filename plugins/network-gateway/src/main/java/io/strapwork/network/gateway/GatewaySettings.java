package io.strapwork.network.gateway;

import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The network that a gateway makes.
 *
 * @param guest       the first address that DHCP gives; the next fifteen follow
 * @param host        the gateway itself
 * @param dns         its second address, for DNS
 * @param prefix      of the network, 8 to 30
 * @param mtu         bytes of an IP packet, 576 (with IPv6 1280) to 65535; also told by DHCP and router advertisements
 * @param dhcp        whether a DHCP server answers, and a DHCPv6 server where there is IPv6
 * @param lease       how long a lease lasts
 * @param bootFile    told by DHCP, in the {@code file} field and option 67
 * @param nextServer  told by DHCP in option 66, and in {@code siaddr} when it is an address; else siaddr is the host
 * @param dhcpOptions further options by number, sent when the client asks for them (43 and 60 to PXE clients also unasked); they win over the gateway's own
 * @param hosts       names that DNS knows besides {@code gateway.strapwork} and {@code boot.strapwork}, in lower case
 * @param serve       folder for TFTP 69, HTTP 80, HTTPS 443; without it these ports are relayed like others
 * @param tls         folder of {@code ca.pem}, {@code server.pem}, {@code server.key} for HTTPS, made when it is missing; without it 443 is relayed
 * @param relay       whether all other ports of the host reach the same ports of this computer's loopback
 * @param ip4         whether there is IPv4 on it; without it, what is said of IPv4 addresses and DHCP has no meaning
 * @param ip6         its IPv6, if any
 */
public record GatewaySettings(Inet4Address guest, Inet4Address host, Inet4Address dns, int prefix, int mtu, boolean dhcp, Duration lease,
        Optional<String> bootFile, Optional<String> nextServer, SortedMap<Integer, byte[]> dhcpOptions,
        Map<String, List<InetAddress>> hosts, Optional<Path> serve, Optional<Path> tls, boolean relay, Faults faults, boolean ip4,
        Optional<Ip6Settings> ip6) {

    public GatewaySettings {
        dhcpOptions = Collections.unmodifiableSortedMap(new TreeMap<>(dhcpOptions));
        hosts = Map.copyOf(hosts);
    }

    /** The gateway's own addresses, of each family that it speaks. */
    public List<InetAddress> hostAddresses() {
        return addresses(host, Ip6Settings::host);
    }

    /** Those that DNS answers on. */
    public List<InetAddress> dnsAddresses() {
        return addresses(dns, Ip6Settings::dns);
    }

    private List<InetAddress> addresses(Inet4Address four, Function<Ip6Settings, InetAddress> six) {
        return Stream.concat(ip4 ? Stream.of(four) : Stream.empty(), ip6.stream().map(six)).toList();
    }

    /** QEMU's user network: 10.0.2.0/24 with guest .15, host .2, DNS .3; MTU 1500, DHCP and relay on, nothing served, no faults. */
    public static GatewaySettings standard() {
        return new GatewaySettings(Inet4Addresses.of(0x0a00020f), Inet4Addresses.of(0x0a000202), Inet4Addresses.of(0x0a000203), 24,
                1500, true, Duration.ofDays(1), Optional.empty(), Optional.empty(), new TreeMap<>(), Map.of(), Optional.empty(),
                Optional.empty(), true,
                Faults.NONE, true, Optional.empty());
    }

    /** 52:55 and the address, as QEMU's user network has it. */
    public MacAddress hostMac() {
        return new MacAddress(0x5255_0000_0000L | Integer.toUnsignedLong(Inet4Addresses.toInt(host)));
    }

    public GatewaySettings withAddresses(Inet4Address newGuest, Inet4Address newHost, Inet4Address newDns, int newPrefix) {
        return new GatewaySettings(newGuest, newHost, newDns, newPrefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve,
                tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withMtu(int bytes) {
        return new GatewaySettings(guest, host, dns, prefix, bytes, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls,
                relay, faults, ip4, ip6);
    }

    public GatewaySettings withDhcp(boolean on) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, on, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withLease(Duration time) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, time, bootFile, nextServer, dhcpOptions, hosts, serve, tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withBoot(Optional<String> file, Optional<String> server) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, file, server, dhcpOptions, hosts, serve, tls, relay, faults,
                ip4, ip6);
    }

    public GatewaySettings withDhcpOption(int number, byte... value) {
        var options = new TreeMap<>(dhcpOptions);
        options.put(number, value.clone());
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, options, hosts, serve, tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withHosts(Map<String, List<InetAddress>> names) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, names, serve, tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withServe(Path folder) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts,
                Optional.of(folder), tls, relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withTls(Path folder) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve,
                Optional.of(folder), relay,
                faults, ip4, ip6);
    }

    public GatewaySettings withRelay(boolean on) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls, on,
                faults, ip4, ip6);
    }

    public GatewaySettings withIp4(boolean on) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls, relay,
                faults, on, ip6);
    }

    public GatewaySettings withIp6(Optional<Ip6Settings> network) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls, relay,
                faults, ip4, network);
    }

    public GatewaySettings withFaults(Faults what) {
        return new GatewaySettings(guest, host, dns, prefix, mtu, dhcp, lease, bootFile, nextServer, dhcpOptions, hosts, serve, tls, relay,
                what, ip4, ip6);
    }
}
