package io.strapwork.network.gateway;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.dhcp.DhcpNetwork;
import io.strapwork.network.gateway.dhcp.DhcpServer;
import io.strapwork.network.gateway.dns.DnsServer;
import io.strapwork.network.gateway.dns.OwnNames;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.gateway.http.HttpFileServer;
import io.strapwork.network.gateway.relay.TcpRelay;
import io.strapwork.network.gateway.relay.UdpRelay;
import io.strapwork.network.gateway.tftp.TftpServer;
import io.strapwork.network.gateway.tls.LazyTls;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import io.strapwork.network.inet.udp.UdpEndpoints;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What answers on the gateway's ports. On its thread. */
final class GatewayServices implements AutoCloseable {
    private static final int DNS = 53;
    private static final int TFTP = 69;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final InetHost host;
    private final GatewaySettings settings;
    private final BootClock clock;
    private final UdpEndpoints udp;
    private final TcpConnections tcp;
    private final UdpRelay udpRelay;

    GatewayServices(InetHost host, GatewaySettings settings, BootClock clock) {
        this.host = host;
        this.settings = settings;
        this.clock = clock;
        this.udp = new UdpEndpoints(host);
        this.tcp = new TcpConnections(host, clock, TcpSettings.USUAL);
        this.udpRelay = new UdpRelay(host, settings.host(), clock);
    }

    /** Begins to listen; ready when these are done. */
    List<ChannelFuture> start() {
        IoEventLoop loop = host.loop();
        var bound = new ArrayList<ChannelFuture>();
        if (settings.dhcp()) {
            // At any address, for clients broadcast.
            bound.add(new DhcpServer(dhcpNetwork(), clock).bind(loop, udp::newChannel,
                    new InetSocketAddress(Inet4Addresses.ANY, DhcpMessage.SERVER_PORT)));
        }
        var dns = new DnsServer(ownNames(), clock);
        bound.add(dns.bindUdp(loop, udp::newChannel, new InetSocketAddress(settings.dns(), DNS)));
        bound.add(dns.bindTcp(loop, this::server, new InetSocketAddress(settings.dns(), DNS)));
        settings.serve().ifPresent(folder -> serve(folder, bound));
        if (settings.relay()) {
            bound.add(new TcpRelay(tcp, settings.host()).bind(loop));
        }
        return bound;
    }

    /** Once the channels are bound, which are to be asked before it. */
    void relay() {
        if (settings.relay()) {
            host.listen(IpNetwork.UDP, udpRelay);
        }
    }

    private void serve(Path path, List<ChannelFuture> bound) {
        IoEventLoop loop = host.loop();
        ServedFolder folder;
        try {
            folder = new ServedFolder(path, settings.tls());
        } catch (IOException e) {
            throw SettingsCheck.unserved(path, e).asException();
        }
        bound.add(new TftpServer(folder).bind(loop, udp::newChannel, new InetSocketAddress(settings.host(), TFTP)));
        var http = new HttpFileServer(folder, clock);
        bound.add(http.bind(loop, this::server, new InetSocketAddress(settings.host(), HTTP), Optional.empty()));
        settings.tls().ifPresent(TlsIdentity::prepare);
        settings.tls().map(tls -> new LazyTls(tls, clock))
                .ifPresent(
                        tls -> bound.add(http.bind(loop, this::server, new InetSocketAddress(settings.host(), HTTPS), Optional.of(tls))));
    }

    private InetServerChannel server() {
        return new InetServerChannel(tcp);
    }

    private DhcpNetwork dhcpNetwork() {
        return new DhcpNetwork(settings.guest(), settings.host(), settings.dns(), settings.prefix(), settings.mtu(), settings.lease(),
                settings.bootFile(), settings.nextServer(), settings.dhcpOptions());
    }

    private OwnNames ownNames() {
        Map<String, Inet4Address> names = new HashMap<>(settings.hosts());
        names.put("gateway.strapwork", settings.host());
        names.put("boot.strapwork", settings.host());
        return new OwnNames(names);
    }

    @Override
    public void close() {
        udpRelay.close();
        tcp.close();
        udp.close();
    }
}
