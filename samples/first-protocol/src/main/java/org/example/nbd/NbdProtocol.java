package org.example.nbd;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import jakarta.inject.Inject;

/**
 * Reads an image from a network block device: {@code nbd://host[:port]/export}. Newstyle negotiation, fixed or not; structured replies, block sizes and NBD_OPT_GO where the
 * server has them. A connection that breaks off is made again, and reading goes on where it stood. No TLS.
 */
@ProtocolPlugin(id = "nbd", schemes = "nbd", over = "tcp")
public final class NbdProtocol implements BootProtocol {
    private final Transport tcp;
    private final NbdOptions options;
    private final BootClock clock;

    @Inject
    public NbdProtocol(Transport tcp, NbdOptions options, BootClock clock) {
        this.tcp = tcp;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        String export;
        try {
            export = NbdHandshake.exportOf(from.decodedPath());
        } catch (IllegalArgumentException e) {
            throw new FetchException(new NbdProblems(from).badName(String.valueOf(e.getMessage())));
        }
        new NbdFetch(from, export, into, options, clock, tcp).run();
    }
}
