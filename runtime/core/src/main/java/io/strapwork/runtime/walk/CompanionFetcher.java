package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.outcome.BootOutcome.CompanionReport;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fetches what a verifier wants from beside the parts: each file once, small, on the heap, some at once. Used once. */
final class CompanionFetcher {
    /** Names of files. */
    private static final Pattern PLAIN = Pattern.compile("(?!\\.{1,2}$)[^\\p{Cntrl}/]+");

    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Logbook book;
    private final Telling telling = new Telling();
    private long left = CompanionVerifier.ALL_BYTES;

    CompanionFetcher(AssembledBoot boot, BootClock clock, BootListener listener, Logbook book) {
        this.boot = boot;
        this.clock = clock;
        this.listener = listener;
        this.book = book;
    }

    /** @throws StrapworkException SW-F117 for a file that is too large; the protocol's problem, unless it is that a file is not there */
    Companions fetch(CompanionVerifier verifier, List<FetchedPart> parts) {
        var wanted = new LinkedHashMap<BootUri, Wanted>();
        for (FetchedPart part : parts) {
            List<String> names = PluginCall.in(verifier, () -> verifier.companions(part));
            if (names.size() > CompanionVerifier.MOST) {
                throw new IllegalStateException("the verifier requests " + names.size() + " files next to " + part.name());
            }
            names.forEach(
                    name -> wanted.computeIfAbsent(place(part, name), place -> new Wanted(telling.name(name), place, new ArrayList<>())));
        }
        var protocols = new ProtocolsAtOnce(boot, List.copyOf(wanted.keySet()));
        List<SideBySide.Job<Found>> jobs = wanted.values().stream()
                .map(each -> new SideBySide.Job<>(each.name(), Set.of(each.place()), protocols.beside(List.of(each.place())),
                        () -> 0, () -> fetch(each, protocols)))
                .toList();
        var found = new HashMap<BootUri, Found>();
        List<Found> all;
        try {
            all = new SideBySide<>(clock, jobs, true, done -> {
                count(done);
                found.put(done.place(), done);
            }).run();
        } finally {
            wanted.values().forEach(each -> book.attempted(each.attempts()));
            wanted.keySet().stream().flatMap(place -> Stream.ofNullable(found.get(place)))
                    .forEach(done -> book.companion(new CompanionReport(done.place().toString(), done.bytes())));
        }
        var files = new LinkedHashMap<BootUri, Companion>();
        all.forEach(done -> files.put(done.place(), done.companion()));
        return new Companions(files);
    }

    /** @param name as it is told @param attempts that failed */
    private record Wanted(String name, BootUri place, List<String> attempts) {}

    /** @param bytes empty when it is not there */
    private record Found(BootUri place, Companion companion, Optional<Long> bytes) {}

    private void count(Found done) {
        left -= done.bytes().orElse(0L);
        if (left < 0) {
            throw tooLarge(done.place(), "the files that the verifier requests next to the parts have more than "
                    + CompanionVerifier.ALL_BYTES + " bytes").asException();
        }
    }

    /** Whoever named the part chose its file name; what else names no file is the verifier's fault. */
    private static BootUri place(FetchedPart part, String name) {
        try {
            return Companions.place(part, name);
        } catch (IllegalArgumentException e) {
            if (PLAIN.matcher(part.fileName()).matches()) {
                throw e;
            }
            throw new StrapworkException(new Problem("SW-F121", Blame.PEER, part.uri().toString(),
                    "nothing can lie beside \"" + part.name() + "\": its file name is empty, made of dots, or has a control character",
                    "give the file a plain name on the server, and name it by that"), e);
        }
    }

    private Found fetch(Wanted file, ProtocolsAtOnce protocols) {
        String uri = file.place().toString();
        telling.tell(() -> listener.fetching(file.name(), uri));
        var sink = new SmallSink(CompanionVerifier.LONGEST_BYTES, false);
        long start = clock.nanoTime();
        try {
            BootProtocol protocol = protocols.of(file.place());
            PluginCall.of(protocol, () -> protocol.fetch(file.place(), sink));
        } catch (FileNotThereException e) {
            telling.tell(() -> listener.notThere(file.name(), uri));
            return new Found(file.place(), new Companion.NotThere(), Optional.empty());
        } catch (FetchException e) {
            file.attempts().addAll(e.attempts());
            throw new StrapworkException(sink.isOver()
                    ? tooLarge(file.place(), "a file that the verifier requests next to a part has more than " + sink.limit() + " bytes")
                    : e.problem(), e);
        }
        var took = Duration.ofNanos(clock.nanoTime() - start);
        byte[] content = sink.content();
        telling.tell(() -> listener.fetched(file.name(), content.length, took));
        return new Found(file.place(), new Companion.Found(MemorySegment.ofArray(content).asReadOnly()),
                Optional.of((long) content.length));
    }

    private static Problem tooLarge(BootUri place, String what) {
        return new Problem("SW-F117", Blame.PEER, place.toString(), what,
                "a signature or a list of digests is small; check the file on the server");
    }
}
