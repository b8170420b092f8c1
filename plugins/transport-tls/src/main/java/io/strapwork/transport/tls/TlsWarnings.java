package io.strapwork.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of the {@code SslHandler} until the connection is encrypted, and takes warning alerts out of what the server sends in the clear. The JDK ends a handshake at any of them; RFC 6066 3
 * lets a client continue after unrecognized_name, as OpenSSL and GnuTLS do: the certificate decides. No alert is part of what the handshake signs.
 */
final class TlsWarnings extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWarnings.class);
    private static final int HEADER = 5;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int WARNING = 1;
    private static final int CLOSE_NOTIFY = 0;
    private static final int LIMIT = 8;

    private final String server;
    private int warnings;

    TlsWarnings(String server) {
        this.server = server;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int at = in.readerIndex();
        int type = in.getUnsignedByte(at);
        if (type != ALERT && type != HANDSHAKE || warnings == LIMIT) {
            // From a change of ciphers on, or in TLS 1.3 from application data on, nothing can be read here.
            out.add(in.readRetainedSlice(in.readableBytes()));
            ctx.pipeline().remove(this);
            return;
        }
        if (in.readableBytes() < HEADER) {
            return;
        }
        int length = in.getUnsignedShort(at + HEADER - 2);
        if (in.readableBytes() < HEADER + length) {
            return;
        }
        boolean warning = type == ALERT && length == 2 && in.getByte(at + HEADER) == WARNING && in.getByte(at + HEADER + 1) != CLOSE_NOTIFY;
        if (warning) {
            warnings++;
            LOG.debug("{}: forgiven: alert {} as a warning during the handshake (RFC 6066 3)", server, in.getUnsignedByte(at + HEADER + 1));
            in.skipBytes(HEADER + length);
        } else {
            out.add(in.readRetainedSlice(HEADER + length));
        }
    }
}
