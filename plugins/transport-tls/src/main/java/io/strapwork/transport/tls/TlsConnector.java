package io.strapwork.transport.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits in front of a new channel's pipeline for the connect call, since only that knows the name to check. */
final class TlsConnector extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);

    private final SslContext context;
    private final TlsOptions options;

    TlsConnector(SslContext context, TlsOptions options) {
        this.context = context;
        this.options = options;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (!(remote instanceof InetSocketAddress server)) {
            promise.setFailure(new IllegalArgumentException("TLS needs a host and a port, not " + remote));
            return;
        }
        String host = name(server);
        SslHandler tls = context.newHandler(ctx.alloc(), host, server.getPort());
        tls.setCumulator(new HeapRecords());
        tls.setHandshakeTimeoutMillis(Math.max(1, options.handshakePatience().toMillis()));
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            sendName(tls, host);
        }
        String self = ctx.name();
        ctx.pipeline().addAfter(self, null, new TlsFailures(new TlsProblems(host, server.getPort()), options));
        ctx.pipeline().addAfter(self, null, tls);
        ctx.pipeline().addAfter(self, null, new TlsWarnings(host + ":" + server.getPort()));
        ctx.connect(remote, local, promise);
        ctx.pipeline().remove(this);
    }

    /** The JDK by itself sends only names with a dot. */
    private static void sendName(SslHandler tls, String host) {
        SSLParameters parameters = tls.engine().getSSLParameters();
        try {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        } catch (IllegalArgumentException e) {
            LOG.debug("{} can't be sent as the server name: {}", host, e.getMessage());
            return;
        }
        tls.engine().setSSLParameters(parameters);
    }

    /** As it was given: never by a reverse look-up. Without the dot of an absolute name and the zone of a link-local address. */
    private static String name(InetSocketAddress server) {
        String host = server.getHostString();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
