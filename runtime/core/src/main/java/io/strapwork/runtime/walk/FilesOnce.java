package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of one boot: each is fetched once, whatever number of parts lie in it. Any thread, but parts of one file one after another. */
final class FilesOnce {
    /** Fetches a whole file. */
    @FunctionalInterface
    interface Source {
        FetchedPart fetch(String name, BootUri uri);
    }

    private final Map<BootUri, FetchedPart> files = new ConcurrentHashMap<>();

    /**
     * A part, with the digest of its own bytes; the time of the fetch is that of the file's first part.
     *
     * @param uri    where it is found to be
     * @param source of a file that was not fetched before
     * @throws StrapworkException SW-F116 when the file is shorter than the part's range
     */
    FilePart part(BootSource.Wanted part, BootUri uri, Source source) {
        FetchedPart before = files.get(uri);
        FetchedPart file = before != null ? before : source.fetch(part.name(), uri);
        if (before == null) {
            files.put(uri, file);
        }
        Duration took = before == null ? file.took() : Duration.ZERO;
        if (part.range().isEmpty()) {
            return FilePart.whole(before == null ? file : file.as(part.name(), took));
        }
        MemorySegment content = cut(part, file, part.range().get());
        return new FilePart(new FetchedPart(part.name(), uri, content, Sha256.of(content), took), file, part.range());
    }

    private static MemorySegment cut(BootSource.Wanted part, FetchedPart file, PartRange range) {
        if (range.end() > file.bytes()) {
            throw new Problem("SW-F116", Blame.PEER, file.uri().toString(),
                    "the file ends before its part: the " + part.name() + " is " + range + ", but the file has " + file.bytes() + " bytes",
                    "the file is truncated, or was replaced while it was read").asException();
        }
        return file.content().asSlice(range.offset(), range.length());
    }
}
