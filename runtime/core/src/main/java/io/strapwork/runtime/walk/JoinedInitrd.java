package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of an initrd as boot loaders join them: one behind the other, each on a multiple of 4 bytes, which Linux skips zeros to (Documentation/driver-api/early-userspace). */
final class JoinedInitrd {
    private static final String INITRD = "initrd";
    private static final int ALIGNMENT = 4;

    private JoinedInitrd() {}

    /** The same image when there are not several. @param arena owns the joined bytes */
    static VerifiedImage of(VerifiedImage image, Arena arena) {
        List<VerifiedPart> pieces = image.parts().stream().filter(part -> part.name().equals(INITRD)).toList();
        if (pieces.size() < 2) {
            return image;
        }
        long bytes = 0;
        for (VerifiedPart piece : pieces) {
            bytes = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT + piece.content().byteSize();
        }
        MemorySegment joined = arena.allocate(bytes, ALIGNMENT);
        long at = 0;
        var digest = new Sha256();
        for (VerifiedPart piece : pieces) {
            at = Math.ceilDiv(at, ALIGNMENT) * ALIGNMENT;
            MemorySegment.copy(piece.content(), 0, joined, at, piece.content().byteSize());
            at += piece.content().byteSize();
        }
        digest.update(joined);
        Duration took = pieces.stream().map(piece -> piece.fetched().took()).reduce(Duration.ZERO, Duration::plus);
        var whole = new FetchedPart(INITRD, pieces.getFirst().fetched().uri(), joined.asReadOnly(), digest.hex(), took);
        var parts = new ArrayList<VerifiedPart>();
        for (VerifiedPart part : image.parts()) {
            if (!part.name().equals(INITRD)) {
                parts.add(part);
            } else if (part.equals(pieces.getFirst())) {
                parts.add(new VerifiedPart(whole,
                        pieces.stream().map(VerifiedPart::verifiedBy).distinct().collect(Collectors.joining(", "))));
            }
        }
        return new VerifiedImage(parts);
    }
}
