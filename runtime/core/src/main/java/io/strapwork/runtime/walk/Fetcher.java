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

    /** @param limit bytes that all parts together may have */
    List<FetchedPart> fetch(List<BootSource.Wanted> parts, long limit) {
        var fetched = new ArrayList<FetchedPart>();
        var files = new FilesOnce(this::fetch, limit);
        for (BootSource.Wanted part : parts) {
            fetched.add(files.part(part, place(part, files)));
        }
        book.fetched(fetched);
        return fetched;
    }

    /** The first place where it is; servers are asked beforehand only where there is a choice. */
    private BootUri place(BootSource.Wanted part, FilesOnce files) {
        if (part.otherwise().isEmpty() || files.holds(part.uri()) || isThere(part.uri())) {
            return part.uri();
        }
        Optional<BootUri> other = part.otherwise().stream().filter(this::isThere).findFirst();
        other.ifPresent(uri -> book.attempted(List.of(part.uri() + " is not there, " + uri + " is")));
        return other.orElse(part.uri());
    }

    private boolean isThere(BootUri uri) {
        try {
            return new BootFiles(boot).head(uri, 1).isPresent();
        } catch (FetchException e) {
            throw new StrapworkException(e.problem(), e);
        }
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
