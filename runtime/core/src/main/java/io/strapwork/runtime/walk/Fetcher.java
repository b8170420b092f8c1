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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Fetches the parts of a boot, each over the protocol that its URI's scheme names; those at once whose protocols can do that. The boot's own thread. */
final class Fetcher {
    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Arena arena;
    private final Logbook book;
    private final Set<String> digests;
    private final Telling telling = new Telling();

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
     * @param early is given the kernel, if there are others
     */
    List<FilePart> fetch(List<BootSource.Wanted> parts, long limit, EarlyLoading early) {
        var files = new FilesOnce();
        var shared = new SharedLimit(limit);
        var protocols = new ProtocolsAtOnce(boot, parts.stream().flatMap(part -> part.places().stream()).toList());
        var fetches = new ArrayList<PartFetch>();
        for (BootSource.Wanted part : parts) {
            fetches.add(new PartFetch(part, telling.name(part.name()), files, shared, protocols, new AtomicLong(), new ArrayList<>()));
        }
        List<SideBySide.Job<FilePart>> jobs = fetches.stream()
                .map(each -> new SideBySide.Job<>(each.part().name(), Set.copyOf(each.part().places()),
                        protocols.beside(each.part().places()),
                        each.received()::get, () -> fetch(each)))
                .toList();
        List<FilePart> fetched;
        try {
            fetched = new SideBySide<>(clock, jobs, false, done -> {
                if (parts.size() > 1 && done.part().name().equals("kernel") && done.range().isEmpty()) {
                    early.fetched(done.part());
                }
            }).run();
        } finally {
            fetches.forEach(each -> book.attempted(each.attempts()));
        }
        book.fetched(fetched.stream().map(FilePart::part).toList());
        return fetched;
    }

    /**
     * The fetch of one part.
     *
     * @param told     its name for listeners
     * @param received so far
     * @param attempts that failed
     */
    private record PartFetch(BootSource.Wanted part, String told, FilesOnce files, SharedLimit limit,
            ProtocolsAtOnce protocols, AtomicLong received, List<String> attempts) {}

    /** From the first place where it is; the problem of one that is nowhere is that of the first place. */
    private FilePart fetch(PartFetch fetch) {
        BootSource.Wanted part = fetch.part();
        var missing = new ArrayList<StrapworkException>();
        for (BootUri place : part.places()) {
            try {
                FilePart done = fetch.files().part(part, place, (name, uri) -> fetch(fetch, name, uri));
                if (!missing.isEmpty()) {
                    fetch.attempts().add(part.uri() + " does not exist, but " + place + " does");
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

    private FetchedPart fetch(PartFetch fetch, String name, BootUri uri) {
        telling.tell(() -> listener.fetching(fetch.told(), uri.toString()));
        SharedLimit.Share share = fetch.limit().share();
        var sink = new OffHeapSink(share, arena, digests, (bytes, expected) -> {
            fetch.received().set(bytes);
            telling.tell(() -> listener.received(fetch.told(), bytes, expected));
        });
        long start = clock.nanoTime();
        long kept = 0;
        try {
            BootProtocol protocol = fetch.protocols().of(uri);
            PluginCall.of(protocol, () -> protocol.fetch(uri, sink));
            kept = sink.received();
        } catch (FetchException e) {
            fetch.attempts().addAll(e.attempts());
            throw new StrapworkException(e.problem(), e);
        } finally {
            share.keep(kept);
        }
        var took = Duration.ofNanos(clock.nanoTime() - start);
        if (sink.received() == 0) {
            throw new Problem("SW-F102", Blame.PEER, uri.toString(), "the server sent an empty file", "check the file on the server")
                    .asException();
        }
        telling.tell(() -> listener.fetched(fetch.told(), sink.received(), took));
        ContentDigests made = sink.digests();
        return new FetchedPart(name, uri, sink.content(), made.hex("SHA-256"), took, made);
    }
}
