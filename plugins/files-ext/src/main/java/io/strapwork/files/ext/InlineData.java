package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Files and folders that lie in their inode (Documentation/filesystems/ext4/inlinedata.rst): 60 bytes, and the rest in the extended attribute {@code system.data}. */
final class InlineData {
    private static final int EXTRA_BYTES = 0x80;
    private static final int SMALLEST = 0x80;
    private static final int MAGIC = 0xea020000;
    private static final int ENTRY_BYTES = 16;
    private static final int SYSTEM = 7;

    private InlineData() {}

    static byte[] read(Inode inode, ExtProblems problems) throws FetchException {
        Bytes raw = inode.raw();
        var all = new ByteArrayOutputStream();
        all.writeBytes(raw.array(Inode.BLOCK, Inode.BLOCK_BYTES));
        if (inode.bytes() > Inode.BLOCK_BYTES && raw.length() > SMALLEST) {
            attribute(raw.from(SMALLEST + raw.u16le(EXTRA_BYTES)), all);
        }
        if (inode.bytes() < 0 || inode.bytes() > all.size()) {
            throw problems.structure(raw.place(), "inode " + inode.number() + " says that it holds " + Long.toUnsignedString(inode.bytes())
                    + " bytes, but it holds " + all.size());
        }
        return Arrays.copyOf(all.toByteArray(), (int) inode.bytes());
    }

    private static void attribute(Bytes attributes, ByteArrayOutputStream into) throws FetchException {
        if (attributes.length() < 8 || attributes.i32le(0) != MAGIC) {
            return;
        }
        Bytes entries = attributes.from(4);
        int at = 0;
        while (at + ENTRY_BYTES <= entries.length() && entries.i32le(at) != 0) {
            int nameBytes = entries.u8(at);
            if (entries.u8(at + 1) == SYSTEM && nameBytes == 4 && entries.has(at + ENTRY_BYTES, "data")) {
                int size = (int) Math.min(entries.u32le(at + 8), entries.length());
                into.writeBytes(entries.array(entries.u16le(at + 2), size));
                return;
            }
            at += ENTRY_BYTES + (nameBytes + 3 & ~3);
        }
    }
}
