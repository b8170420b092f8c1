package io.strapwork.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;

/** Counts what a connection brings and tells it at its end. */
class Drain extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Long> end;
    private long bytes;

    Drain(CompletableFuture<Long> end) {
        this.end = end;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var data = (ByteBuf) message;
        bytes += data.readableBytes();
        data.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end.complete(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end.completeExceptionally(cause);
        context.close();
    }
}
