package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Where configurations really come from: a folder of this computer, or the servers of a boot. One thread. */
public interface ConfigSource {
    /**
     * A whole file; empty when it is not there.
     *
     * @param limit bytes that it may have
     */
    Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException;

    /** How a file begins, up to so many bytes; empty when it is not there. */
    Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException;

    /** As {@link io.strapwork.api.fetch.ConfigFiles#list}. */
    List<String> list(BootUri folder) throws FetchException;

    List<ConfigVolume> volumes();
}
