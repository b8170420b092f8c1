package io.strapwork.protocol.http;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.random.RandomGenerator;

/**
 * GET by HTTP/1.1, over tcp or tls by the URI's scheme. Network buffers go to the sink as they are, on the channel's loop.
 *
 * <p>Redirects are followed, never from https to http, and with credentials only to servers that the profile itself names. A body that breaks off is resumed by range when the server gave a strong validator,
 * otherwise started over. What may pass (broken connections, silence, 408, 429, 500, 502, 503, 504) is tried again with growing pauses; progress refills the attempts. The
 * connection is closed when {@code fetch} returns, on every way out.
 */
@ProtocolPlugin(id = "http", schemes = {"http", "https"}, over = {"tcp", "tls"})
public final class HttpProtocol implements BootProtocol {
    private final Transport tcp;
    private final Transport tls;
    private final HttpOptions options;
    private final BootClock clock;
    private final RandomGenerator random;
    private final ProfileOrigins origins;

    @Inject
    public HttpProtocol(@Named("tcp") Transport tcp, @Named("tls") Transport tls, HttpOptions options, BootClock clock,
            RandomGenerator random, ProfileOrigins origins) {
        this.origins = origins;
        this.tcp = tcp;
        this.tls = tls;
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        HttpFetch fetch;
        try {
            fetch = new HttpFetch(from, into, new HttpRequests(from, options, origins), options, clock, random, tcp, tls);
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), java.util.List.of(), e);
        }
        fetch.run();
    }
}
