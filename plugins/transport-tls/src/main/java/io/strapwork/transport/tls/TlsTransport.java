package io.strapwork.transport.tls;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.AttributeKey;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over the tcp transport: its channels get an {@code SslHandler} in front when they connect, for the name or address that is connected to, which the certificate must carry (RFC 9110 §4.3.4) and
 * which is sent as SNI if it is a name.
 *
 * <p>A failure reaches the protocol's handlers by {@code exceptionCaught} as a {@link StrapworkException} that says why. Where a closed connection or a time-out was the reason, its cause is a
 * {@link java.nio.channels.ClosedChannelException} or a {@link java.util.concurrent.TimeoutException}: another attempt may do better.
 */
@TransportPlugin(id = "tls", provides = "tls", over = "tcp")
public final class TlsTransport implements Transport {
    private final Transport tcp;
    private final TlsOptions options;
    private final BootClock clock;
    private final BootFacts facts;
    private @Nullable SslContext context;

    /** @param facts hears which certificates servers had */
    @Inject
    public TlsTransport(Transport tcp, TlsOptions options, BootClock clock, BootFacts facts) {
        this.tcp = tcp;
        this.options = options;
        this.clock = clock;
        this.facts = facts;
    }

    TlsTransport(Transport tcp, TlsOptions options, BootClock clock) {
        this(tcp, options, clock, (_, _) -> {});
    }

    /** @throws StrapworkException when the files of the options can't be used; they are read the first time only */
    @Override
    public Bootstrap bootstrap() {
        SslContext shared = context();
        Bootstrap plain = tcp.bootstrap();
        var config = plain.config();
        var factory = config.channelFactory();
        if (config.group() == null || factory == null) {
            throw new IllegalStateException("the tcp transport gave a bootstrap without group or channel type");
        }
        var encrypted = new Bootstrap().group(config.group()).channelFactory(() -> {
            Channel channel = factory.newChannel();
            channel.pipeline().addFirst(new TlsConnector(shared, options));
            return channel;
        });
        if (config.resolver() == null) {
            encrypted.disableResolver();
        } else {
            encrypted.resolver(config.resolver());
        }
        config.options().forEach((option, value) -> encrypted.option(untyped(option), value));
        for (Map.Entry<AttributeKey<?>, Object> attribute : config.attrs().entrySet()) {
            encrypted.attr(untyped(attribute.getKey()), attribute.getValue());
        }
        return encrypted;
    }

    @Override
    public Registration onJoined(Runnable then) {
        return tcp.onJoined(then);
    }

    @SuppressWarnings("unchecked")
    private static ChannelOption<Object> untyped(ChannelOption<?> option) {
        return (ChannelOption<Object>) option;
    }

    @SuppressWarnings("unchecked")
    private static AttributeKey<Object> untyped(AttributeKey<?> key) {
        return (AttributeKey<Object>) key;
    }

    private synchronized SslContext context() {
        SslContext ready = context;
        if (ready == null) {
            ready = build();
            context = ready;
        }
        return ready;
    }

    private SslContext build() {
        try {
            var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(trust()).protocols(options.versions())
                    .endpointIdentificationAlgorithm("HTTPS");
            if (options.certificate().isPresent() && options.key().isPresent()) {
                List<X509Certificate> chain = new PemFiles("certificate", options.certificate().get()).certificates();
                PrivateKey key = new PemFiles("key", options.key().get()).privateKey();
                if (!ClientKeys.belongTogether(key, chain.getFirst())) {
                    throw new Problem(PemFiles.UNUSABLE_KEY, Blame.USER, "transport.tls.key",
                            options.key().get().getFileName() + " is not the key of the certificate in "
                                    + options.certificate().get().getFileName(),
                            "")
                            .asException();
                }
                builder.keyManager(key, chain.toArray(X509Certificate[]::new));
            }
            if (!options.ciphers().isEmpty()) {
                builder.ciphers(options.ciphers(), SupportedCipherSuiteFilter.INSTANCE);
            }
            return checked(builder.build());
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-N405", Blame.HOST, "transport.tls",
                    "the Java runtime can't set up TLS: " + TlsProblems.clean(String.valueOf(e.getMessage())), ""), e);
        }
    }

    private SslContext checked(SslContext built) {
        List<String> unknown = options.ciphers().stream().filter(cipher -> !built.cipherSuites().contains(cipher)).toList();
        if (!unknown.isEmpty()) {
            throw new Problem(TlsOptions.WRONG_OPTION, Blame.USER, "transport.tls.ciphers",
                    "unknown cipher suite \"" + TlsProblems.clean(unknown.getFirst()) + "\"",
                    "use IANA names, such as TLS_AES_128_GCM_SHA256").asException();
        }
        return built;
    }

    private ServerTrust trust() throws GeneralSecurityException {
        if (options.ca().isEmpty()) {
            return ServerTrust.ofRuntime(clock, facts);
        }
        var file = options.ca().get();
        return ServerTrust.of(new PemFiles("ca", file).certificates(), String.valueOf(file.getFileName()), clock, facts);
    }
}
