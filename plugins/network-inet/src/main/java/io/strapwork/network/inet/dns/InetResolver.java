package io.strapwork.network.inet.dns;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Resolves host names for bootstraps over a network, by the name servers and the search domains that the network has at that time, in the families that it has; the
 * computer's own resolver, hosts file and name servers are never asked. It fails with an {@link java.net.UnknownHostException} whose cause is a
 * {@link io.strapwork.api.plugin.StrapworkException} with the problem to show: SW-N601 (no such name), SW-N602 (no answer), SW-N603
 * (no name server), SW-N604 (the server refused), SW-N605 (an address of a family that the host lacks),
 * SW-N606 (no address of a family that it has), SW-N607 (no possible name).
 */
public final class InetResolver extends AddressResolverGroup<InetSocketAddress> {
    private final UdpEndpoints endpoints;
    private final Settings settings;
    private final @Nullable ChannelFactory<? extends SocketChannel> streams;

    /** Without TCP: answers that are cut off are used as they are. Any thread. */
    public InetResolver(UdpEndpoints endpoints, Settings settings) {
        this(endpoints, settings, null);
    }

    /** @param streams makes TCP channels over the same network, to ask again for answers that were cut off */
    public InetResolver(UdpEndpoints endpoints, Settings settings, @Nullable ChannelFactory<? extends SocketChannel> streams) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.streams = streams;
    }

    /**
     * How patient it is.
     *
     * @param timeout  for one query
     * @param attempts how often each name server is asked
     */
    public record Settings(Duration timeout, int attempts) {
        public Settings {
            if (timeout.toMillis() < 1 || attempts < 1) {
                throw new IllegalArgumentException("DNS timeout " + timeout + ", attempts " + attempts);
            }
        }

        /** Two seconds, three times. */
        public static Settings usual() {
            return new Settings(Duration.ofSeconds(2), 3);
        }
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        if (executor != endpoints.network().loop()) {
            throw new IllegalStateException("names of a network are resolved on its own loop");
        }
        return new LeaseNameResolver((EventLoop) executor, endpoints, settings, streams).asAddressResolver();
    }
}
