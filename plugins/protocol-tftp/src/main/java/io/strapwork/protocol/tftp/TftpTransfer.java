package io.strapwork.protocol.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.time.BootClock;
import io.strapwork.protocol.tftp.TftpState.Effect;
import io.strapwork.protocol.tftp.TftpState.Event;
import io.strapwork.protocol.tftp.TftpState.Failed;
import io.strapwork.protocol.tftp.TftpState.Finished;
import io.strapwork.protocol.tftp.TftpState.OptionsRefused;
import io.strapwork.protocol.tftp.TftpState.Step;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the channel and the timer of one request; carries out what {@link TftpSteps} decides. Lives on the channel's loop. */
final class TftpTransfer extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TftpTransfer.class);
    private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(2);

    private final TftpRequest request;
    private final TftpSteps steps;
    private final TftpOptions options;
    private final BootClock clock;
    private final BooleanSupplier wins;
    private final CompletableFuture<TftpState> outcome = new CompletableFuture<>();
    private @Nullable TftpState state;
    /** Blocks that came before their turn, by number without roll-over. */
    private final Map<Long, ByteBuf> kept = new HashMap<>();
    private @Nullable ImageSink sink;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;

    /** @param wins whether this one may go on, once the server has answered: another one may have been first */
    TftpTransfer(TftpRequest request, TftpSteps steps, TftpOptions options, BootClock clock, ImageSink sink, BooleanSupplier wins) {
        this.request = request;
        this.steps = steps;
        this.options = options;
        this.clock = clock;
        this.sink = sink;
        this.wins = wins;
    }

    /** {@link Finished}, {@link Failed} or {@link OptionsRefused}, when the sink is used no more. Fails when something threw that should not. */
    CompletableFuture<TftpState> outcome() {
        return outcome;
    }

    /** Added to a bound channel. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        run(ctx, steps.begin(clock.nanoTime()), null);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var packet = (DatagramPacket) message;
        try {
            happen(ctx, new Event.Arrived(TftpMessage.parse(packet.content()), packet.sender()), packet.content());
        } finally {
            ReferenceCountUtil.release(packet);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof PortUnreachableException) {
            happen(ctx, new Event.PortUnreachable(), null);
        } else if (cause instanceof IOException) {
            happen(ctx, new Event.Trouble(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()), null);
        } else {
            fail(ctx, cause);
        }
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        stopKeeping();
        outcome.complete(new Failed(new TftpProblems(request).loopEnded()));
    }

    private void happen(ChannelHandlerContext ctx, Event event, @Nullable ByteBuf packet) {
        TftpState now = state;
        if (now == null) {
            return;
        }
        Step step = steps.step(now, event, clock.nanoTime());
        if (!(now instanceof TftpState.Requesting) || isStillAsking(step.next()) || wins.getAsBoolean()) {
            run(ctx, step, packet);
        } else {
            ctx.close();
        }
    }

    private static boolean isStillAsking(TftpState state) {
        return state instanceof TftpState.Requesting || state instanceof Failed failed && failed.unreached();
    }

    /** The loop is gone, and nobody has closed the channel. Any thread. */
    void loopEnded() {
        outcome.complete(new Failed(new TftpProblems(request).loopEnded()));
    }

    private void run(ChannelHandlerContext ctx, Step step, @Nullable ByteBuf packet) {
        boolean wasOver = over();
        state = step.next();
        try {
            for (Effect effect : step.effects()) {
                carryOut(ctx, effect, packet);
            }
        } catch (ImageTooLargeException e) {
            state = new Failed(new TftpProblems(request).tooLarge(e));
            if (step.next() instanceof TftpState.Receiving receiving) {
                send(ctx, new Effect.Send(new TftpMessage.Fault(TftpMessage.DISK_FULL, "too large"), receiving.server()));
            }
        } catch (RuntimeException e) {
            fail(ctx, e);
            return;
        }
        if (over() && !wasOver) {
            end(ctx);
        } else if (!over()) {
            startTimer(ctx);
        }
    }

    private void carryOut(ChannelHandlerContext ctx, Effect effect, @Nullable ByteBuf packet) throws ImageTooLargeException {
        ImageSink into = sink;
        switch (effect) {
            case Effect.Send send -> send(ctx, send);
            case Effect.Deliver() when packet != null && into != null -> into.write(packet.skipBytes(TftpMessage.HEADER_BYTES).retain());
            case Effect.Keep(long block) when packet != null -> kept.put(block, packet.skipBytes(TftpMessage.HEADER_BYTES).retain());
            case Effect.DeliverKept(long from, int blocks) when into != null -> {
                for (long block = from; block < from + blocks; block++) {
                    into.write(Objects.requireNonNull(kept.remove(block)));
                }
            }
            case Effect.Expect(long bytes) when into != null -> into.expect(bytes);
            case Effect.Ignore(String reason) -> LOG.debug("{}: ignored: {}", request.from(), reason);
            case Effect.Deliver(),Effect.Keep(long _),Effect.DeliverKept(long _, int _),Effect.Expect(long _) ->
                throw new IllegalStateException(effect + " without a place to put it");
        }
    }

    private void send(ChannelHandlerContext ctx, Effect.Send send) {
        var packet = new DatagramPacket(send.message().encode(ctx.alloc()), send.to());
        ctx.write(packet).addListener(written -> {
            if (!written.isSuccess() && ctx.channel().isActive()) {
                exceptionCaught(ctx, written.cause());
            }
        });
        if (!(send.message() instanceof TftpMessage.Acknowledgement)) {
            ctx.flush();
        }
    }

    private boolean over() {
        return state instanceof Finished || state instanceof Failed || state instanceof OptionsRefused;
    }

    private void end(ChannelHandlerContext ctx) {
        TftpState end = state;
        stopTimer();
        stopKeeping();
        ctx.flush();
        if (end instanceof Finished && !options.linger().isZero()) {
            ScheduledFuture<?> closing = ctx.executor().schedule(() -> ctx.close(), options.linger().toNanos(), TimeUnit.NANOSECONDS);
            timer = closing;
            outcome.complete(end);
        } else {
            ctx.close().addListener(_ -> outcome.complete(end));
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        stopTimer();
        stopKeeping();
        state = new Failed(new TftpProblems(request).loopEnded());
        outcome.completeExceptionally(cause);
        ctx.close();
    }

    /** One timer, moved only when it comes too early: most packets cost no timer work. */
    private void startTimer(ChannelHandlerContext ctx) {
        TftpState now = state;
        if (now == null) {
            return;
        }
        long at = steps.wakeAt(now);
        if (timer != null && timerAt - at <= 0) {
            return;
        }
        stopTimer();
        timerAt = at;
        timer = ctx.executor().schedule(() -> cameDue(ctx, false), Math.max(0, at - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** After a pause of the whole thread timers run before what came in meanwhile is read: only a second look tells that nothing is there. */
    private void cameDue(ChannelHandlerContext ctx, boolean again) {
        timer = null;
        TftpState now = state;
        if (now == null || over()) {
            return;
        }
        if (steps.wakeAt(now) - clock.nanoTime() > 0) {
            startTimer(ctx);
        } else if (!again) {
            timerAt = clock.nanoTime() + SECOND_LOOK;
            timer = ctx.executor().schedule(() -> cameDue(ctx, true), SECOND_LOOK, TimeUnit.NANOSECONDS);
        } else {
            happen(ctx, new Event.TimeCame(), null);
            ctx.flush();
        }
    }

    private void stopKeeping() {
        sink = null;
        kept.values().forEach(ByteBuf::release);
        kept.clear();
    }

    private void stopTimer() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}
