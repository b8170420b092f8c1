package io.strapwork.network.inet.dns;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolverException;
import io.netty.resolver.dns.DnsQueryLifecycleObserver;
import io.netty.resolver.dns.DnsQueryLifecycleObserverFactory;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What name servers said to the questions for a name, to explain a failure: Netty's own exception knows two codes only. Used on the loop. */
final class NameAnswers implements DnsQueryLifecycleObserverFactory {
    private static final Logger LOG = LoggerFactory.getLogger(NameAnswers.class);
    private static final int LIMIT = 64;

    enum Kind {
        /** No answer came in time. */
        SILENT,
        /** NXDOMAIN. */
        NO_SUCH_NAME,
        /** The name is there, an address is not. */
        NO_ADDRESS,
        /** Any other code (RFC 1035 4.1.1). */
        REFUSED
    }

    /**
     * @param question the full name that was asked for, search domain included, without the last dot
     * @param said     the code in words
     */
    record Answer(String question, String server, Kind kind, String said) {}

    private final Set<Answer> answers = new LinkedHashSet<>();

    /** A look-up of this name begins. */
    void begin(String name) {
        answers.removeIf(answer -> isOf(name, answer));
    }

    List<Answer> of(String name) {
        return answers.stream().filter(answer -> isOf(name, answer)).toList();
    }

    private static boolean isOf(String name, Answer answer) {
        String plain = plain(name);
        return answer.question().equals(plain) || answer.question().startsWith(plain + ".");
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public DnsQueryLifecycleObserver newDnsQueryLifecycleObserver(DnsQuestion question) {
        return new Observer(plain(question.name()));
    }

    /** Its question is what was asked first, also while aliases are followed. */
    private final class Observer implements DnsQueryLifecycleObserver {
        private final String question;
        private @Nullable InetSocketAddress server;

        Observer(String question) {
            this.question = question;
        }

        @Override
        public void queryWritten(InetSocketAddress to, ChannelFuture future) {
            server = to;
        }

        @Override
        public void queryCancelled(int remaining) {}

        @Override
        public DnsQueryLifecycleObserver queryRedirected(List<InetSocketAddress> nameServers) {
            return this;
        }

        @Override
        public DnsQueryLifecycleObserver queryCNAMEd(DnsQuestion alias) {
            return new Observer(question);
        }

        @Override
        public DnsQueryLifecycleObserver queryNoAnswer(DnsResponseCode code) {
            add(Kind.REFUSED, code.toString());
            return this;
        }

        @Override
        public void queryFailed(Throwable cause) {
            String why = String.valueOf(cause.getMessage());
            if (cause instanceof DnsNameResolverException) {
                add(Kind.SILENT, "nothing");
            } else if (why.contains("NXDOMAIN")) {
                add(Kind.NO_SUCH_NAME, DnsResponseCode.NXDOMAIN.toString());
            } else if (why.startsWith("No matching record")) {
                add(Kind.NO_ADDRESS, "no address");
            }
        }

        @Override
        public void querySucceed() {}

        private void add(Kind kind, String said) {
            InetSocketAddress from = server;
            var answer = new Answer(question, from == null ? "" : from.getAddress().getHostAddress(), kind, said);
            LOG.debug("name server {} on {}: {}", answer.server(), question, said);
            if (answers.size() < LIMIT) {
                answers.add(answer);
            }
        }
    }
}
