package io.strapwork.testkit.fake;

import io.strapwork.api.fetch.Blocks;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apiguardian.api.API;

/** A volume as {@code samples/volumes/pack} packs it: of an image of gigabytes only what isn't zero is in memory. Stricter than a disk: whoever reads outside of it has a bug. Not for several threads. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PackedImage implements Blocks {
    private static final int BLOCK = 512;
    private final TreeMap<Long, byte[]> pieces = new TreeMap<>();
    private long bytes;
    private byte filler;

    /** @param of whose resource it is */
    public static PackedImage resource(Class<?> of, String name) {
        try (InputStream in = of.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static PackedImage read(InputStream packed) throws IOException {
        var image = new PackedImage();
        var in = new DataInputStream(new GZIPInputStream(packed, 1 << 16));
        while (true) {
            long offset = in.readLong();
            int length = in.readInt();
            if (length == 0) {
                image.bytes = offset;
                return image;
            }
            image.pieces.put(offset, in.readNBytes(length));
        }
    }

    /** Writes over it what was not zeros before. */
    public PackedImage patch(long offset, byte... content) {
        Map.Entry<Long, byte[]> piece = pieces.floorEntry(offset);
        System.arraycopy(content, 0, piece.getValue(), (int) (offset - piece.getKey()), content.length);
        return this;
    }

    /** From now on, what isn't in memory is this byte instead of zero: as on a disk that was used before. */
    public PackedImage filledWith(byte value) {
        filler = value;
        return this;
    }

    /** How many bytes are in memory: what {@link #place} counts. */
    public long packedBytes() {
        return pieces.values().stream().mapToLong(piece -> piece.length).sum();
    }

    /** Where the n-th of the bytes lies that are in memory. */
    public long place(long number) {
        long left = number;
        for (Map.Entry<Long, byte[]> piece : pieces.entrySet()) {
            if (left < piece.getValue().length) {
                return piece.getKey() + left;
            }
            left -= piece.getValue().length;
        }
        throw new IllegalArgumentException(number + " of " + packedBytes());
    }

    /** A copy, cut off or extended. */
    public PackedImage resized(long size) {
        var image = new PackedImage();
        pieces.headMap(size).forEach((offset, content) -> image.pieces.put(offset, content.clone()));
        image.bytes = size;
        return image;
    }

    public byte[] copy(long offset, int length) {
        var copy = new byte[length];
        fill(offset, MemorySegment.ofArray(copy));
        return copy;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int blockSize() {
        return BLOCK;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        if (offset < 0 || offset > bytes - into.byteSize()) {
            throw new AssertionError(into.byteSize() + " bytes at " + offset + " were read of a volume of " + bytes);
        }
        fill(offset, into);
    }

    private void fill(long offset, MemorySegment into) {
        into.fill(filler);
        long end = offset + into.byteSize();
        Long first = pieces.floorKey(offset);
        for (Map.Entry<Long, byte[]> piece : pieces.subMap(first == null ? offset : first, end).entrySet()) {
            long from = Math.max(offset, piece.getKey());
            long to = Math.min(end, piece.getKey() + piece.getValue().length);
            if (to > from) {
                MemorySegment.copy(MemorySegment.ofArray(piece.getValue()), from - piece.getKey(), into, from - offset, to - from);
            }
        }
    }
}
