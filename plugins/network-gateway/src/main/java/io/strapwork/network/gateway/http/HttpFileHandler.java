package io.strapwork.network.gateway.http;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.folder.ServedFile;
import io.strapwork.network.gateway.folder.ServedFolder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other. */
final class HttpFileHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFileHandler.class);
    private static final int PIPELINED_REQUESTS = 64;
    private static final String METHODS = "GET, HEAD";

    private final ServedFolder folder;
    private final BootClock clock;
    private final Queue<HttpRequest> waiting = new ArrayDeque<>();
    private @Nullable FileBody body;
    private boolean keepAlive;
    private boolean closing;

    HttpFileHandler(ServedFolder folder, BootClock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Bodies of requests are ignored. */
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (closing || !(message instanceof HttpRequest request)) {
            return;
        }
        if (waiting.size() == PIPELINED_REQUESTS) {
            LOG.debug("{} pipelines more than {} requests: closed", context.channel().remoteAddress(), PIPELINED_REQUESTS);
            context.close();
            return;
        }
        waiting.add(request);
        answerWaiting(context);
    }

    private void answerWaiting(ChannelHandlerContext context) {
        while (body == null && !closing && context.channel().isActive()) {
            HttpRequest request = waiting.poll();
            if (request == null) {
                break;
            }
            answer(context, request);
        }
        // A client that pipelines without reading its answers has to wait.
        context.channel().config().setAutoRead(body == null);
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        keepAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            refuse(context, request, HttpAnswer.of(statusOf(request.decoderResult().cause())));
            return;
        }
        boolean hosted = request.headers().getAll(HttpHeaderNames.HOST).size() == 1
                || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        Optional<String> path = RequestPath.of(request.uri());
        if (!hosted || path.isEmpty()) {
            refuse(context, request, HttpAnswer.of(BAD_REQUEST));
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(context, request, HttpAnswer.of(METHOD_NOT_ALLOWED, Map.of("allow", METHODS)));
        } else {
            answer(context, request, path.get());
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request, String path) {
        ServedFile file;
        try {
            file = folder.open(path);
        } catch (IOException e) {
            LOG.debug("{} not served: {}", path, e.toString());
            refuse(context, request, HttpAnswer.of(NOT_FOUND));
            return;
        }
        HttpAnswer answer = HttpAnswers.ofFile(request.method(), request.headers(), file.size(), file.modified());
        if (answer.body().isEmpty() || request.method().equals(HttpMethod.HEAD)) {
            file.close();
            refuse(context, request, answer);
            return;
        }
        ByteRange range = answer.body().get();
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        head(response, answer, range.length());
        context.write(response);
        body = new FileBody(file, range);
        pump(context);
    }

    /** Without a file: an error, or a head only. */
    private void refuse(ChannelHandlerContext context, HttpRequest request, HttpAnswer answer) {
        boolean bare = request.method().equals(HttpMethod.HEAD) || answer.status().equals(HttpResponseStatus.NOT_MODIFIED);
        ByteBuf text = bare ? context.alloc().buffer(0) : ByteBufUtil.writeAscii(context.alloc(), answer.status() + "\n");
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), text);
        head(response, answer, answer.body().map(ByteRange::length).orElse((long) text.readableBytes()));
        if (!bare) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
        }
        context.writeAndFlush(response);
        answered(context);
    }

    private void head(HttpResponse response, HttpAnswer answer, long length) {
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (!response.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
            HttpUtil.setContentLength(response, length);
        }
        response.headers().set(HttpHeaderNames.DATE, HttpAnswers.date(clock.now()));
        response.headers().set(HttpHeaderNames.SERVER, "Strapwork");
        response.headers().set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    }

    private void pump(ChannelHandlerContext context) {
        FileBody sending = body;
        if (sending == null) {
            return;
        }
        try {
            // A failed write closes the channel and this body within the call.
            if (!sending.pump(context) || body != sending) {
                return;
            }
        } catch (IOException e) {
            LOG.warn("a file could not be sent completely: {}", e.toString());
            drop(context);
            return;
        }
        body = null;
        sending.close();
        answered(context);
    }

    private void answered(ChannelHandlerContext context) {
        if (!keepAlive) {
            closing = true;
            context.writeAndFlush(context.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void drop(ChannelHandlerContext context) {
        closing = true;
        if (body != null) {
            body.close();
            body = null;
        }
        waiting.clear();
        context.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (body != null && context.channel().isWritable()) {
            pump(context);
            answerWaiting(context);
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop(context);
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            LOG.debug("{} is idle: closed", context.channel().remoteAddress());
            drop(context);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{}: {}", context.channel().remoteAddress(), cause.toString());
        drop(context);
    }

    private static HttpResponseStatus statusOf(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case null, default -> BAD_REQUEST;
        };
    }
}
