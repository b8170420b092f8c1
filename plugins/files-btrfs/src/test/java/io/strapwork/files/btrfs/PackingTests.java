package io.strapwork.files.btrfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airlift.compress.v3.lzo.LzoCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.strapwork.testkit.fake.PackedTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PackingTests {
    private static final int SECTOR = 4096;

    private static byte[] pack(Packing.Method method, byte[] content) {
        var packed = new byte[2 * content.length + 1000];
        int length = switch (method) {
            case NONE -> {
                System.arraycopy(content, 0, packed, 0, content.length);
                yield content.length;
            }
            case ZLIB -> {
                try (var deflater = new Deflater()) {
                    deflater.setInput(content);
                    deflater.finish();
                    yield deflater.deflate(packed);
                }
            }
            case ZSTD -> new ZstdJavaCompressor().compress(content, 0, content.length, packed, 0, packed.length);
            case LZO -> lzo(content, packed);
        };
        // as on a disk: the rest of the last sector
        return Arrays.copyOf(packed, length + 77);
    }

    private static int lzo(byte[] content, byte[] packed) {
        ByteBuffer out = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).position(4);
        for (int at = 0; at < content.length; at += SECTOR) {
            int left = SECTOR - out.position() % SECTOR;
            out.position(out.position() + (left < 4 ? left : 0));
            int length = new LzoCompressor().compress(content, at, Math.min(SECTOR, content.length - at), packed, out.position() + 4,
                    packed.length - out.position() - 4);
            out.putInt(length).position(out.position() + length);
        }
        out.putInt(0, out.position());
        return out.position();
    }

    @ParameterizedTest
    @EnumSource(Packing.Method.class)
    void unpacksWhatWasPacked(Packing.Method method) throws Packing.BrokenException {
        var random = new Random(7);
        for (int bytes : new int[]{1, 100, 4095, 4096, 4097, 50_000, 131_072}) {
            for (byte[] content : new byte[][]{Arrays.copyOf(PackedTree.numbers(1, 30_000), bytes), new byte[bytes],
                noise(random, bytes)}) {
                assertArrayEquals(content, new Packing(method, SECTOR).unpack(pack(method, content), bytes), () -> method + " " + bytes);
                assertArrayEquals(Arrays.copyOf(content, bytes / 2), new Packing(method, SECTOR).unpack(pack(method, content), bytes / 2));
            }
        }
    }

    private static byte[] noise(Random random, int bytes) {
        var noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    @ParameterizedTest
    @EnumSource(value = Packing.Method.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatIsCutOffIsBroken(Packing.Method method) {
        byte[] content = PackedTree.numbers(1, 10_000);
        byte[] packed = pack(method, content);
        for (int bytes : new int[]{0, 1, 3, 4, 5, 100, packed.length / 2, packed.length - 100}) {
            assertThrows(Packing.BrokenException.class,
                    () -> new Packing(method, SECTOR).unpack(Arrays.copyOf(packed, bytes), content.length), () -> bytes + " bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(Packing.Method.class)
    void changesAreBytesOrBroken(Packing.Method method) {
        byte[] content = PackedTree.numbers(1, 3000);
        byte[] packed = pack(method, content);
        var random = new Random(5);
        int broken = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] changed = packed.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(random.nextBoolean() ? 20 : changed.length)] = (byte) random.nextInt();
            }
            broken += unpack(method, changed, content.length);
        }
        assertTrue(method == Packing.Method.NONE || broken > 500, method + ": " + broken);
    }

    private static int unpack(Packing.Method method, byte[] packed, int bytes) {
        try {
            assertEquals(bytes, new Packing(method, SECTOR).unpack(packed, bytes).length);
            return 0;
        } catch (Packing.BrokenException e) {
            return 1;
        }
    }

    static Stream<byte[]> packed() {
        return Stream.of(Packing.Method.values()).map(method -> {
            byte[] packed = pack(method, PackedTree.numbers(1, 200));
            return ByteBuffer.allocate(packed.length + 1).put((byte) method.ordinal()).put(packed).array();
        });
    }

    /** The first byte is the method. */
    @MethodSource("packed")
    @FuzzTest
    void anyBytes(byte[] input) {
        if (input.length > 0) {
            unpack(Packing.Method.values()[input[0] & 3], Arrays.copyOfRange(input, 1, input.length), 10_000);
        }
    }

    @Test
    void namesAreHashedAsLinuxDoes() {
        // btrfs inspect-internal dump-tree: the item of "default" in the tree of roots
        assertEquals(2378154706L, Checksum.nameHash("default".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
}
