package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** SHA-256 of memory that was summed before: of the parts, which nothing changes once they are fetched. */
record KnownSums(List<FetchedPart> parts) {
    KnownSums {
        parts = List.copyOf(parts);
    }

    static KnownSums none() {
        return new KnownSums(List.of());
    }

    static KnownSums of(VerifiedImage image) {
        return new KnownSums(image.parts().stream().map(part -> part.fetched()).toList());
    }

    /** In lower-case hexadecimal; empty unless these are all bytes of a part, at the same place. */
    Optional<String> of(MemorySegment bytes) {
        return parts.stream().filter(part -> isSame(part.content(), bytes)).map(FetchedPart::sha256).findFirst();
    }

    private static boolean isSame(MemorySegment one, MemorySegment other) {
        return one.isNative() && other.isNative() && one.address() == other.address() && one.byteSize() == other.byteSize();
    }
}
