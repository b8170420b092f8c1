package io.strapwork.files.xfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.fake.PackedImage;
import io.strapwork.testkit.fake.PackedTree;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that Linux or mkfs.xfs has made ({@code samples/volumes/make-xfs}). */
class XfsImageTests {
    private static PackedImage image(String name) {
        return PackedImage.resource(XfsImageTests.class, name + ".img.gz");
    }

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError("no " + path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    private static String code(PackedImage image) {
        return assertThrows(FetchException.class, () -> new XfsFileSystem().mount(image)).problem().code();
    }

    @ParameterizedTest
    @CsvSource({"v5,1500", "v5-plain,300", "v5-1k,1500", "v5-64k,100", "v4,300", "v4-512,60", "v4-ci,40"})
    void allFilesAndNames(String name, int many) throws FetchException {
        Volume volume = new XfsFileSystem().mount(image(name));
        var tree = new PackedTree(many);
        for (Map.Entry<String, byte[]> file : tree.files().entrySet()) {
            assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
        }
        for (Map.Entry<String, List<String>> folder : tree.folders().entrySet()) {
            assertEquals(folder.getValue(), volume.list(folder.getKey()), folder::getKey);
        }
        assertThrows(FetchException.class, () -> volume.find("/boot/round"));
        assertEquals(Optional.empty(), volume.find("/boot/lost"));
    }

    @Test
    void facts() throws FetchException {
        var facts = new XfsFileSystem().mount(image("v5")).facts();
        assertEquals("XFS v5", facts.format());
        assertEquals(Optional.of("4f1dd8ab-7b3e-4f0c-9d6c-2a2b1c0d9e8f"), facts.uuid());
        assertEquals(Optional.of("strapwork"), facts.label());
        assertEquals(List.of(), facts.remarks());
        assertEquals("XFS v4", new XfsFileSystem().mount(image("v4")).facts().format());
        assertEquals(List.of(), new XfsFileSystem().mount(image("v4")).facts().remarks());
    }

    @Test
    void aLogThatWasNotReplayedIsTold() throws FetchException {
        Volume volume = new XfsFileSystem().mount(image("v5-dirty"));
        assertEquals(List.of(JournalLog.DIRTY), volume.facts().remarks());
        assertEquals(Optional.empty(), volume.find("/boot/lost"));
    }

    @Test
    void caseCountsUnlessTheVolumeIgnoresIt() throws FetchException {
        assertEquals(Optional.empty(), new XfsFileSystem().mount(image("v4")).find("/BOOT/Tiny"));
        assertEquals(4, new XfsFileSystem().mount(image("v4-ci")).find("/BOOT/Tiny").orElseThrow().bytes());
    }

    @Test
    void aVolumeThatIsCutOffIsReadAsFarAsItGoes() throws FetchException {
        PackedImage whole = image("v5");
        Volume volume = new XfsFileSystem().mount(whole.resized(whole.bytes() - 4096));
        assertArrayEquals("tiny".getBytes(java.nio.charset.StandardCharsets.US_ASCII), content(volume, "/boot/tiny"));
        assertTrue(volume.facts().remarks().getFirst().contains("should have"), () -> volume.facts().remarks().toString());
    }

    /** With a right checksum. */
    private static PackedImage withFeatures(int incompatible) {
        PackedImage image = image("v5");
        byte[] sector = image.copy(0, 512);
        ByteBuffer.wrap(sector).putInt(216, incompatible).putInt(224, 0);
        var crc = new CRC32C();
        crc.update(sector);
        ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN).putInt(224, (int) crc.getValue());
        return image.patch(0, sector);
    }

    @ParameterizedTest
    @CsvSource({"0x10,needsrepair", "0x200,zoned", "0x40000000,0x40000000", "0x80000210,'needsrepair, zoned, 0x80000000'"})
    void whatIsNotReadIsRefusedByName(String bits, String names) {
        PackedImage image = withFeatures(Long.decode(bits).intValue() | 1);
        var thrown = assertThrows(FetchException.class, () -> new XfsFileSystem().mount(image));
        assertEquals("SW-V401", thrown.problem().code());
        assertEquals("the volume has a feature that is not read: " + names, thrown.problem().what());
    }

    @Test
    void aSuperBlockThatCantBe() {
        assertEquals("SW-V402", code(image("v5").patch(0, (byte) 'Y')));
        assertEquals("SW-V402", code(image("v4").patch(4, (byte) 1)), "block size");
        assertEquals("SW-V402", code(image("v4").patch(124, (byte) 40)), "group");
        assertEquals("SW-V402", code(image("v4").patch(126, (byte) 1)), "mkfs in progress");
        assertEquals("SW-V403", code(image("v5").patch(130, (byte) 77)), "checksum");
        assertEquals("SW-V401", code(image("v4").patch(101, (byte) 0xb3)), "version 3");
    }

    /** XFS_MAX_AG_BYTES is less than 2^40: no group has 2^31 blocks, even of 512 bytes. */
    @Test
    void groupsOfMoreBlocksThanThereCanBe() {
        PackedImage image = image("v4");
        image.patch(124, (byte) 31);
        image.patch(84, ByteBuffer.allocate(4).putInt(Integer.MIN_VALUE).array());
        image.patch(88, ByteBuffer.allocate(4).putInt(1).array());
        var thrown = assertThrows(FetchException.class, () -> new XfsFileSystem().mount(image)).problem();
        assertEquals("SW-V402", thrown.code());
        assertEquals("what the superblock says about its allocation groups can't be", thrown.what());
    }

    /** Of the first inode with this size. */
    private static long inode(PackedImage image, long size) {
        for (long number = 0; number < image.packedBytes(); number += 256) {
            long place = image.place(number);
            byte[] inode = image.copy(place, 64);
            if (inode[0] == 'I' && inode[1] == 'N' && ByteBuffer.wrap(inode).getLong(56) == size) {
                return place;
            }
        }
        throw new AssertionError("no inode of " + size + " bytes");
    }

    @Test
    void aRealtimeFileIsRefused() throws FetchException {
        PackedImage image = image("v4");
        image.patch(inode(image, 3_000_001) + 91, (byte) 1);
        Volume volume = new XfsFileSystem().mount(image);
        var thrown = assertThrows(FetchException.class, () -> volume.find("/boot/sparse"));
        assertEquals("SW-V408", thrown.problem().code());
        assertEquals(4, volume.find("/boot/tiny").orElseThrow().bytes());
    }

    @Test
    void whatWasNeverWrittenIsZeros() throws FetchException {
        Volume volume = new XfsFileSystem().mount(image("v5").filledWith((byte) 0xaa));
        Map<String, byte[]> files = new PackedTree(1500).files();
        for (String path : List.of("/boot/preallocated", "/boot/sparse", "/boot/pieces", "/boot/vmlinuz")) {
            assertArrayEquals(files.get(path), content(volume, path), path);
        }
    }
}
