package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.PartRange;
import java.util.Optional;

/**
 * A part and the file that it lies in.
 *
 * @param part  with its own bytes and their digest
 * @param file  the whole file, the same object for all ranges of it, under the name of the part that it was fetched for; the part itself where it is all of the file
 * @param range where in the file it lies; empty when it is all of it
 */
record FilePart(FetchedPart part, FetchedPart file, Optional<PartRange> range) {
    static FilePart whole(FetchedPart part) {
        return new FilePart(part, part, Optional.empty());
    }
}
