package io.strapwork.transport.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import jakarta.inject.Inject;

/** UDP by the computer's own sockets. */
@TransportPlugin(id = "host-udp", provides = "udp", over = "host")
public final class HostUdpTransport implements Transport, AutoCloseable {
    private static final int LARGEST_DATAGRAM = 65536;

    private final LoopbackDatagrams datagrams;
    private final HostResolver resolver;
    private final HostLoop loop;

    @Inject
    HostUdpTransport(HostUdpOptions options) {
        LoopbackName loopback = LoopbackName.parse("host-udp", options.loopback());
        datagrams = new LoopbackDatagrams(loopback);
        // the address that stands for the loopback is exchanged datagram by datagram
        resolver = new HostResolver(new LoopbackName(null));
        loop = new HostLoop("strapwork-host-udp");
    }

    @Override
    public Bootstrap bootstrap() {
        return new Bootstrap().group(loop.group()).channelFactory(this::channel).resolver(resolver)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
    }

    @Override
    public void close() {
        loop.close();
    }

    private NioDatagramChannel channel() {
        var channel = new NioDatagramChannel();
        channel.pipeline().addFirst(datagrams);
        return loop.track(channel);
    }
}
