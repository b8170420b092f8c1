package io.strapwork.protocol.http;

import io.netty.channel.ConnectTimeoutException;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What an exception of a transport means for a request, and whether another attempt may do better. */
record HttpFailures(HttpProblems problems) {
    /** No connection was made. */
    Outcome unconnected(Throwable cause, Duration patience) {
        return switch (cause) {
            case UnknownHostException unknown -> unresolved(unknown);
            case ConnectTimeoutException late -> new Outcome.Unreached(problems.connectTimeout(patience), late);
            case IOException io when !(io instanceof SSLException) -> new Outcome.Unreached(problems.unconnected(text(io)), io);
            default -> explained(cause, Optional.empty()).orElseGet(() -> new Outcome.Failed(problems.unconnected(text(cause)), cause));
        };
    }

    Outcome unresolved(UnknownHostException unknown) {
        return explained(unknown, Optional.empty()).orElseGet(() -> new Outcome.Failed(problems.unresolved(text(unknown)), unknown));
    }

    /** A transport said itself what is wrong. What a closed connection or a time-out caused may pass. @param body what had begun to come in */
    Optional<Outcome> explained(Throwable cause, Optional<Verdict.Body> body) {
        StrapworkException known = null;
        boolean passing = false;
        int depth = 0;
        for (Throwable at = cause; at != null && depth < 20; at = at.getCause()) {
            if (at instanceof StrapworkException strapwork && known == null) {
                known = strapwork;
            }
            passing |= at instanceof TimeoutException || at instanceof ClosedChannelException || at instanceof SocketException
                    || at instanceof ConnectException;
            depth++;
        }
        if (known == null) {
            return Optional.empty();
        }
        Problem problem = known.problems().getFirst();
        return Optional.of(passing ? new Outcome.Broken(problem, body, Optional.empty(), cause) : new Outcome.Failed(problem, cause));
    }

    static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
