package io.strapwork.api.fetch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The files that configurations are read from: a server's, or a volume's. Counts what is asked for: files, bytes, time; a reader needs no limits on these of its
 * own. A file that was asked for once is remembered. Used on the boot's own thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ConfigFiles {
    /**
     * A whole file, read-only, valid until the menu is read; empty when it is not there. A verifier is asked about it: what a menu says is read by this.
     *
     * @throws FetchException it could not be fetched for another reason, or a limit was reached
     */
    Optional<MemorySegment> find(BootUri file) throws FetchException;

    /**
     * How a file begins, read-only, valid until the menu is read: up to so many bytes, all when it has fewer; empty when it is not there. The file may have any size.
     * To find out what a file is, and to read what is within a part: no verifier is asked about it, but one that is asked about this file sees the same beginning, or the boot ends.
     * Where a command line comes from here, say so ({@link CommandLine#files}): the profile may name another kernel.
     *
     * @param bytes 1 to 64 MiB
     * @throws FetchException as {@link #find}
     */
    Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException;

    /** Whether it is there; it need not be small. @throws FetchException as {@link #find} */
    default boolean exists(BootUri file) throws FetchException {
        return head(file, 1).isPresent();
    }

    /** The names in a folder, sorted, those of folders with a slash at their end; empty where there is none, or the server can't tell. @throws FetchException as {@link #find} */
    List<String> list(BootUri folder) throws FetchException;

    /** What a search by UUID, label or file may find, in the order of devices. */
    List<ConfigVolume> volumes();
}
