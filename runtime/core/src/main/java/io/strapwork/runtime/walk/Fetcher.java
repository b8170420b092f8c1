package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PartSource;
import io.strapwork.runtime.assembly.PluginCall;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches the parts of a boot, one after another, each over the protocol that its URI's scheme names. */
final class Fetcher {
    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Arena arena;
    private final Logbook book;

    Fetcher(AssembledBoot boot, BootClock clock, BootListener listener, Arena arena, Logbook book) {
        this.boot = boot;
        this.clock = clock;
        this.listener = listener;
        this.arena = arena;
        this.book = book;
    }

    /**
     * @param lease may tell the boot file; empty when there is no network of the machine's own
     * @param limit bytes that all parts together may have
     */
    List<FetchedPart> fetch(List<PartSource> parts, Optional<Lease> lease, long limit) {
        var fetched = new ArrayList<FetchedPart>();
        long left = limit;
        for (PartSource part : parts) {
            FetchedPart done = fetch(part.name(), part.uri().orElseGet(() -> bootFile(lease)), left);
            left -= done.bytes();
            fetched.add(done);
        }
        book.fetched(fetched);
        return fetched;
    }

    private FetchedPart fetch(String name, BootUri uri, long limit) {
        listener.fetching(name, uri.toString());
        var sink = new OffHeapSink(limit, arena, (bytes, expected) -> listener.received(name, bytes, expected));
        long start = clock.nanoTime();
        try {
            BootProtocol protocol = boot.protocol(uri.scheme());
            PluginCall.of(protocol, () -> protocol.fetch(uri, sink));
        } catch (FetchException e) {
            book.attempted(e.attempts());
            throw new StrapworkException(e.problem(), e);
        }
        var took = Duration.ofNanos(clock.nanoTime() - start);
        if (sink.received() == 0) {
            throw new Problem("SW-F102", Blame.PEER, uri.toString(), "the server sent an empty file", "look at the file on the server")
                    .asException();
        }
        listener.fetched(name, sink.received(), took);
        return new FetchedPart(name, uri, sink.content(), sink.sha256Hex(), took);
    }

    private static String offers(Optional<Lease> told) {
        return told.map(Lease::offers).filter(lines -> !lines.isEmpty()).map(lines -> "\n" + String.join("\n", lines)).orElse("");
    }

    /** What the network said to boot: a URI, or a path on the next server by TFTP (RFC 2132 options 66 and 67). */
    private static BootUri bootFile(Optional<Lease> told) {
        String file = told.flatMap(Lease::bootFile).orElseThrow(() -> new Problem("SW-F103", Blame.PEER, "[fetch] kernel",
                "the profile names no kernel and the network offers no boot file",
                "write kernel = \"http://…\" below [fetch], or set the boot file on the DHCP server" + offers(told))
                .asException());
        try {
            if (file.contains("://")) {
                return BootUri.parse(file);
            }
            Lease lease = told.orElseThrow();
            String server = lease.nextServer().or(() -> lease.server().map(address -> address.getHostAddress())).orElseThrow(
                    () -> new Problem("SW-F104", Blame.PEER, file, "the network offers a boot file but no server to get it from", "")
                            .asException());
            return BootUri.ofFile("tftp", server, file);
        } catch (IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-F105", Blame.PEER, "DHCP boot file",
                    "the boot file the network offers can't be used: " + e.getMessage(),
                    ""), e);
        }
    }
}
