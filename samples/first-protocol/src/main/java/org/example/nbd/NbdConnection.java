package org.example.nbd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.time.BootClock;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.example.nbd.NbdState.Effect;
import org.example.nbd.NbdState.Failed;
import org.example.nbd.NbdState.Lost;
import org.example.nbd.NbdState.Over;
import org.example.nbd.NbdState.Step;
import org.jspecify.annotations.Nullable;

/** Owns the channel, the timer and the buffers of one connection; carries out what the steps decide. Lives on the channel's loop. */
final class NbdConnection extends ChannelInboundHandlerAdapter {
    private final NbdHandshake handshake;
    private final NbdReading reading;
    private final NbdOptions options;
    private final NbdProblems problems;
    private final BootClock clock;
    private final ImageSink sink;
    private final long endsAt;
    private final CompletableFuture<Over> outcome = new CompletableFuture<>();
    private final Map<Long, ByteBuf> flights = new HashMap<>();
    private NbdState state = new NbdState.Greeted();
    private @Nullable CompositeByteBuf arrived;
    private @Nullable ScheduledFuture<?> timer;
    private long heardAt;

    /** @param endsAt when the whole image must be there, by the clock */
    NbdConnection(NbdHandshake handshake, BootClock clock, ImageSink sink, long endsAt) {
        this.handshake = handshake;
        this.options = handshake.options();
        this.problems = handshake.problems();
        this.reading = new NbdReading(options, problems);
        this.clock = clock;
        this.sink = sink;
        this.endsAt = endsAt;
    }

    /** How the connection ended; the channel is closed and the sink used no more. Fails when something threw that should not. */
    CompletableFuture<Over> outcome() {
        return outcome;
    }

    /** The connection attempt has failed. */
    void unconnected(Channel channel, Over how) {
        release();
        state = how;
        channel.close().addListener(_ -> outcome.complete(how));
    }

    /** The loop is gone, and nobody has closed the channel. Any thread. */
    void loopEnded() {
        outcome.complete(new Failed(problems.loopEnded()));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        arrived = ctx.alloc().compositeBuffer(Integer.MAX_VALUE);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (release()) {
            outcome.complete(new Failed(problems.loopEnded()));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        heardAt = clock.nanoTime();
        watch(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        CompositeByteBuf buffer = arrived;
        if (buffer == null || state instanceof Over) {
            ReferenceCountUtil.release(message);
            return;
        }
        heardAt = clock.nanoTime();
        buffer.addFlattenedComponents(true, (ByteBuf) message);
        try {
            while (!(state instanceof Over) && buffer.readableBytes() >= state.awaited().bytes()) {
                ByteBuf frame = buffer.readSlice(state.awaited().bytes());
                run(ctx, step(frame), frame);
            }
        } catch (ImageTooLargeException e) {
            state = new Failed(problems.tooLarge(e));
        } catch (RuntimeException e) {
            crash(ctx, e);
            return;
        }
        buffer.discardReadComponents();
        if (state instanceof Over over) {
            end(ctx, over);
        }
    }

    private Step step(ByteBuf frame) {
        boolean info = state instanceof NbdState.Answered answered && answered.type() == 3;
        NbdMessage message = NbdMessage.parse(state.awaited().frame(), frame, info);
        return switch (state) {
            case NbdState.Greeted _ -> handshake.greeted(message);
            case NbdState.Asked asked -> handshake.asked(asked, message);
            case NbdState.Answered answered -> handshake.answered(answered, message);
            case NbdState.Named named -> handshake.named(named, message);
            case NbdState.Reading(NbdState.Reads reads) -> reading.reply(reads, message);
            case NbdState.InReply(NbdState.Reads reads, boolean _) -> reading.head(reads, message);
            case NbdState.InPayload payload -> reading.payload(payload, frame);
            case Over over -> Step.of(over);
        };
    }

    private void run(ChannelHandlerContext ctx, Step step, ByteBuf frame) throws ImageTooLargeException {
        state = step.next();
        for (Effect effect : step.effects()) {
            carryOut(ctx, effect, frame);
        }
        if (!step.effects().isEmpty()) {
            ctx.flush();
        }
    }

    private void carryOut(ChannelHandlerContext ctx, Effect effect, ByteBuf frame) throws ImageTooLargeException {
        switch (effect) {
            case Effect.Send(NbdRequest request) -> {
                if (request instanceof NbdRequest.Read read) {
                    flights.put(read.cookie(), ctx.alloc().buffer(read.bytes(), read.bytes()).writerIndex(read.bytes()));
                }
                ctx.write(request.encode(ctx.alloc()));
            }
            case Effect.Expect(long bytes) -> sink.expect(bytes);
            case Effect.Restart() -> sink.restart();
            case Effect.Keep(long cookie, int at, int skip) ->
                flight(cookie).setBytes(at, frame, frame.readerIndex() + skip, frame.readableBytes() - skip);
            case Effect.Zero(long cookie, int at, int bytes) -> flight(cookie).setZero(at, bytes);
            case Effect.Deliver(long cookie) -> {
                ByteBuf whole = flight(cookie);
                flights.remove(cookie);
                sink.write(whole);
            }
        }
    }

    private ByteBuf flight(long cookie) {
        ByteBuf flight = flights.get(cookie);
        if (flight == null) {
            throw new IllegalStateException("no request at " + cookie);
        }
        return flight;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ctx.channel().eventLoop().isShuttingDown()) {
            end(ctx, new Failed(problems.loopEnded()));
        } else if (state instanceof NbdState.Named) {
            end(ctx, new Failed(problems.closedOnName(handshake.export())));
        } else {
            end(ctx, new Lost(problems.closed(sink.received())));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            end(ctx, new Lost(problems.closed(sink.received())));
        } else {
            crash(ctx, cause);
        }
    }

    private void end(ChannelHandlerContext ctx, Over how) {
        if (release()) {
            state = how;
            ctx.close().addListener(_ -> outcome.complete(how));
        }
    }

    private void crash(ChannelHandlerContext ctx, Throwable cause) {
        if (release()) {
            state = new Failed(problems.loopEnded());
            ctx.close().addListener(_ -> outcome.completeExceptionally(cause));
        }
    }

    /** Gives back timer and buffers. False when that was done before. */
    private boolean release() {
        CompositeByteBuf buffer = arrived;
        if (buffer == null) {
            return false;
        }
        arrived = null;
        buffer.release();
        flights.values().forEach(ByteBuf::release);
        flights.clear();
        if (timer != null) {
            timer.cancel(false);
        }
        return true;
    }

    /** One timer that looks when it should come again: bytes that arrive cost no timer work. */
    private void watch(ChannelHandlerContext ctx) {
        long now = clock.nanoTime();
        long patience = options.patience().toNanos();
        if (now - endsAt >= 0) {
            end(ctx, new Failed(problems.tooLong(options.totalTime(), sink.received())));
        } else if (now - heardAt >= patience) {
            end(ctx, new Lost(problems.silent(options.patience(), sink.received())));
        } else {
            timer = ctx.executor().schedule(() -> watch(ctx), Math.max(1, Math.min(endsAt - now, heardAt + patience - now)),
                    TimeUnit.NANOSECONDS);
        }
    }
}
