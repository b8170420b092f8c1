package io.strapwork.files.btrfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.fake.PackedImage;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single fields that nobody would write, in all items that have them. */
class HostileFieldTests {
    private static final int SUPER = 65536;
    private static final int NODE = 16384;
    private static final int SYSTEM_CHUNKS = SUPER + 811;
    private static final int KEY = 17;
    private static final int RAM_BYTES = 8;
    private static final int COMPRESSION = 16;
    private static final int INODE_SIZE = 16;
    private static final int INODE_MODE = 52;
    private static final int LINK = 0xa;

    private final PackedImage image = PackedImage.resource(HostileFieldTests.class, "compressed.img.gz");

    private ByteBuffer little(long place, int bytes) {
        return ByteBuffer.wrap(image.copy(place, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the data of all items of a type lie, in all leaves. */
    private LongStream items(int type) {
        byte[] uuid = image.copy(SUPER + 32, 16);
        var places = new ArrayList<Long>();
        for (long at = 1 << 20; at <= image.bytes() - NODE; at += 4096) {
            if (!Arrays.equals(uuid, image.copy(at + 32, 16))) {
                continue;
            }
            ByteBuffer node = little(at, NODE);
            int count = node.getInt(96);
            if (node.get(100) != 0 || count < 0 || count > 600) {
                continue;
            }
            for (int item = 101; item < 101 + 25 * count; item += 25) {
                if ((node.get(item + 8) & 0xff) == type) {
                    places.add(at + 101 + node.getInt(item + KEY));
                }
            }
        }
        return places.stream().mapToLong(Long::longValue);
    }

    private void put(long place, long value) {
        image.patch(place, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private Volume mount() throws FetchException {
        return new BtrfsFileSystem(false).mount(image);
    }

    private static Problem problem(Volume volume, String path) {
        return assertThrows(FetchException.class, () -> {
            VolumeFile file = volume.find(path).orElseThrow();
            file.read(0, MemorySegment.ofArray(new byte[(int) file.bytes()]));
        }, path).problem();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 131_072, Long.MIN_VALUE | 0xffff_f000L, 1L << 32, Long.MAX_VALUE})
    void aCompressedExtentOfAnySize(long ramBytes) throws FetchException {
        long[] extents = items(Key.EXTENT).filter(place -> little(place, 21).get(COMPRESSION) != 0).toArray();
        assertTrue(extents.length > 3, "there are such extents");
        for (long extent : extents) {
            put(extent + RAM_BYTES, ramBytes);
        }
        Volume volume = mount();
        for (String path : List.of("/zlib/large", "/lzo/large", "/zstd/large", "/zlib/inline", "/lzo/inline", "/zstd/inline",
                "/zlib/cut")) {
            assertEquals("SW-V507", problem(volume, path).code(), path);
        }
    }

    /** Offset, stored bytes and bytes of an extent. */
    @ParameterizedTest
    @CsvSource({"29,-1", "29,-9223372036854775808", "37,-1", "37,9223372036854775807", "45,-9223372036854775808", "45,9223372036854775807"})
    void extentsOfAnySize(int at, long value) throws FetchException {
        items(Key.EXTENT).filter(place -> little(place, 21).get(20) != 0).forEach(extent -> put(extent + at, value));
        Volume volume = mount();
        for (String path : List.of("/boot/vmlinuz", "/zlib/large", "/lzo/large", "/zstd/large")) {
            assertTrue(problem(volume, path).code().startsWith("SW-V50"), path);
        }
    }

    @Test
    void aLinkThatIsLongerThanAnyPathIsRefused() throws FetchException {
        items(Key.INODE).filter(place -> (little(place, 54)
                .getShort(INODE_MODE) & 0xf000) == LINK << 12).forEach(link -> put(link + INODE_SIZE, 4097));
        Problem refused = problem(mount(), "/boot/round");
        assertEquals("SW-V507", refused.code());
        assertTrue(refused.what().endsWith("a symbolic link has 4097 bytes, more than a path's 4096"), refused.what());
    }

    /** No profile has more than four copies, and one device no more than two of them. */
    @Test
    void aChunkWithMoreCopiesThanAnyProfileIsRefused() {
        int stripes = 60;
        byte[] device = image.copy(SUPER + 201, 8);
        long first = SYSTEM_CHUNKS + KEY;
        image.patch(first + 44, (byte) stripes);
        for (int i = 0; i < stripes; i++) {
            image.patch(first + 48 + 32 * i, device);
        }
        image.patch(SUPER + 160, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(KEY + 48 + 32 * stripes).array());
        Problem refused = assertThrows(FetchException.class, this::mount).problem();
        assertEquals("SW-V504", refused.code());
        assertEquals("a chunk has more copies on this device than any profile", refused.what());
    }
}
