package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** A file that is there. */
record FoundFile(BootUri uri, MemorySegment content) {
    /** The first of these. */
    static Optional<FoundFile> find(List<BootUri> places, ConfigFiles files) throws FetchException {
        for (BootUri place : places) {
            Optional<MemorySegment> content = files.find(place);
            if (content.isPresent()) {
                return Optional.of(new FoundFile(place, content.orElseThrow()));
            }
        }
        return Optional.empty();
    }
}
