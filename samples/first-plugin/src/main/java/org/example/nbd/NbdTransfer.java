package org.example.nbd;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the channel, the timer and the buffer of one connection; {@link NbdSteps} says what they are for. Lives on the channel's loop, which must never wait. When the outcome is there, the
 * channel is closed, the timer gone, the buffer released and the sink used no more.
 */
final class NbdTransfer extends ChannelInboundHandlerAdapter implements NbdSteps.Wire {
    private final BootUri from;
    private final ImageSink sink;
    private final NbdOptions options;
    private final BootClock clock;
    private final NbdSteps steps;
    private final CompletableFuture<Optional<Problem>> outcome = new CompletableFuture<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf arrived;
    private @Nullable ScheduledFuture<?> timer;
    private long heardAt;

    NbdTransfer(BootUri from, ImageSink sink, NbdOptions options, BootClock clock) {
        this.from = from;
        this.sink = sink;
        this.options = options;
        this.clock = clock;
        this.steps = new NbdSteps(from.decodedPath().substring(1), this);
    }

    /** Empty when all is in the sink. Fails when something threw that should not. */
    CompletableFuture<Optional<Problem>> outcome() {
        return outcome;
    }

    Problem interrupted() {
        return problem("SW-F905", Blame.USER, "the fetch was interrupted");
    }

    /** The connection attempt has ended. */
    void connected(ChannelFuture connect) {
        Throwable cause = connect.cause();
        if (cause != null) {
            connect.channel().close().addListener(_ -> outcome.complete(Optional.of(unconnected(cause))));
        }
    }

    private Problem unconnected(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof StrapworkException known) {
                return known.problems().getFirst(); // the network below knows better
            }
        }
        return problem("SW-F901", Blame.PEER, "there is no connection to " + from.host() + ": " + cause.getMessage());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        arrived = ctx.alloc().buffer();
        heardAt = clock.nanoTime();
        watch(ctx);
        steps.connected();
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heardAt = clock.nanoTime();
        ByteBuf buffer = arrived;
        try {
            if (buffer == null) {
                return; // what comes after the end
            }
            buffer.writeBytes((ByteBuf) message);
            while (arrived != null && buffer.readableBytes() >= steps.awaited()) {
                steps.arrived(buffer.readSlice(steps.awaited()));
            }
            if (arrived != null) {
                buffer.discardReadBytes();
            }
        } catch (ImageTooLargeException e) {
            end(problem("SW-F904", Blame.USER, "the image is too large: " + e.getMessage()));
        } catch (RuntimeException e) {
            exceptionCaught(ctx, e);
        } finally {
            ReferenceCountUtil.release(message);
        }
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(problem("SW-F902", Blame.PEER, from.host() + " closed the connection after " + sink.received() + " bytes"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof java.io.IOException) {
            channelInactive(ctx);
        } else if (release()) {
            ctx.close().addListener(_ -> outcome.completeExceptionally(cause));
        }
    }

    @Override
    public void send(ByteBuf bytes) {
        if (context == null) {
            bytes.release();
        } else {
            context.write(bytes);
        }
    }

    @Override
    public void expect(long bytes) throws ImageTooLargeException {
        sink.expect(bytes);
    }

    @Override
    public void deliver(ByteBuf bytes) throws ImageTooLargeException {
        sink.write(bytes.retain()); // the sink takes a buffer of its own, this one belongs to the frame
    }

    @Override
    public void done() {
        end(null);
    }

    @Override
    public void fail(String what) {
        end(problem("SW-F903", Blame.PEER, what));
    }

    private void end(@Nullable Problem problem) {
        ChannelHandlerContext ctx = context;
        if (release() && ctx != null) {
            ctx.flush();
            ctx.close().addListener(_ -> outcome.complete(Optional.ofNullable(problem)));
        }
    }

    /** False when that was done before. */
    private boolean release() {
        ByteBuf buffer = arrived;
        arrived = null;
        if (timer != null) {
            timer.cancel(false);
        }
        return buffer != null && buffer.release();
    }

    /** One timer that looks when it should come again: bytes that arrive cost no timer work. */
    private void watch(ChannelHandlerContext ctx) {
        long left = heardAt + options.patience().toNanos() - clock.nanoTime();
        if (left <= 0) {
            end(problem("SW-F902", Blame.PEER, from.host() + " said nothing for " + options.patience().toMillis() + " ms"));
        } else {
            timer = ctx.executor().schedule(() -> watch(ctx), left, TimeUnit.NANOSECONDS);
        }
    }

    private Problem problem(String code, Blame blame, String what) {
        return new Problem(code, blame, from.toString(), what, "");
    }
}
