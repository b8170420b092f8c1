package io.strapwork.testkit.fake;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Numbers that are a fuzzer's bytes, so that a test which throws dice can be led by what it covers: {@code @FuzzTest void steps(byte[] bytes) { run(new FuzzedRandom(bytes)); }}. When the bytes
 * are used up, it goes on with numbers that only depend on them.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FuzzedRandom extends Random {
    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private int at;

    public FuzzedRandom(byte[] bytes) {
        super(Arrays.hashCode(bytes));
        this.bytes = bytes.clone();
    }

    /** Three seeds of so many bytes each, for the fuzzer to begin with: {@code @MethodSource}. */
    public static Stream<byte[]> dice(int length) {
        return IntStream.rangeClosed(1, 3).mapToObj(seed -> {
            var bytes = new byte[length];
            new Random(seed).nextBytes(bytes);
            return bytes;
        });
    }

    /** Whether the fuzzer has said more than was asked for. */
    public boolean hasMore() {
        return at < bytes.length;
    }

    @Override
    protected int next(int bits) {
        // Random's constructor must not need it, but may ask
        if (bytes == null || !hasMore()) {
            return super.next(bits);
        }
        int value = read((bits + Byte.SIZE - 1) / Byte.SIZE);
        return bits == Integer.SIZE ? value : value & (1 << bits) - 1;
    }

    /** A small bound needs one byte, so that a fuzzer's change of it is one of the choice. */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0 || !hasMore()) {
            return super.nextInt(bound);
        }
        return Integer.remainderUnsigned(read(bound <= 1 << 8 ? 1 : bound <= 1 << 16 ? 2 : 4), bound);
    }

    private int read(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << Byte.SIZE | (hasMore() ? bytes[at++] & 0xff : 0);
        }
        return value;
    }
}
