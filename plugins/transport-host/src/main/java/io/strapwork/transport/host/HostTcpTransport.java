package io.strapwork.transport.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import jakarta.inject.Inject;

/** TCP by the computer's own sockets. */
@TransportPlugin(id = "host-tcp", provides = "tcp", over = "host")
public final class HostTcpTransport implements Transport, AutoCloseable {
    private final HostResolver resolver;
    private final HostLoop loop;

    @Inject
    HostTcpTransport(HostTcpOptions options) {
        resolver = new HostResolver(LoopbackName.parse("host-tcp", options.loopback()));
        loop = new HostLoop("strapwork-host-tcp");
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(loop.group()).channelFactory(() -> loop.track(new NioSocketChannel())).resolver(resolver)
                .option(ChannelOption.TCP_NODELAY, true);
    }

    @Override
    public void close() {
        loop.close();
    }
}
