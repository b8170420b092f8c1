package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;

/**
 * A directory record (ECMA-119, 9.1).
 *
 * @param block where its data begin, behind an extended attribute record
 * @param bytes of this section of a file
 * @param name  as it lies there
 * @param rest  the system use area
 */
record DirectoryRecord(long block, long bytes, int flags, Bytes name, Bytes rest) {
    private static final int FOLDER = 0x02;
    private static final int ASSOCIATED = 0x04;
    private static final int MORE = 0x80;
    private static final int NAME = 33;

    static DirectoryRecord of(Bytes raw, IsoProblems problems) throws FetchException {
        int nameBytes = raw.length() > 32 ? raw.u8(32) : 0;
        if (nameBytes == 0 || nameBytes > raw.length() - NAME) {
            throw problems.record(raw.place(), "a directory record of " + raw.length() + " bytes has a name of " + nameBytes);
        }
        if (raw.u8(26) != 0 || raw.u8(27) != 0) {
            throw problems.unread(raw.place(), "a file is interleaved with others, which is not read");
        }
        int rest = Math.min(raw.length(), NAME + nameBytes + (nameBytes % 2 == 0 ? 1 : 0));
        return new DirectoryRecord(raw.u32le(2) + raw.u8(1), raw.u32le(10), raw.u8(25), raw.slice(NAME, nameBytes), raw.from(rest));
    }

    boolean isFolder() {
        return (flags & FOLDER) != 0;
    }

    /** A second fork of a file of the same name. */
    boolean isAssociated() {
        return (flags & ASSOCIATED) != 0;
    }

    /** Whether the file goes on with the next record. */
    boolean hasMore() {
        return (flags & MORE) != 0;
    }

    /** The folder itself. */
    boolean isSelf() {
        return name.length() == 1 && name.has(0, (byte) 0);
    }

    boolean isParent() {
        return name.length() == 1 && name.has(0, (byte) 1);
    }
}
