package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A piece of a volume's metadata, copied once, so that a disk that changes meanwhile changes nothing in it. Each access is checked: what a structure says about its own parts is no promise. Offsets are from
 * the piece's begin.
 */
public final class Bytes {
    private final VolumeReader reader;
    private final long place;
    private final byte[] array;
    private final int from;
    private final int length;

    Bytes(VolumeReader reader, long place, byte[] array, int from, int length) {
        this.reader = reader;
        this.place = place;
        this.array = array;
        this.from = from;
        this.length = length;
    }

    public int length() {
        return length;
    }

    /** Where it lies on the volume, in bytes: for problems. */
    public long place() {
        return place;
    }

    private int check(int at, int bytes) throws FetchException {
        if (at < 0 || bytes < 0 || at > length - bytes) {
            throw reader.problems().beyond(place, length, at, bytes);
        }
        return from + at;
    }

    public int u8(int at) throws FetchException {
        return array[check(at, 1)] & 0xff;
    }

    public int u16le(int at) throws FetchException {
        int i = check(at, 2);
        return array[i] & 0xff | (array[i + 1] & 0xff) << 8;
    }

    public int u16be(int at) throws FetchException {
        int i = check(at, 2);
        return (array[i] & 0xff) << 8 | array[i + 1] & 0xff;
    }

    public int i32le(int at) throws FetchException {
        return u16le(at) | u16le(at + 2) << 16;
    }

    public int i32be(int at) throws FetchException {
        return u16be(at) << 16 | u16be(at + 2);
    }

    public long u32le(int at) throws FetchException {
        return Integer.toUnsignedLong(i32le(at));
    }

    public long u32be(int at) throws FetchException {
        return Integer.toUnsignedLong(i32be(at));
    }

    /** A table of them, at once: a file has one for each of its blocks, and a boot reads it before anything is compiled. */
    public int[] i32sLe(int at, int count) throws FetchException {
        var table = new int[count];
        ByteBuffer.wrap(array, check(at, 4 * count), 4 * count).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(table);
        return table;
    }

    /** Negative from 2^63 up: {@link VolumeReader} refuses such offsets and sizes. */
    public long u64le(int at) throws FetchException {
        return u32le(at) | u32le(at + 4) << 32;
    }

    /** As {@link #u64le}. */
    public long u64be(int at) throws FetchException {
        return u32be(at) << 32 | u32be(at + 4);
    }

    /** A part of it; shares its bytes. */
    public Bytes slice(int at, int bytes) throws FetchException {
        return new Bytes(reader, place + at, array, check(at, bytes), bytes);
    }

    /** From an offset to its end. */
    public Bytes from(int at) throws FetchException {
        return slice(at, length - at);
    }

    /** A copy. */
    public byte[] array(int at, int bytes) throws FetchException {
        int i = check(at, bytes);
        return Arrays.copyOfRange(array, i, i + bytes);
    }

    /** A copy of all of it. */
    public byte[] array() {
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** Whether the bytes at an offset are these; false when it ends before. */
    public boolean has(int at, byte... wanted) {
        return at >= 0 && at <= length - wanted.length
                && Arrays.equals(array, from + at, from + at + wanted.length, wanted, 0, wanted.length);
    }

    /** As {@link #has(int, byte...)}, of an ASCII text. */
    public boolean has(int at, String wanted) {
        return has(at, wanted.getBytes(StandardCharsets.US_ASCII));
    }

    public boolean isZero(int at, int bytes) throws FetchException {
        int i = check(at, bytes);
        for (int k = i; k < i + bytes; k++) {
            if (array[k] != 0) {
                return false;
            }
        }
        return true;
    }

    /** All these bytes as text; what the character set doesn't know is U+FFFD. */
    public String text(int at, int bytes, Charset charset) throws FetchException {
        return new String(array, check(at, bytes), bytes, charset);
    }

    /** A copy up to the first NUL, or all of it. */
    public byte[] untilNul(int at, int bytes) throws FetchException {
        int i = check(at, bytes);
        int end = i;
        while (end < i + bytes && array[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(array, i, end);
    }

    /** UTF-8 up to the first NUL. */
    public String name(int at, int bytes) throws FetchException {
        return new String(untilNul(at, bytes), StandardCharsets.UTF_8);
    }

    /** The number of a track by its cylinder's low 16 bits, its high 12 and the head's 4: an address of large DASDs. */
    public long track(int at, int heads) throws FetchException {
        long head = u16be(at + 2);
        long cylinder = u16be(at) | (head & 0xfff0) << 12;
        return cylinder * heads + (head & 0xf);
    }

    /** 16 bytes in the order of RFC 9562; GPT has another one. */
    public UUID uuid(int at) throws FetchException {
        return new UUID(u64be(at), u64be(at + 8));
    }
}
