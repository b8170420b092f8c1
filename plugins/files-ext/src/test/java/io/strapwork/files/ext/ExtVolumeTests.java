package io.strapwork.files.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import io.strapwork.testkit.fake.FakeBlocks;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtVolumeTests {
    private final byte[] image = GzippedImage.read(ExtVolumeTests.class, ExtImages.EXT4.resource());
    private final ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);

    private Volume mount() throws FetchException {
        return new ExtFileSystem().mount(FakeBlocks.of(image));
    }

    private static Problem refused(org.junit.jupiter.api.function.Executable reading) {
        return assertThrows(FetchException.class, reading).problem();
    }

    /** Where a file's inode is. */
    private int inode(String... path) throws FetchException {
        var problems = new ExtProblems(new VolumeProblems("ext volume"));
        var reader = new VolumeReader(FakeBlocks.of(image), problems.volume());
        Superblock superblock = Superblock.read(reader, problems);
        var folders = new ExtFolders(reader, superblock, new Inodes(reader, superblock, problems),
                new BlockMaps(reader, superblock, problems), problems);
        Inode at = folders.root();
        for (String name : path) {
            at = folders.child(at, name).orElseThrow();
        }
        return (int) at.raw().place();
    }

    private void set(int at, int bits) {
        bytes.putInt(at, bytes.getInt(at) | bits);
    }

    @ParameterizedTest
    @CsvSource({"0x1,compression", "0x8,journal_dev (it is the journal of another volume)", "0x1000,dirdata", "0x40000,FEATURE_I18",
        "0x80000000,FEATURE_I31"})
    void refusesFeaturesByName(String bit, String name) {
        set(1024 + 0x60, (int) (long) Long.decode(bit));
        Problem problem = refused(this::mount);
        assertEquals("SW-V202", problem.code());
        assertEquals("the volume has the feature " + name + ", which is not read", problem.what());
    }

    @Test
    void tellsThatItIsDirty() throws FetchException {
        set(1024 + 0x60, 0x4);
        List<String> remarks = mount().facts().remarks();
        assertEquals("the superblock's checksum is wrong", remarks.getFirst());
        assertEquals("the volume was not unmounted, and its journal is not replayed; what was written last may be missing", remarks.get(1));
        byte[] old = GzippedImage.read(ExtVolumeTests.class, ExtImages.EXT2.resource());
        old[1024 + 0x3a] = 2;
        assertEquals(
                List.of("the volume was not unmounted; what was written last may be missing",
                        "the system that wrote the volume found errors in it"),
                new ExtFileSystem().mount(FakeBlocks.of(old)).facts().remarks());
    }

    @Test
    void encryptedFiles() throws FetchException {
        set(1024 + 0x60, 0x10000);
        set(inode("boot", "tiny") + 0x20, 0x800);
        assertEquals("SW-V204", refused(() -> mount().find("/boot/tiny")).code());
        assertTrue(mount().find("/boot/sparse").isPresent(), "the others are read");
        set(inode("boot") + 0x20, 0x800);
        assertEquals("SW-V204", refused(() -> mount().list("/boot")).code());
        byte[] fresh = GzippedImage.read(ExtVolumeTests.class, ExtImages.EXT4.resource());
        System.arraycopy(fresh, 0, image, 0, fresh.length);
        set(inode("boot", "tiny") + 0x20, 0x204);
        assertEquals("SW-V205", refused(() -> mount().find("/boot/tiny")).code());
    }

    @Test
    void treesInALoop() throws FetchException {
        int inode = inode("boot", "sparse");
        int block = (int) mountedExtent(inode);
        // an index of depth 1 whose child is the block itself, which says the same
        for (int node : new int[]{inode + 0x28, block * 4096}) {
            bytes.putShort(node, (short) 0xf30a).putShort(node + 2, (short) 1).putShort(node + 4, (short) 4).putShort(node + 6, (short) 1);
            bytes.putInt(node + 12, 0).putInt(node + 16, block).putShort(node + 20, (short) 0);
        }
        assertEquals("SW-V203", refused(() -> mount().find("/boot/sparse")).code());
        bytes.putShort(inode + 0x28 + 6, (short) 6);
        assertEquals("SW-V203", refused(() -> mount().find("/boot/sparse")).code());
        bytes.putShort(inode + 0x28 + 6, (short) 0).putShort(inode + 0x28 + 2, (short) 5);
        assertEquals("SW-V203", refused(() -> mount().find("/boot/sparse")).code());
    }

    private long mountedExtent(int inode) {
        return bytes.getInt(inode + 0x28 + 12 + 8);
    }

    @Test
    void extentsThatLie() throws FetchException {
        int extent = inode("boot", "sparse") + 0x28 + 12;
        bytes.putInt(extent + 8, 0x7fffffff);
        assertEquals("SW-V001", refused(() -> mount().find("/boot/sparse")).code());
        bytes.putShort(extent + 6, (short) 0xffff).putInt(extent + 8, -1);
        assertEquals("SW-V001", refused(() -> mount().find("/boot/sparse")).code());
        bytes.putShort(extent + 6, (short) 0).putInt(extent + 8, 10).putInt(extent, 1000);
        assertTrue(mount().find("/boot/sparse").isPresent(), "behind the file's end it has no effect");
        bytes.putInt(extent, 24).putInt(extent + 12, 10);
        assertEquals("SW-V007", refused(() -> mount().find("/boot/sparse")).code(), "out of order");
    }

    /** 32,768 blocks and more are allocated, but not written. */
    @Test
    void extentsThatAreNotWritten() throws FetchException {
        int extent = inode("boot", "tiny") + 0x28 + 12;
        bytes.putShort(extent + 4, (short) (32_768 + 1));
        var content = new byte[4];
        mount().find("/boot/tiny").orElseThrow().read(0, java.lang.foreign.MemorySegment.ofArray(content));
        assertEquals(0, ByteBuffer.wrap(content).getInt());
    }

    @Test
    void foldersThatLie() throws FetchException {
        int block = bytes.getInt(inode("boot") + 0x28 + 12 + 8) * 4096;
        bytes.putShort(block + 4, (short) 4);
        assertEquals("SW-V203", refused(() -> mount().list("/boot")).code());
        bytes.putShort(block + 4, (short) 4096);
        assertEquals(List.of(), mount().list("/boot"));
        bytes.putShort(block + 4, (short) 12).putInt(block + 24, 0x7fffffff);
        assertTrue(refused(() -> mount().find("/boot/" + mount().list("/boot").getFirst().replace("/", ""))).what()
                .startsWith("inode 2147483647 is none of the "), "an inode that is not there");
    }

    @Test
    void superblocksThatLie() {
        for (Map.Entry<Integer, Integer> field : Map.of(0x18, 7, 0x20, 0, 0x28, 0, 0x38, 0, 0x58, 100, 0xfe, 48).entrySet()) {
            byte[] before = image.clone();
            if (field.getKey() == 0xfe) {
                set(1024 + 0x60, 0x80);
            }
            if (field.getKey() >= 0x38) {
                bytes.putShort(1024 + field.getKey(), field.getValue().shortValue());
            } else {
                bytes.putInt(1024 + field.getKey(), field.getValue());
            }
            assertEquals("SW-V201", refused(this::mount).code(), () -> "byte " + field.getKey());
            System.arraycopy(before, 0, image, 0, before.length);
        }
    }

    @Test
    void foldersWithoutCase() throws FetchException {
        System.arraycopy(GzippedImage.read(ExtVolumeTests.class, ExtImages.META.resource()), 0, image, 0, image.length);
        assertEquals(Optional.empty(), mount().find("/boot/TINY"));
        set(inode("boot") + 0x20, 0x40000000);
        assertTrue(mount().find("/boot/TINY").isPresent(), "the folder doesn't tell cases apart");
        assertTrue(mount().find(SampleTree.LARGE).isPresent(), "exact names");
    }

    /** So that the resources hold what they should. */
    @Test
    void formats() throws FetchException {
        for (Map.Entry<ExtImages, String> one : Map.of(ExtImages.EXT2, "ext2", ExtImages.EXT3, "ext3", ExtImages.EXT4, "ext4",
                ExtImages.INLINE, "ext4", ExtImages.META, "ext4", ExtImages.OLD,
                "ext2").entrySet()) {
            assertEquals(one.getValue(), new ExtFileSystem()
                    .mount(FakeBlocks.of(GzippedImage.read(ExtVolumeTests.class, one.getKey().resource()))).facts().format());
        }
    }
}
