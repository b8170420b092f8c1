package io.strapwork.network.gateway;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.dhcp.DhcpNetwork;
import io.strapwork.network.gateway.dhcp.DhcpServer;
import io.strapwork.network.gateway.dhcp6.BootFileUrl;
import io.strapwork.network.gateway.dhcp6.Dhcp6Network;
import io.strapwork.network.gateway.dhcp6.Dhcp6Server;
import io.strapwork.network.gateway.dns.DnsServer;
import io.strapwork.network.gateway.dns.OwnNames;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.gateway.http.HttpFileServer;
import io.strapwork.network.gateway.nd.RouterAdvertiser;
import io.strapwork.network.gateway.relay.TcpRelay;
import io.strapwork.network.gateway.relay.UdpRelay;
import io.strapwork.network.gateway.tftp.TftpServer;
import io.strapwork.network.gateway.tls.LazyTls;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import io.strapwork.network.inet.udp.UdpEndpoints;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What answers on the gateway's ports. On its thread. */
final class GatewayServices implements AutoCloseable {
    private static final int DNS = 53;
    private static final int TFTP = 69;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");
    /** AdvDefaultLifetime, AdvValidLifetime and AdvPreferredLifetime, as usual (RFC 4861 section 6.2.1). */
    private static final int ROUTER_SECONDS = 1800;
    private static final long VALID_SECONDS = 2_592_000;
    private static final long PREFERRED_SECONDS = 604_800;

    private final InetHost host;
    private final GatewaySettings settings;
    private final BootClock clock;
    private final UdpEndpoints udp;
    private final TcpConnections tcp;
    private final List<UdpRelay> udpRelays;
    private final Optional<RouterAdvertiser> advertiser;

    GatewayServices(InetHost host, GatewaySettings settings, BootClock clock) {
        this.host = host;
        this.settings = settings;
        this.clock = clock;
        this.udp = new UdpEndpoints(host);
        this.tcp = new TcpConnections(host, clock, TcpSettings.USUAL);
        this.udpRelays = settings.hostAddresses().stream().map(address -> new UdpRelay(host, address, clock)).toList();
        this.advertiser = settings.ip6().map(this::advertiser);
    }

    /** Begins to listen; ready when these are done. */
    List<ChannelFuture> start() {
        IoEventLoop loop = host.loop();
        var bound = new ArrayList<ChannelFuture>();
        if (settings.dhcp() && settings.ip4()) {
            // At any address, for clients broadcast.
            bound.add(new DhcpServer(dhcpNetwork(), clock).bind(loop, udp::newChannel,
                    new InetSocketAddress(Inet4Addresses.ANY, DhcpMessage.SERVER_PORT)));
        }
        settings.ip6().filter(_ -> settings.dhcp()).ifPresent(six -> bound.add(new Dhcp6Server(dhcp6Network(six), clock).bind(loop,
                udp::newChannel, new InetSocketAddress(ANY6, Dhcp6Message.SERVER_PORT))));
        var dns = new DnsServer(ownNames(), clock);
        for (InetAddress address : settings.dnsAddresses()) {
            bound.add(dns.bindUdp(loop, udp::newChannel, new InetSocketAddress(address, DNS)));
            bound.add(dns.bindTcp(loop, this::server, new InetSocketAddress(address, DNS)));
        }
        settings.serve().ifPresent(folder -> serve(folder, bound));
        if (settings.relay()) {
            settings.hostAddresses().forEach(address -> bound.add(new TcpRelay(tcp, address).bind(loop)));
        }
        return bound;
    }

    /** Once the channels are bound, which are to be asked before it. */
    void relay() {
        if (settings.relay()) {
            udpRelays.forEach(relay -> host.listen(IpNetwork.UDP, relay));
        }
    }

    /** Once frames go out: tells the guests that there is a router. */
    void advertise() {
        advertiser.ifPresent(RouterAdvertiser::start);
    }

    private void serve(Path path, List<ChannelFuture> bound) {
        IoEventLoop loop = host.loop();
        ServedFolder folder;
        try {
            folder = new ServedFolder(path, settings.tls());
        } catch (IOException e) {
            throw SettingsCheck.unserved(path, e).asException();
        }
        var tftp = new TftpServer(folder);
        var http = new HttpFileServer(folder, clock);
        settings.tls().ifPresent(TlsIdentity::prepare);
        Optional<LazyTls> tls = settings.tls().map(identity -> new LazyTls(identity, clock));
        for (InetAddress address : settings.hostAddresses()) {
            bound.add(tftp.bind(loop, udp::newChannel, new InetSocketAddress(address, TFTP)));
            bound.add(http.bind(loop, this::server, new InetSocketAddress(address, HTTP), Optional.empty()));
            if (tls.isPresent()) {
                bound.add(http.bind(loop, this::server, new InetSocketAddress(address, HTTPS), tls));
            }
        }
    }

    private InetServerChannel server() {
        return new InetServerChannel(tcp);
    }

    private DhcpNetwork dhcpNetwork() {
        return new DhcpNetwork(settings.guest(), settings.host(), settings.dns(), settings.prefix(), settings.mtu(), settings.lease(),
                settings.bootFile(), settings.nextServer(), settings.dhcpOptions());
    }

    private Dhcp6Network dhcp6Network(Ip6Settings six) {
        String server = settings.nextServer().orElseGet(() -> BootFileUrl.server(six.host()));
        return new Dhcp6Network(six.guest(), six.host(), six.dns(), Duid.of(settings.hostMac()), settings.lease(),
                settings.bootFile().map(file -> BootFileUrl.of(file, server)));
    }

    private RouterAdvertiser advertiser(Ip6Settings six) {
        boolean managed = settings.dhcp() && six.assignment() == Ip6Assignment.DHCP6;
        // Who makes its address itself would never hear of a boot file.
        boolean other = settings.dhcp() && (six.assignment() != Ip6Assignment.SLAAC || settings.bootFile().isPresent());
        var prefix = new PrefixInformation(six.host(), Ip6Settings.PREFIX, true, six.assignment() != Ip6Assignment.DHCP6, VALID_SECONDS,
                PREFERRED_SECONDS);
        RouterAdvertisement message = RouterAdvertisement.of(ROUTER_SECONDS).withFlags(managed, other).withSource(settings.hostMac())
                .withMtu(OptionalInt.of(settings.mtu())).withPrefixes(prefix)
                .withDns(List.of(new RecursiveDnsServers(ROUTER_SECONDS, List.of(six.dns()))), List.of());
        return new RouterAdvertiser(host, Ip6Address.linkLocal(settings.hostMac()).toInet(), message, six.routerDelay(), clock);
    }

    private OwnNames ownNames() {
        var names = new HashMap<>(settings.hosts());
        names.put("gateway.strapwork", settings.hostAddresses());
        names.put("boot.strapwork", settings.hostAddresses());
        return new OwnNames(names);
    }

    @Override
    public void close() {
        advertiser.ifPresent(RouterAdvertiser::close);
        udpRelays.forEach(UdpRelay::close);
        tcp.close();
        udp.close();
    }
}
