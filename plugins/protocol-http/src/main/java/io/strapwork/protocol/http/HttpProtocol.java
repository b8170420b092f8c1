package io.strapwork.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileInquiry;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * GET by HTTP/1.1, over tcp or tls by the URI's scheme. Network buffers go to the sink as they are, on the channel's loop.
 *
 * <p>Redirects are followed, never from https to http, and with credentials only to servers that the profile itself names. A body that breaks off is resumed by range when the server gave a strong validator,
 * otherwise started over. What may pass (broken connections, silence, 408, 429, 500, 502, 503, 504) is tried again with growing pauses; progress refills the attempts. The
 * connection is closed when {@code fetch} returns, on every way out.
 */
@ProtocolPlugin(id = "http", schemes = {"http", "https"}, over = {"tcp", "tls"})
public final class HttpProtocol implements ConcurrentProtocol, FileInquiry {
    private final Transport tcp;
    private final Transport tls;
    private final HttpOptions options;
    private final BootClock clock;
    private final RandomGenerator random;
    private final ProfileOrigins origins;
    private final Set<InetSocketAddress> dead = ConcurrentHashMap.newKeySet();

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
        run(HttpMethod.GET, from, into);
    }

    /** By HEAD. Where the server has no such method, its refusal is the exception's. */
    @Override
    public OptionalLong inquire(BootUri of) throws FetchException {
        long size = run(HttpMethod.HEAD, of, new NoBody()).size();
        return size == HttpSteps.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(size);
    }

    private Verdict.Body run(HttpMethod method, BootUri from, ImageSink into) throws FetchException {
        HttpFetch fetch;
        try {
            fetch = new HttpFetch(method, from, into, new HttpRequests(from, options, origins), options, clock, random, tcp, tls,
                    dead);
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), java.util.List.of(), e);
        }
        return fetch.run();
    }

    /** Nothing comes. */
    private record NoBody() implements ImageSink {
        @Override
        public void expect(long bytes) {
            // of a body that does not come
        }

        @Override
        public void write(ByteBuf data) {
            data.release();
        }

        @Override
        public long received() {
            return 0;
        }

        @Override
        public void restart() {
            // nothing has begun
        }
    }
}
