package io.strapwork.network.gateway.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.gateway.tls.LazyTls;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a folder on a port of any network that has Netty channels. */
public final class HttpFileServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFileServer.class);
    private static final int CONNECTIONS = 1024;
    private static final int IDLE_SECONDS = 120;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final ServedFolder folder;
    private final BootClock clock;

    public HttpFileServer(ServedFolder folder, BootClock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** @param tls what the connections are to be wrapped in, if anything */
    public ChannelFuture bind(EventLoopGroup loop, ChannelFactory<? extends ServerChannel> channels, InetSocketAddress address,
            Optional<LazyTls> tls) {
        return new ServerBootstrap().group(loop).channelFactory(channels).childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Connections(tls)).bind(address);
    }

    private final class Connections extends ChannelInitializer<Channel> {
        private final Optional<LazyTls> tls;
        /** On the one event loop only. */
        private int open;

        private Connections(Optional<LazyTls> tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (open == CONNECTIONS) {
                LOG.debug("more than {} connections: {} is closed", CONNECTIONS, channel.remoteAddress());
                channel.close();
                return;
            }
            open++;
            channel.closeFuture().addListener(_ -> open--);
            tls.ifPresent(lazy -> channel.pipeline().addLast(lazy.handler()));
            channel.pipeline().addLast(new HttpServerCodec(), new IdleStateHandler(true, 0, 0, IDLE_SECONDS, TimeUnit.SECONDS),
                    new HttpFileHandler(folder, clock));
        }
    }
}
