package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.FileInquiry;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.DigestingVerifier;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Fetches the parts of a boot, one after another, each over the protocol that its URI's scheme names. */
final class Fetcher {
    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Arena arena;
    private final Logbook book;
    private final Set<String> digests;

    Fetcher(AssembledBoot boot, BootClock clock, BootListener listener, Arena arena, Logbook book) {
        this.boot = boot;
        this.clock = clock;
        this.listener = listener;
        this.arena = arena;
        this.book = book;
        ImageVerifier verifier = boot.verifier();
        this.digests = PluginCall.in(verifier, () -> DigestingVerifier.of(verifier));
    }

    /**
     * All parts, in their order.
     *
     * @param limit bytes that all parts together may have
     * @param early is given the kernel, if it is not the last one
     */
    List<FilePart> fetch(List<BootSource.Wanted> parts, long limit, EarlyLoading early) {
        var fetched = new ArrayList<FilePart>();
        var files = new FilesOnce(this::fetch, limit);
        for (BootSource.Wanted part : parts) {
            FilePart done = fetch(part, files);
            fetched.add(done);
            if (part.name().equals("kernel") && done.range().isEmpty() && fetched.size() < parts.size()) {
                early.fetched(done.part());
            }
        }
        book.fetched(fetched.stream().map(FilePart::part).toList());
        return fetched;
    }

    /** From the first place where it is; the problem of one that is nowhere is that of the first place. */
    private FilePart fetch(BootSource.Wanted part, FilesOnce files) {
        var places = new ArrayList<>(List.of(part.uri()));
        places.addAll(part.otherwise());
        var missing = new ArrayList<StrapworkException>();
        for (BootUri place : places) {
            try {
                FilePart done = files.part(part, place);
                if (!missing.isEmpty()) {
                    book.attempted(List.of(part.uri() + " does not exist, but " + place + " does"));
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

    /** Whether parts are there, each at the first of its places that it may be at; those whose protocol can't be asked are left out. */
    void inquire(List<BootSource.Wanted> parts) {
        for (BootSource.Wanted part : parts) {
            if (part.otherwise().isEmpty() && boot.protocol(part.uri().scheme()) instanceof FileInquiry protocol) {
                inquire(part, protocol);
            }
        }
    }

    private void inquire(BootSource.Wanted part, FileInquiry protocol) {
        try {
            OptionalLong bytes = PluginCall.in(protocol, () -> protocol.inquire(part.uri()));
            listener.isThere(part.name(), part.uri().toString(), bytes);
        } catch (FetchException e) {
            book.attempted(e.attempts());
            throw new StrapworkException(e.problem(), e);
        }
    }

    private FetchedPart fetch(String name, BootUri uri, long limit) {
        listener.fetching(name, uri.toString());
        var sink = new OffHeapSink(limit, arena, digests, (bytes, expected) -> listener.received(name, bytes, expected));
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
            throw new Problem("SW-F102", Blame.PEER, uri.toString(), "the server sent an empty file", "check the file on the server")
                    .asException();
        }
        listener.fetched(name, sink.received(), took);
        ContentDigests made = sink.digests();
        return new FetchedPart(name, uri, sink.content(), made.hex("SHA-256"), took, made);
    }
}
