package io.strapwork.network.gateway.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.concurrent.EventExecutor;
import io.strapwork.api.time.BootClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the computer's own resolver, beside the event loop. On that loop, except where it says otherwise. */
final class HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
    private static final int MOST_QUESTIONS = 64;
    private static final int SECONDS = 5;

    private final Resolver resolver;
    private final BootClock clock;
    private int asking;

    /** As {@link InetAddress#getAllByName(String)}. Called on threads of their own. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    HostNames(Resolver resolver, BootClock clock) {
        this.clock = clock;
        this.resolver = resolver;
    }

    /** Calls back once, on the loop, in five seconds at the latest. */
    void ask(String name, DnsRecordType type, EventExecutor loop, Consumer<NameAnswer> answered) {
        if (!type.equals(DnsRecordType.A) && !type.equals(DnsRecordType.AAAA)) {
            // The computer's resolver has addresses only. Without data, rather than refused, for the name may well exist.
            answered.accept(NameAnswer.of(DnsResponseCode.NOERROR));
            return;
        }
        if (asking == MOST_QUESTIONS) {
            LOG.debug("more than {} names being resolved: {} fails", MOST_QUESTIONS, name);
            answered.accept(NameAnswer.of(DnsResponseCode.SERVFAIL));
            return;
        }
        asking++;
        var once = new Once(answered);
        var timer = loop.schedule(() -> once.answer(NameAnswer.of(DnsResponseCode.SERVFAIL)), SECONDS, TimeUnit.SECONDS);
        clock.beside("resolve", () -> {
            NameAnswer answer = resolve(name, type);
            try {
                loop.execute(() -> {
                    asking--;
                    timer.cancel(false);
                    once.answer(answer);
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("the gateway was closed before {} was resolved", name);
            }
        });
    }

    private NameAnswer resolve(String name, DnsRecordType type) {
        try {
            boolean four = type.equals(DnsRecordType.A);
            List<NameAnswer.Data> found = Arrays.stream(resolver.resolve(name)).filter(address -> address instanceof Inet4Address == four)
                    .map(address -> new NameAnswer.Data(type, address.getAddress())).toList();
            return new NameAnswer(DnsResponseCode.NOERROR, found);
        } catch (UnknownHostException e) {
            // The JDK has one exception for both; the text of EAI_AGAIN is all there is to tell them apart.
            boolean passing = String.valueOf(e.getMessage()).contains("Temporary failure");
            return NameAnswer.of(passing ? DnsResponseCode.SERVFAIL : DnsResponseCode.NXDOMAIN);
        } catch (RuntimeException e) {
            LOG.debug("{} could not be resolved", name, e);
            return NameAnswer.of(DnsResponseCode.SERVFAIL);
        }
    }

    private static final class Once {
        private final Consumer<NameAnswer> answered;
        private boolean done;

        private Once(Consumer<NameAnswer> answered) {
            this.answered = answered;
        }

        private void answer(NameAnswer answer) {
            if (!done) {
                done = true;
                answered.accept(answer);
            }
        }
    }
}
