package io.strapwork.network.gateway.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server's TLS whose certificate is loaded, or made, by the first connection, beside the event loop. */
public final class LazyTls {
    private static final Logger LOG = LoggerFactory.getLogger(LazyTls.class);
    /** What is written is encrypted in one go up to this, as many records in one buffer: otherwise each record is a write of its own, and its text is copied once more. */
    private static final int AT_ONCE = 256 << 10;

    private final Path folder;
    private final BootClock clock;
    /** On the event loop only. */
    private @Nullable Promise<SslContext> loading;

    public LazyTls(Path folder, BootClock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** For the head of a connection's pipeline; holds reading back until there is a certificate, then replaces itself by an {@code SslHandler}. */
    public ChannelHandler handler() {
        return new Waiting();
    }

    private Future<SslContext> context(ChannelHandlerContext asking) {
        Promise<SslContext> known = loading;
        if (known != null && (!known.isDone() || known.isSuccess())) {
            return known;
        }
        Promise<SslContext> started = asking.executor().newPromise();
        loading = started;
        clock.beside("tls-identity", () -> {
            try {
                started.trySuccess(TlsIdentity.ensure(folder).serverContext());
            } catch (StrapworkException | Error e) {
                started.tryFailure(e);
            }
        });
        return started;
    }

    private final class Waiting extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(false);
            context(context).addListener((Future<SslContext> loaded) -> ready(context, loaded));
        }

        private void ready(ChannelHandlerContext context, Future<SslContext> loaded) {
            if (context.isRemoved()) {
                return;
            }
            if (!loaded.isSuccess()) {
                LOG.error("no TLS on {}: {}", context.channel().localAddress(), String.valueOf(loaded.cause().getMessage()));
                context.close();
                return;
            }
            var handler = loaded.getNow().newHandler(context.alloc());
            handler.setWrapDataSize(AT_ONCE);
            context.pipeline().replace(this, "tls", handler);
            context.channel().config().setAutoRead(true);
        }
    }
}
