package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Where a file's bytes lie. Gaps between extents are holes, so nothing needs to be added for those. Built by {@link Builder}; reading never leaves the volume and never the file.
 */
public final class FileExtents implements VolumeFile {
    /** A file of 4 GiB in pieces of 4 KiB. */
    private static final int MOST_EXTENTS = 1 << 20;

    private final VolumeReader reader;
    private final long bytes;
    private final long[] at;
    private final long[] place;
    private final long[] length;
    private final int count;

    private FileExtents(VolumeReader reader, long bytes, Builder from) {
        this.reader = reader;
        this.bytes = bytes;
        this.at = from.at;
        this.place = from.place;
        this.length = from.length;
        this.count = from.count;
    }

    /** @param bytes the file's size */
    public static Builder of(VolumeReader reader, long bytes) throws FetchException {
        if (bytes < 0) {
            throw reader.problems().extents("a file has " + Long.toUnsignedString(bytes) + " bytes");
        }
        return new Builder(reader, bytes);
    }

    /** Takes extents in order of their place in the file. */
    public static final class Builder {
        private final VolumeReader reader;
        private final long bytes;
        private long[] at = new long[8];
        private long[] place = new long[8];
        private long[] length = new long[8];
        private int count;
        private long end;

        private Builder(VolumeReader reader, long bytes) {
            this.reader = reader;
            this.bytes = bytes;
        }

        /** Whether the file's last byte is reached: more extents have no effect. */
        public boolean isFull() {
            return end >= bytes;
        }

        /**
         * Cut at the file's size; joined with the one before where it goes on.
         *
         * @param fileOffset not below the end of the extent before
         * @param offset     on the volume
         * @throws FetchException it lies outside of the volume or upon the one before, or there are too many
         */
        public Builder add(long fileOffset, long offset, long extentBytes) throws FetchException {
            if (fileOffset < 0 || extentBytes < 0 || fileOffset < end) {
                throw reader.problems()
                        .extents("the extents of a file overlap or are out of order at its byte " + Long.toUnsignedString(fileOffset));
            }
            if (fileOffset >= bytes || extentBytes == 0) {
                return this;
            }
            long n = Math.min(extentBytes, bytes - fileOffset);
            reader.check(offset, n);
            end = fileOffset + n;
            int last = count - 1;
            if (last >= 0 && at[last] + length[last] == fileOffset && place[last] + length[last] == offset) {
                length[last] += n;
                return this;
            }
            if (count == MOST_EXTENTS) {
                throw reader.problems().extents("a file has more than " + MOST_EXTENTS + " extents");
            }
            if (count == at.length) {
                at = Arrays.copyOf(at, 2 * count);
                place = Arrays.copyOf(place, 2 * count);
                length = Arrays.copyOf(length, 2 * count);
            }
            at[count] = fileOffset;
            place[count] = offset;
            length[count++] = n;
            return this;
        }

        public FileExtents build() {
            return new FileExtents(reader, bytes, this);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** How many pieces it has; holes don't count. */
    public int count() {
        return count;
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        checkRange(reader.problems(), bytes, offset, into.byteSize());
        int i = first(offset);
        long done = 0;
        long all = into.byteSize();
        while (done < all) {
            long position = offset + done;
            while (i < count && at[i] + length[i] <= position) {
                i++;
            }
            if (i == count || at[i] > position) {
                long n = Math.min(all - done, (i == count ? bytes : at[i]) - position);
                into.asSlice(done, n).fill((byte) 0);
                done += n;
            } else {
                long within = position - at[i];
                long n = Math.min(all - done, length[i] - within);
                reader.content(place[i] + within, into.asSlice(done, n));
                done += n;
            }
        }
    }

    /**
     * A part of it as metadata, counted and cached: of folders and long links.
     *
     * @throws FetchException as {@link VolumeReader#read}, or the range is outside of the file
     */
    public Bytes metadata(long offset, int length) throws FetchException {
        checkRange(reader.problems(), bytes, offset, length);
        int i = first(offset);
        if (i < count && at[i] <= offset && offset + length <= at[i] + this.length[i]) {
            return reader.read(place[i] + offset - at[i], length);
        }
        var all = new byte[length];
        long first = i < count ? place[i] : 0;
        for (; i < count && at[i] < offset + length; i++) {
            long from = Math.max(offset, at[i]);
            int n = (int) (Math.min(offset + length, at[i] + this.length[i]) - from);
            if (n > 0) {
                System.arraycopy(reader.read(place[i] + from - at[i], n).array(), 0, all, (int) (from - offset), n);
            }
        }
        reader.spend(first, length);
        return reader.wrap(first, all);
    }

    /** The extent that holds an offset, or the one before, or the first. */
    private int first(long offset) {
        int i = Arrays.binarySearch(at, 0, count, offset);
        return i >= 0 ? i : Math.max(0, -i - 2);
    }

    /** For files of other makes: throws unless the range is inside of the file. */
    public static void checkRange(VolumeProblems problems, long bytes, long offset, long length) throws FetchException {
        if (offset < 0 || offset > bytes - length) {
            throw problems.notOfFile(offset, length, bytes);
        }
    }
}
