package io.strapwork.network.gateway.tftp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.network.gateway.folder.ServedFile;
import io.strapwork.network.gateway.folder.ServedFolder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a folder, for reading, on a port of any network that has Netty channels. */
public final class TftpServer {
    private static final Logger LOG = LoggerFactory.getLogger(TftpServer.class);
    private static final int MOST_TRANSFERS = 64;
    private static final int MOST_ENDED = 64;
    private static final String OCTET = "octet";
    private static final String NETASCII = "netascii";

    private final ServedFolder folder;
    /** In the order begun; on the event loop only. */
    private final List<Running> running = new ArrayList<>();
    /** Their ports get what is late; the one that ended first is first. On the event loop only. */
    private final Queue<Channel> ended = new ArrayDeque<>();

    private record Running(TftpTransfer transfer, Channel channel) {}

    public TftpServer(ServedFolder folder) {
        this.folder = folder;
    }

    public ChannelFuture bind(EventLoopGroup loop, ChannelFactory<? extends DatagramChannel> channels, InetSocketAddress address) {
        return new Bootstrap().group(loop).channelFactory(channels).handler(new Requests(channels)).bind(address);
    }

    private final class Requests extends SimpleChannelInboundHandler<DatagramPacket> implements TftpTransfer.Watcher {
        private final ChannelFactory<? extends DatagramChannel> channels;

        private Requests(ChannelFactory<? extends DatagramChannel> channels) {
            this.channels = channels;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            try {
                switch (TftpMessage.parse(packet.content())) {
                    case TftpMessage.Request request -> requested(context, packet.sender(), request);
                    case TftpMessage.Acknowledgement _ ->
                        refuse(context, packet.sender(), TftpMessage.ErrorCode.ILLEGAL_OPERATION, "no transfer here");
                    case TftpMessage.Failure failure -> LOG.debug("{} from {} ignored: no transfer here", failure, packet.sender());
                }
            } catch (TftpFormatException e) {
                LOG.debug("TFTP packet from {} ignored: {}", packet.sender(), e.getMessage());
            }
        }

        private void requested(ChannelHandlerContext context, InetSocketAddress client, TftpMessage.Request request) {
            if (running.stream().anyMatch(entry -> entry.transfer.isRepeated(client, request))) {
                return;
            }
            if (request.write()) {
                refuse(context, client, TftpMessage.ErrorCode.ACCESS_VIOLATION, "read only");
            } else if (!request.mode().equals(OCTET) && !request.mode().equals(NETASCII)) {
                refuse(context, client, TftpMessage.ErrorCode.ILLEGAL_OPERATION, "mode is neither octet nor netascii");
            } else if (running.size() == MOST_TRANSFERS) {
                refuse(context, client, TftpMessage.ErrorCode.NOT_DEFINED, "too many transfers");
            } else {
                // Beside the client's other transfers: this may be a late copy of a request, which ends nothing (RFC 1350 4).
                open(context, client, request);
            }
        }

        private void open(ChannelHandlerContext context, InetSocketAddress client, TftpMessage.Request request) {
            ServedFile file;
            try {
                file = folder.open(request.file());
            } catch (IOException e) {
                LOG.debug("{} not served: {}", request.file(), e.toString());
                refuse(context, client, TftpMessage.ErrorCode.FILE_NOT_FOUND, "file not found");
                return;
            }
            boolean text = request.mode().equals(NETASCII);
            TftpTerms terms = TftpTerms.of(request.options(), text ? OptionalLong.empty() : OptionalLong.of(file.size()));
            BlockSource source;
            try {
                source = text ? BlockSource.Text.of(file, terms.blockBytes()) : new BlockSource.Octets(file, terms.blockBytes());
            } catch (IOException e) {
                refuse(context, client, TftpMessage.ErrorCode.NOT_DEFINED, String.valueOf(e.getMessage()));
                return;
            }
            start(context, new TftpTransfer(client, request, source, terms, this));
        }

        /** A client that begins anew from the same port, as some firmware does, has left what it began before. Only now is that certain. */
        @Override
        public void chosen(TftpTransfer chosen) {
            for (Running entry : List.copyOf(running)) {
                if (entry.transfer == chosen) {
                    return;
                }
                if (entry.transfer.client().equals(chosen.client())) {
                    entry.transfer.leave(entry.channel);
                }
            }
        }

        @Override
        public void ended(TftpTransfer transfer) {
            for (Running entry : List.copyOf(running)) {
                if (entry.transfer == transfer) {
                    running.remove(entry);
                    if (ended.size() == MOST_ENDED) {
                        ended.remove().close();
                    }
                    ended.add(entry.channel);
                }
            }
        }

        private void start(ChannelHandlerContext context, TftpTransfer transfer) {
            var own = (InetSocketAddress) context.channel().localAddress();
            ChannelFuture bound = new Bootstrap().group(context.channel().eventLoop()).channelFactory(channels).handler(transfer)
                    .bind(new InetSocketAddress(own.getAddress(), 0));
            var entry = new Running(transfer, bound.channel());
            running.add(entry);
            bound.channel().closeFuture().addListener(_ -> {
                running.remove(entry);
                ended.remove(entry.channel);
            });
            bound.addListener(done -> {
                if (!done.isSuccess()) {
                    LOG.debug("no port for a TFTP transfer: {}", String.valueOf(done.cause()));
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            List.copyOf(running).forEach(entry -> entry.channel.close());
            List.copyOf(ended).forEach(Channel::close);
        }

        private void refuse(ChannelHandlerContext context, InetSocketAddress client, TftpMessage.ErrorCode code, String text) {
            ByteBuf out = context.alloc().buffer();
            TftpMessage.writeError(out, code, text);
            context.writeAndFlush(new DatagramPacket(out, client));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("TFTP server: {}", cause.toString());
        }
    }
}
