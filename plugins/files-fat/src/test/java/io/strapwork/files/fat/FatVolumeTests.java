package io.strapwork.files.fat;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FatVolumeTests {
    private final byte[] image = GzippedImage.read(FatVolumeTests.class, FatImages.FAT16.resource());
    private final ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);

    private Volume mount() throws FetchException {
        return new FatFileSystem().mount(FakeBlocks.of(image));
    }

    private FatLayout layout() throws FetchException {
        return FatLayout.read(new VolumeReader(FakeBlocks.of(image), new VolumeProblems("FAT volume")));
    }

    /** Where a short name's entry is. */
    private int entry(String shortName) {
        for (int at = 0; at < image.length; at += 32) {
            if (new String(image, at, 11, StandardCharsets.ISO_8859_1).equals(shortName)) {
                return at;
            }
        }
        throw new AssertionError(shortName);
    }

    private void follow(int cluster, int by) throws FetchException {
        bytes.putShort((int) layout().table() + 2 * cluster, (short) by);
    }

    private static Problem refused(org.junit.jupiter.api.function.Executable reading) {
        return assertThrows(FetchException.class, reading).problem();
    }

    @Test
    void foldersInALoop() throws FetchException {
        int many = bytes.getShort(entry("MANY       ") + 26);
        int next = bytes.getShort((int) layout().table() + 2 * many);
        follow(next, many);
        assertEquals("the clusters of a folder follow each other in a loop", refused(() -> mount().list("/many")).what());
        assertEquals("SW-V102", refused(() -> mount().find("/many/nothing")).code());
    }

    @Test
    void chainsThatEndEarly() throws FetchException {
        int large = bytes.getShort(entry("VMLINU~10-5") + 26);
        follow(large, 0xffff);
        assertEquals("a file of 150000 bytes ends after 512", refused(() -> mount().find(SampleTree.LARGE)).what());
        follow(large, 0);
        assertTrue(refused(() -> mount().find(SampleTree.LARGE)).what().endsWith("which is free"), "free");
        follow(large, 0xfff7);
        assertTrue(refused(() -> mount().find(SampleTree.LARGE)).what().endsWith("which is bad"), "bad");
        follow(large, 0xff00);
        assertTrue(refused(() -> mount().find(SampleTree.LARGE)).what().contains("which is none of the "), "none");
        assertTrue(mount().find("/boot/sparse").isPresent(), "what is sound is read");
    }

    @Test
    void shortNames() throws FetchException {
        int tiny = entry("TINY       ");
        assertTrue(mount().find("/boot/VMLINU~1.0-5").isPresent(), "the name that DOS sees");
        image[tiny + 12] = 0;
        assertTrue(mount().list("/boot").contains("TINY"), () -> "without the mark that it is in lower case");
        image[tiny] = 5;
        assertTrue(mount().list("/boot").stream().anyMatch(name -> name.endsWith("INY") && name.charAt(0) == 'σ'),
                "0x05 stands for 0xe5, which is deleted");
        image[tiny] = (byte) 0xe5;
        assertEquals(Optional.empty(), mount().find("/boot/TINY"));
        image[entry("VMLINU~10-5") - 32 + 13] ^= 1;
        assertEquals(Optional.empty(), mount().find(SampleTree.LARGE), "a long name that is of another file");
        assertTrue(mount().list("/boot").contains("VMLINU~1.0-5"), () -> "the short one stays");
    }

    /** The piece before the first one: its number is 0. */
    @Test
    void aLongNameThatGoesOnBeforeItsBegin() throws FetchException {
        int first = entry("VMLINU~10-5") - 32;
        assertEquals(1, image[first] & 0x3f);
        System.arraycopy(image, first, image, first + 32, 32);
        image[first + 32] = (byte) 0x80;
        assertEquals(Optional.empty(), mount().find(SampleTree.LARGE));
        assertTrue(mount().list("/boot").contains("tiny"), "the others are there");
    }

    @Test
    void whatTheBootSectorSays() throws FetchException {
        bytes.putShort((int) layout().table() + 2, (short) 0x7fff);
        assertEquals(List.of("the volume was not unmounted; what was written last may be missing"), mount().facts().remarks());
        bytes.putShort((int) layout().table() + 2, (short) 0xffff);
        image[37] = 1;
        assertEquals(1, mount().facts().remarks().size());
        image[37] = 0;
        image[38] = 0;
        assertEquals(Optional.empty(), mount().facts().uuid());
        bytes.putShort(19, (short) 0).putInt(32, 17_000);
        assertEquals(List.of("the volume says that it has 8704000 bytes, but there are 8388608"), mount().facts().remarks());
        for (int[] field : new int[][]{{11, 100}, {11, 0x60}, {13, 3}, {14, 0}, {16, 0}, {22, 0x7fff}}) {
            byte[] before = image.clone();
            bytes.putShort(field[0], (short) (field[0] == 13 || field[0] == 16 ? field[1] | image[field[0] + 1] << 8 : field[1]));
            assertEquals("SW-V101", refused(this::mount).code(), "byte " + field[0]);
            System.arraycopy(before, 0, image, 0, before.length);
        }
    }

    @Test
    void versionsThatNobodyHas() throws FetchException {
        byte[] wide = GzippedImage.read(FatVolumeTests.class, FatImages.FAT32.resource());
        wide[43] = 1;
        assertEquals("SW-V103", refused(() -> new FatFileSystem().mount(FakeBlocks.of(wide))).code());
        wide[43] = 0;
        // table 1 alone is kept: the same bytes
        wide[40] = (byte) 0x81;
        assertTrue(new FatFileSystem().mount(FakeBlocks.of(wide)).find(SampleTree.LARGE).isPresent(), "the other table");
        wide[40] = (byte) 0x82;
        assertEquals("SW-V101", refused(() -> new FatFileSystem().mount(FakeBlocks.of(wide))).code());
    }
}
