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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Fetches what a verifier wants from beside the parts: each file once, small, on the heap. Used once. */
final class CompanionFetcher {
    /** Names of files. */
    private static final Pattern PLAIN = Pattern.compile("(?!\\.{1,2}$)[^\\p{Cntrl}/]+");

    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Logbook book;
    private final Map<BootUri, Companion> files = new LinkedHashMap<>();
    private long left = CompanionVerifier.ALL_BYTES;

    CompanionFetcher(AssembledBoot boot, BootClock clock, BootListener listener, Logbook book) {
        this.boot = boot;
        this.clock = clock;
        this.listener = listener;
        this.book = book;
    }

    /** @throws StrapworkException SW-F117 for a file that is too large; the protocol's problem, unless it is that a file is not there */
    Companions fetch(CompanionVerifier verifier, List<FetchedPart> parts) {
        for (FetchedPart part : parts) {
            List<String> names = PluginCall.in(verifier, () -> verifier.companions(part));
            if (names.size() > CompanionVerifier.MOST) {
                throw new IllegalStateException("the verifier requests " + names.size() + " files next to " + part.name());
            }
            for (String name : names) {
                BootUri place = place(part, name);
                if (!files.containsKey(place)) {
                    files.put(place, fetch(name, place));
                }
            }
        }
        return new Companions(files);
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

    private Companion fetch(String name, BootUri place) {
        listener.fetching(name, place.toString());
        var sink = new SmallSink(Math.min(left, CompanionVerifier.LONGEST_BYTES), false);
        long start = clock.nanoTime();
        try {
            BootProtocol protocol = boot.protocol(place.scheme());
            PluginCall.of(protocol, () -> protocol.fetch(place, sink));
        } catch (FileNotThereException e) {
            listener.notThere(name, place.toString());
            book.companion(new CompanionReport(place.toString(), Optional.empty()));
            return new Companion.NotThere();
        } catch (FetchException e) {
            book.attempted(e.attempts());
            throw new StrapworkException(sink.isOver() ? tooLarge(place, sink.limit()) : e.problem(), e);
        }
        var took = Duration.ofNanos(clock.nanoTime() - start);
        byte[] content = sink.content();
        left -= content.length;
        listener.fetched(name, content.length, took);
        book.companion(new CompanionReport(place.toString(), Optional.of((long) content.length)));
        return new Companion.Found(MemorySegment.ofArray(content).asReadOnly());
    }

    private static Problem tooLarge(BootUri place, long limit) {
        String what = limit < CompanionVerifier.LONGEST_BYTES
                ? "the files that the verifier requests next to the parts have more than " + CompanionVerifier.ALL_BYTES + " bytes"
                : "a file that the verifier requests next to a part has more than " + CompanionVerifier.LONGEST_BYTES + " bytes";
        return new Problem("SW-F117", Blame.PEER, place.toString(), what,
                "a signature or a list of digests is small; check the file on the server");
    }
}
