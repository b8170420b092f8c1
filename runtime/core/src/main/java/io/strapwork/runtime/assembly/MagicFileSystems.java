package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.Volume;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks whoever's magic a volume has, in the order of their ids; the bytes of one that was formatted anew may still have another's. */
final class MagicFileSystems implements FileSystems {
    /** Read at once; a magic behind it is read by itself. */
    private static final int HEAD = 72 << 10;

    private final List<Candidate> candidates;

    /** A file system that is made when it is first asked. @param magics as {@link io.strapwork.api.fetch.FileSystemPlugin#magics} */
    record Candidate(List<String> magics, Supplier<FileSystem> system) {}

    MagicFileSystems(List<Candidate> candidates) {
        this.candidates = List.copyOf(candidates);
    }

    @Override
    public Optional<Volume> mount(Blocks blocks) throws FetchException {
        @Nullable
        FetchException first = null;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment head = arena.allocate(Math.min(HEAD, blocks.bytes()));
            blocks.read(0, head);
            for (Candidate candidate : candidates) {
                if (knows(candidate, blocks, head)) {
                    FileSystem system = candidate.system().get();
                    try {
                        return Optional.of(PluginCall.in(system, () -> system.mount(blocks)));
                    } catch (FetchException e) {
                        first = first == null ? e : first;
                    }
                }
            }
        }
        if (first != null) {
            throw first;
        }
        return Optional.empty();
    }

    private static boolean knows(Candidate candidate, Blocks blocks, MemorySegment head) throws FetchException {
        for (String magic : candidate.magics()) {
            if (Magic.end(magic) <= head.byteSize() ? Magic.matches(magic, head) : isBehind(magic, blocks)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBehind(String magic, Blocks blocks) throws FetchException {
        if (Magic.end(magic) > blocks.bytes()) {
            return false;
        }
        byte[] there = new byte[Magic.bytes(magic).length];
        blocks.read(Magic.end(magic) - there.length, MemorySegment.ofArray(there));
        return java.util.Arrays.equals(there, Magic.bytes(magic));
    }
}
