package io.strapwork.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import io.strapwork.network.inet.dns.InetResolver;
import io.strapwork.network.inet.ip.AddressWatch;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.udp.UdpEndpoints;
import jakarta.inject.Inject;

/** TCP over the boot's IP stack. Names are resolved by the lease's name servers, long answers over TCP. */
@TransportPlugin(id = "tcp", provides = "tcp", over = "ip")
public final class TcpTransport implements Transport {
    private final TcpConnections connections;
    private final InetResolver resolver;

    @Inject
    TcpTransport(IpNetwork net, BootClock clock, TcpOptions options) {
        connections = new TcpConnections(net, clock, options.settings());
        resolver = new InetResolver(new UdpEndpoints(net), new InetResolver.Settings(options.dnsTimeout(), options.dnsAttempts()),
                () -> new InetStreamChannel(connections));
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(connections.network().loop()).channelFactory(() -> new InetStreamChannel(connections))
                .resolver(resolver);
    }

    @Override
    public Registration onJoined(Runnable then) {
        return AddressWatch.of(connections.network(), then);
    }
}
