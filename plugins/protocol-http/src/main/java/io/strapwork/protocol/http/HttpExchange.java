package io.strapwork.protocol.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Owns the channel and the timer of one request, on the channel's loop. The sink is used no more when the outcome is there. */
final class HttpExchange extends ChannelInboundHandlerAdapter {
    /** 1xx answers before the real one; none of them counts as progress. */
    private static final int INFORMATIONAL_LIMIT = 16;

    private enum State {
        CONNECTING, WAITING, RECEIVING, ENDED
    }

    private final HttpMethod method;
    private final BootUri asked;
    private final @Nullable Resume resume;
    private final HttpRequests requests;
    private final HttpOptions options;
    private final Duration connectPatience;
    private final BooleanSupplier first;
    private final BootClock clock;
    private final long endsAt;
    private final ImageSink sink;
    private final HttpProblems problems;
    private final HttpFailures failures;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private State state = State.CONNECTING;
    private Verdict.@Nullable Body body;
    private long got;
    private int informational;
    private boolean closedProperly;
    private long progressAt;
    private @Nullable ScheduledFuture<?> timer;

    /** @param first whether this one may go on, once it is connected: another one may have been first */
    HttpExchange(HttpMethod method, BootUri asked, @Nullable Resume resume, HttpRequests requests, HttpOptions options,
            BooleanSupplier first, BootClock clock, long endsAt, ImageSink sink) {
        this.connectPatience = options.connectPatience();
        this.first = first;
        this.method = method;
        this.asked = asked;
        this.resume = resume;
        this.requests = requests;
        this.options = options;
        this.clock = clock;
        this.endsAt = endsAt;
        this.sink = sink;
        this.problems = new HttpProblems(asked);
        this.failures = new HttpFailures(problems);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** The connection attempt has ended. */
    void connected(ChannelFuture connect, EventLoopGroup group) {
        Throwable cause = connect.cause();
        if (cause != null && state != State.ENDED) {
            state = State.ENDED;
            stopTimer();
            connect.channel().close()
                    .addListener(_ -> outcome.complete(
                            group.isShuttingDown()
                                    ? new Outcome.Failed(problems.loopEnded(), cause)
                                    : failures.unconnected(cause, connectPatience)));
        }
    }

    /** The loop is gone, and nobody has closed the channel. Any thread. */
    void loopEnded() {
        outcome.complete(new Outcome.Failed(problems.loopEnded(), null));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        progressAt = clock.nanoTime();
        watch(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimer();
        if (state == State.WAITING || state == State.RECEIVING) {
            outcome.complete(new Outcome.Failed(problems.loopEnded(), null));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (state == State.CONNECTING && !first.getAsBoolean()) {
            end(ctx, new Outcome.Unreached(problems.connectTimeout(connectPatience), null));
        } else if (state == State.CONNECTING) {
            state = State.WAITING;
            progressAt = clock.nanoTime();
            stopTimer();
            watch(ctx);
            ctx.writeAndFlush(requests.of(method, asked, resume)).addListener(written -> {
                if (!written.isSuccess()) {
                    ctx.close();
                }
            });
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (state == State.ENDED || state == State.CONNECTING) {
                return;
            }
            if (message instanceof HttpResponse head) {
                head(ctx, head);
            }
            if (message instanceof HttpContent content && state == State.RECEIVING) {
                content(ctx, content);
            }
        } catch (ImageTooLargeException e) {
            end(ctx, new Outcome.Failed(problems.tooLarge(e), e));
        } catch (RuntimeException e) {
            crash(ctx, e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(ChannelHandlerContext ctx, HttpResponse head) throws ImageTooLargeException {
        if (state != State.WAITING) {
            end(ctx, new Outcome.Failed(problems.nonsense("a second response to one request"), null));
            return;
        }
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            informational++;
            if (informational > INFORMATIONAL_LIMIT || head.status().code() == 101) {
                end(ctx, new Outcome.Failed(problems.status(head.status()), null));
            }
            return;
        }
        switch (HttpSteps.head(asked, resume, requests.signIn(asked), head, clock.now())) {
            // nothing but the head was asked for
            case Verdict.Body begun when method.equals(HttpMethod.HEAD) -> end(ctx, new Outcome.Complete(begun));
            case Verdict.Body begun -> begin(begun);
            case Verdict.Redirect(BootUri to) -> end(ctx, new Outcome.Redirected(to));
            case Verdict.Afresh(String why) -> end(ctx, new Outcome.Afresh(why));
            case Verdict.Again again -> end(ctx, new Outcome.Broken(again.problem(), Optional.empty(), again.after(), null));
            case Verdict.Final(Problem problem) -> end(ctx, new Outcome.Failed(problem, null));
        }
    }

    private void begin(Verdict.Body begun) throws ImageTooLargeException {
        if (!begun.resumed() && sink.received() > 0) {
            sink.restart();
        }
        if (begun.size() != HttpSteps.UNKNOWN) {
            sink.expect(begun.size());
        }
        body = begun;
        state = State.RECEIVING;
        progressAt = clock.nanoTime();
    }

    private void content(ChannelHandlerContext ctx, HttpContent content) throws ImageTooLargeException {
        Verdict.Body begun = body;
        int bytes = content.content().readableBytes();
        if (bytes > 0) {
            got += bytes;
            progressAt = clock.nanoTime();
            // The sink releases what it takes; the message's own count is released by the caller.
            sink.write(content.content().retain());
        }
        if (begun != null && content instanceof LastHttpContent) {
            boolean cut = begun.bytes() != HttpSteps.UNKNOWN && got != begun.bytes()
                    || begun.untilClose() && asked.scheme().equals("https") && !closedProperly;
            if (cut) {
                lost(ctx, null);
            } else {
                end(ctx, new Outcome.Complete(begun));
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) {
            closedProperly = true;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ctx.channel().eventLoop().isShuttingDown()) {
            end(ctx, new Outcome.Failed(problems.loopEnded(), null));
        } else {
            lost(ctx, null);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Optional<Outcome> explained = failures.explained(cause, Optional.ofNullable(body));
        if (state == State.ENDED) {
            return;
        }
        if (explained.isPresent()) {
            end(ctx, explained.get());
        } else if (cause instanceof SSLException ssl) {
            end(ctx, new Outcome.Failed(problems.unconnected(HttpFailures.text(ssl)), ssl));
        } else if (cause instanceof IOException) {
            lost(ctx, cause);
        } else if (cause instanceof CodecException) {
            end(ctx, new Outcome.Failed(problems.nonsense(HttpFailures.text(cause)), cause));
        } else {
            crash(ctx, cause);
        }
    }

    private void lost(ChannelHandlerContext ctx, @Nullable Throwable cause) {
        Verdict.Body begun = body;
        if (begun == null) {
            end(ctx, broken(problems.closedEarly(
                    Optional.ofNullable(cause).map(HttpFailures::text)),
                    cause));
        } else {
            end(ctx, broken(problems.truncated(sink.received(), begun.size()), cause));
        }
    }

    private Outcome broken(Problem problem, @Nullable Throwable cause) {
        return new Outcome.Broken(problem, Optional.ofNullable(body), Optional.empty(), cause);
    }

    private void end(ChannelHandlerContext ctx, Outcome how) {
        if (state != State.ENDED) {
            state = State.ENDED;
            stopTimer();
            ctx.close().addListener(_ -> outcome.complete(how));
        }
    }

    private void crash(ChannelHandlerContext ctx, Throwable cause) {
        if (state != State.ENDED) {
            state = State.ENDED;
            stopTimer();
            ctx.close().addListener(_ -> outcome.completeExceptionally(cause));
        }
    }

    /** One timer that looks when it should come again: bytes that arrive cost no timer work. */
    private void watch(ChannelHandlerContext ctx) {
        long now = clock.nanoTime();
        long patience = (state == State.CONNECTING ? connectPatience : options.patience()).toNanos();
        if (now - endsAt >= 0) {
            end(ctx, new Outcome.Failed(problems.tooLong(options, sink.received()), null));
        } else if (now - progressAt >= patience) {
            end(ctx, state == State.CONNECTING
                    ? new Outcome.Unreached(problems.connectTimeout(connectPatience), null)
                    : broken(problems.silent(options, body == null ? 0 : sink.received()), null));
        } else {
            long wait = Math.min(endsAt - now, progressAt + patience - now);
            timer = ctx.executor().schedule(() -> watch(ctx), Math.max(wait, 1), TimeUnit.NANOSECONDS);
        }
    }

    private void stopTimer() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}
