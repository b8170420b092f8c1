package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;

/**
 * What can be wrong with any volume.
 *
 * @param format what is read, as the user knows it: {@code "ext4 volume"}
 */
public record VolumeProblems(String format) {
    static final String DAMAGED = "the volume is damaged or truncated: check it with the tools of its system";

    /** @param offset of what is wrong, in bytes of the volume */
    public String at(long offset) {
        return format + ", byte " + Long.toUnsignedString(offset);
    }

    /**
     * A problem of the format's own.
     *
     * @param code a literal of the caller's
     * @param what one sentence without a full stop
     */
    public FetchException damaged(String code, long offset, String what) {
        return new FetchException(new Problem(code, Blame.PEER, at(offset), what, DAMAGED));
    }

    /** As {@link #damaged}, of a volume that is sound but not read. */
    public FetchException unsupported(String code, long offset, String what, String hint) {
        return new FetchException(new Problem(code, Blame.USER, at(offset), what, hint));
    }

    FetchException outside(long offset, long bytes, long of) {
        return damaged("SW-V001", offset, "the volume refers to " + Long.toUnsignedString(bytes) + " bytes at byte "
                + Long.toUnsignedString(offset) + ", but it has " + of + " bytes");
    }

    FetchException beyond(long place, int length, int at, int bytes) {
        return damaged("SW-V002", place,
                "a structure of " + length + " bytes refers to " + bytes + " bytes at its byte " + at);
    }

    FetchException budget(long offset, long most, String of) {
        return new FetchException(
                new Problem("SW-V003", Blame.PEER, at(offset), "more than " + most / (1 << 20) + " MiB of metadata were read for " + of,
                        "the volume is damaged or made to keep its reader busy"));
    }

    FetchException links(String path, int most) {
        return new FetchException(
                new Problem("SW-V004", Blame.USER, format + ", " + path, "more than " + most + " symbolic links on the way",
                        "the links point at each other; name the file itself"));
    }

    FetchException path(String path, String what) {
        return new FetchException(
                new Problem("SW-V005", Blame.USER, format + ", " + path, what, "name the file by a shorter way, without links"));
    }

    FetchException notOfFile(long offset, long bytes, long of) {
        return new FetchException(new Problem("SW-V006", Blame.BUG, format,
                "bytes " + offset + " to " + (offset + bytes) + " were asked of a file of " + of + " bytes", ""));
    }

    FetchException extents(String what) {
        return new FetchException(new Problem("SW-V007", Blame.PEER, format, what, DAMAGED));
    }

    FetchException names(String folder, int most) {
        return new FetchException(new Problem("SW-V008", Blame.PEER, format + ", " + folder,
                "the folder has more than " + most + " names", DAMAGED));
    }
}
