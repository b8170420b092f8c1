package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.AssembledBoot;
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

    /** @param limit bytes that all parts together may have */
    List<FetchedPart> fetch(List<BootSource.Wanted> parts, long limit) {
        var fetched = new ArrayList<FetchedPart>();
        var files = new FilesOnce(this::fetch, limit);
        for (BootSource.Wanted part : parts) {
            fetched.add(fetch(part, files));
        }
        book.fetched(fetched);
        return fetched;
    }

    /** From the first place where it is; the problem of one that is nowhere is that of the first place. */
    private FetchedPart fetch(BootSource.Wanted part, FilesOnce files) {
        var places = new ArrayList<>(List.of(part.uri()));
        places.addAll(part.otherwise());
        var missing = new ArrayList<StrapworkException>();
        for (BootUri place : places) {
            try {
                FetchedPart done = files.part(part, place);
                if (!missing.isEmpty()) {
                    book.attempted(List.of(part.uri() + " is not there, " + place + " is"));
                }
                return done;
            } catch (StrapworkException e) {
                if (!(e.getCause() instanceof FileNotThereException)) {
                    throw e;
                }
                missing.add(e);
            }
        }
        throw missing.getFirst();
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
}
