package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
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

    /** All that there is, in the order of devices; what can't be read, too. */
    List<SeenVolume> volumes() throws FetchException;

    /** Whether a file lies on the machine's own disks: no network may name it. */
    default boolean isLocal(BootUri file) {
        return false;
    }

    /** Of a file that has more than its limit. @param attempts to fetch it, one line each */
    static FetchException tooLarge(BootUri file, long limit, List<String> attempts) {
        return new FetchException(
                new Problem("SW-F108", Blame.USER, file.toString(), "the configuration has more than the " + limit + " bytes allowed",
                        "check that the file is a configuration"),
                attempts, null);
    }
}
