package io.strapwork.files.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.fake.PackedImage;
import io.strapwork.testkit.fake.PackedTree;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that Linux has made ({@code samples/volumes/make-btrfs}). */
class BtrfsImageTests {
    private static final int SUPER = 65536;

    private static PackedImage image(String name) {
        return PackedImage.resource(BtrfsImageTests.class, name + ".img.gz");
    }

    private static Volume mount(String name) throws FetchException {
        return new BtrfsFileSystem().mount(image(name));
    }

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError("no " + path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    private static String text(Volume volume, String path) throws FetchException {
        return new String(content(volume, path), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"compressed,300", "deep,1500", "subvolumes,40", "sha256,40", "xxhash,40", "blake2,40", "mixed,40", "log,40", "raid1,40"})
    void allFilesAndNames(String name, int many) throws FetchException {
        Volume volume = mount(name);
        var tree = new PackedTree(many);
        for (Map.Entry<String, byte[]> file : tree.files().entrySet()) {
            assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
        }
        for (Map.Entry<String, List<String>> folder : tree.folders().entrySet()) {
            var expected = folder.getValue();
            if (!(folder.getKey().equals("/boot") && name.equals("subvolumes"))) {
                assertEquals(expected, volume.list(folder.getKey()), folder::getKey);
            }
        }
        assertThrows(FetchException.class, () -> volume.find("/boot/round"));
        assertEquals(Optional.empty(), volume.find("/boot/lost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "lzo", "zstd"})
    void compressedFiles(String how) throws FetchException {
        Volume volume = mount("compressed");
        byte[] large = PackedTree.numbers(1, 40_000);
        assertArrayEquals(large, content(volume, "/" + how + "/large"));
        assertArrayEquals(PackedTree.numbers(1, 400), content(volume, "/" + how + "/inline"));
        assertArrayEquals(content(volume, "/boot/sparse"), content(volume, "/" + how + "/sparse"));
        System.arraycopy("over".getBytes(UTF_8), 0, large, 70_000, 4);
        assertArrayEquals(large, content(volume, "/" + how + "/cut"));
        VolumeFile file = volume.find("/" + how + "/cut").orElseThrow();
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(large.length + 1);
            var part = new byte[random.nextInt(Math.min(large.length - from, 200_000) + 1)];
            file.read(from, MemorySegment.ofArray(part));
            assertArrayEquals(Arrays.copyOfRange(large, from, from + part.length), part);
        }
    }

    @Test
    void facts() throws FetchException {
        var facts = mount("compressed").facts();
        assertEquals("btrfs", facts.format());
        assertEquals(Optional.of("4f1dd8ab-7b3e-4f0c-9d6c-2a2b1c0d9e8f"), facts.uuid());
        assertEquals(Optional.of("strapwork"), facts.label());
        assertEquals(List.of(), facts.remarks());
        assertEquals(List.of("its checksums are not verified: blake2b"), mount("blake2").facts().remarks());
        assertEquals(List.of("its checksums are not verified: xxhash64"), mount("xxhash").facts().remarks());
        assertEquals(List.of(), mount("sha256").facts().remarks());
        assertEquals(List.of("one of its 2 devices is read"), mount("raid1").facts().remarks());
    }

    @Test
    void aLogTreeThatWasNotReplayedIsTold() throws FetchException {
        assertEquals(List.of("it was not unmounted: what programs synchronised last may be in its log tree only, which is not replayed"),
                mount("log").facts().remarks());
    }

    @Test
    void theDefaultSubvolumeComesFirstThenTheTopLevel() throws FetchException {
        Volume volume = mount("subvolumes");
        assertEquals("snapshot\n", text(volume, "/boot/which"));
        assertEquals("first\n", text(volume, "/@/boot/which"));
        assertEquals("snapshot\n", text(volume, "/@snapshots/1/boot/which"));
        assertEquals("nested\n", text(volume, "/@/home/nested/file"));
        assertEquals("first\n", text(volume, "/@/home/nested/../../boot/which"));
        assertEquals("top\n", text(volume, "/plain/file"));
        assertEquals(Optional.empty(), volume.find("/home/nested/file"), "a snapshot has no subvolumes of its original");
        assertEquals(List.of("nested/"), volume.list("/home"));
        assertEquals(List.of(), volume.list("/home/nested"));
        assertEquals(List.of("1/"), volume.list("/@snapshots"));
    }

    @Test
    void aStripedProfileIsRefusedByNameWhereItIsNeeded() throws FetchException {
        Volume volume = mount("raid0");
        assertEquals("tiny", text(volume, "/boot/tiny"), "metadata are mirrored");
        var thrown = assertThrows(FetchException.class, () -> content(volume, "/boot/vmlinuz"));
        assertEquals("SW-V505", thrown.problem().code());
        assertEquals("what is needed lies in a chunk of the profile RAID0", thrown.problem().what());
    }

    @Test
    void aNodeThatIsDamagedIsReadFromItsOtherCopy() throws FetchException {
        // the root of the tree of roots: its address is the same in both copies
        PackedImage image = image("compressed");
        long logical = ByteBuffer.wrap(image.copy(SUPER, 4096)).order(ByteOrder.LITTLE_ENDIAN).getLong(80);
        int damaged = 0;
        for (long at = 1 << 20; at < image.bytes() - 16384 && damaged < 1; at += 4096) {
            ByteBuffer header = ByteBuffer.wrap(image.copy(at, 101)).order(ByteOrder.LITTLE_ENDIAN);
            if (header.getLong(48) == logical && header.get(100) == 0 && header.getLong(88) == 1) {
                image.patch(at + 3000, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
                damaged++;
            }
        }
        assertEquals(1, damaged);
        assertEquals("tiny", text(new BtrfsFileSystem().mount(image), "/boot/tiny"));
    }

    @Test
    void aCopyOfTheSuperBlockStandsIn() throws FetchException {
        PackedImage image = image("compressed").patch(SUPER + 300, (byte) 77);
        Volume volume = new BtrfsFileSystem().mount(image);
        assertEquals("tiny", text(volume, "/boot/tiny"));
        assertEquals(List.of("its first superblock is damaged: copy 1 was read"), volume.facts().remarks());
        image.patch((64 << 20) + 300, (byte) 77);
        var thrown = assertThrows(FetchException.class, () -> new BtrfsFileSystem().mount(image));
        assertEquals("SW-V502", thrown.problem().code());
        assertEquals("the checksum of the superblock is wrong", thrown.problem().what());
    }

    private static PackedImage sealed(PackedImage image, int at, byte... bytes) {
        byte[] block = image.copy(SUPER, 4096);
        System.arraycopy(bytes, 0, block, at, bytes.length);
        var crc = new CRC32C();
        crc.update(block, 32, block.length - 32);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) crc.getValue());
        return image.patch(SUPER, block);
    }

    @ParameterizedTest
    @CsvSource({"189,0x13,zoned", "189,0x63,'extent-tree-v2, raid-stripe-tree'", "190,0x02,0x20000", "196,9,checksums of type 9",
        "60,2,a dump of metadata without the files"})
    void whatIsNotReadIsRefusedByName(int at, String value, String names) {
        var thrown = assertThrows(FetchException.class,
                () -> new BtrfsFileSystem().mount(sealed(image("compressed"), at, (byte) (int) Integer.decode(value))));
        assertEquals("SW-V501", thrown.problem().code());
        assertEquals("the volume has a feature that is not read: " + names, thrown.problem().what());
    }

    @Test
    void whatWasNeverWrittenIsZeros() throws FetchException {
        Volume volume = new BtrfsFileSystem().mount(image("deep").filledWith((byte) 0xaa));
        Map<String, byte[]> files = new PackedTree(1500).files();
        for (String path : List.of("/boot/preallocated", "/boot/sparse", "/boot/pieces", "/boot/vmlinuz")) {
            assertArrayEquals(files.get(path), content(volume, path), path);
        }
    }
}
