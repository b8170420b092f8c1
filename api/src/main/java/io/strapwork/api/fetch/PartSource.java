package io.strapwork.api.fetch;

import io.strapwork.api.machine.GuestAddress;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Where a part of a boot comes from.
 *
 * @param name      {@code "kernel"}, {@code "initrd"}, {@code "dtb"}, {@code "module"}; several parts may have one name
 * @param uri       of its file
 * @param otherwise tried in this order when the first is not there: where firmwares disagree on what a name is counted from
 * @param at        where it must lie in memory, as .INS files and boot maps say
 * @param range     which bytes of the file are the part, where several parts lie in one file; empty when all are
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PartSource(String name, BootUri uri, List<BootUri> otherwise, Optional<GuestAddress> at, Optional<PartRange> range) {
    public PartSource {
        otherwise = List.copyOf(otherwise);
    }

    /** All of a file. */
    public PartSource(String name, BootUri uri, List<BootUri> otherwise, Optional<GuestAddress> at) {
        this(name, uri, otherwise, at, Optional.empty());
    }

    /** All of a file, wherever it comes to lie. */
    public PartSource(String name, BootUri uri) {
        this(name, uri, List.of(), Optional.empty(), Optional.empty());
    }

    /** The part of this name that is a range of a file. */
    public PartSource(String name, BootUri uri, PartRange range) {
        this(name, uri, List.of(), Optional.empty(), Optional.of(range));
    }
}
