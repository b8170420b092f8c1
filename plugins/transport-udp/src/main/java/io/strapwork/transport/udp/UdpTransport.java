package io.strapwork.transport.udp;

import io.netty.bootstrap.Bootstrap;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import io.strapwork.network.inet.dns.InetResolver;
import io.strapwork.network.inet.ip.AddressWatch;
import io.strapwork.network.inet.udp.UdpEndpoints;
import jakarta.inject.Inject;

/** UDP over the boot's IP stack. Names are resolved by the lease's name servers. */
@TransportPlugin(id = "udp", provides = "udp", over = "ip")
public final class UdpTransport implements Transport {
    /** IP without options, and UDP. */
    private static final int HEADERS = 20 + 8;

    private final UdpEndpoints endpoints;
    private final InetResolver resolver;

    @Inject
    UdpTransport(IpNetwork net, UdpOptions options) {
        endpoints = new UdpEndpoints(net);
        resolver = new InetResolver(endpoints, new InetResolver.Settings(options.dnsTimeout(), options.dnsAttempts()));
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(endpoints.network().loop()).channelFactory(endpoints::newChannel).resolver(resolver);
    }

    @Override
    public int datagramBytes() {
        return endpoints.network().facts().mtu() - HEADERS;
    }

    @Override
    public Registration onJoined(Runnable then) {
        return AddressWatch.of(endpoints.network(), then);
    }
}
