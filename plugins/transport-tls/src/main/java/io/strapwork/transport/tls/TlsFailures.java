package io.strapwork.transport.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sits behind the {@code SslHandler} and turns its exceptions into Problems. Each channel tells one; what follows from it is only noted. */
final class TlsFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFailures.class);
    private static final Pattern ALERT = Pattern.compile("Received (?:fatal|close_notify|warning) ?alert: ([a-z_]{1,40})");

    private final TlsProblems problems;
    private final TlsOptions options;
    private boolean shaken;
    private boolean told;

    TlsFailures(TlsProblems problems, TlsOptions options) {
        this.problems = problems;
        this.options = options;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            shaken = handshake.isSuccess();
            if (!shaken) {
                StrapworkException failure = tell(ctx, handshake.cause());
                ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(failure));
                return;
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable bare = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (told) {
            LOG.debug("after the reported failure: {}", bare.toString());
        } else if (bare instanceof SSLException) {
            tell(ctx, bare);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private StrapworkException tell(ChannelHandlerContext ctx, Throwable cause) {
        StrapworkException failure = explain(cause);
        if (!told) {
            told = true;
            ctx.fireExceptionCaught(failure);
        }
        return failure;
    }

    private StrapworkException explain(Throwable cause) {
        int depth = 0;
        String alert = null;
        for (Throwable at = cause; at != null && depth < 20; at = at.getCause(), depth++) {
            if (at instanceof StrapworkException known) {
                return known;
            }
            Matcher matcher = at.getMessage() == null ? null : ALERT.matcher(at.getMessage());
            if (alert == null && matcher != null && matcher.find()) {
                alert = matcher.group(1);
            }
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (alert != null) {
            return new StrapworkException(alert(alert), cause);
        }
        if (cause instanceof NotSslRecordException || message.contains("Unsupported or unrecognized SSL message")) {
            return new StrapworkException(problems.notTls(), cause);
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return new StrapworkException(problems.timeout(options.handshakePatience()),
                    transientCause(new TimeoutException("TLS handshake"), cause));
        }
        boolean lost = cause instanceof ClosedChannelException || cause instanceof IOException && !(cause instanceof SSLException)
                || message.contains("Connection closed while SSL/TLS handshake");
        if (!shaken && lost) {
            return new StrapworkException(problems.closed(), transientCause(new ClosedChannelException(), cause));
        }
        return new StrapworkException(shaken ? problems.broken(message) : problems.failed(message), cause);
    }

    private static Exception transientCause(Exception kind, Throwable cause) {
        kind.initCause(cause);
        return kind;
    }

    private Problem alert(String alert) {
        boolean sent = options.certificate().isPresent();
        return switch (alert) {
            case "certificate_required" -> problems.clientCertificate(alert, sent);
            case "bad_certificate", "unsupported_certificate", "certificate_revoked", "certificate_expired", "certificate_unknown",
                    "unknown_ca", "access_denied" ->
                problems.clientCertificate(alert, sent);
            default -> shaken ? problems.broken("the server sent the alert " + alert) : problems.alert(alert, options.versions(), sent);
        };
    }
}
