package io.strapwork.files.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import io.strapwork.testkit.fake.FakeBlocks;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IsoVolumeTests {
    private final byte[] image = GzippedImage.read(IsoVolumeTests.class, IsoImages.BOOTABLE.resource());
    private final ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);

    private Volume mount() throws FetchException {
        return new IsoFileSystem().mount(FakeBlocks.of(image));
    }

    private static Problem refused(org.junit.jupiter.api.function.Executable reading) {
        return assertThrows(FetchException.class, reading).problem();
    }

    private byte[] content(String path) throws FetchException {
        VolumeFile file = mount().find(path).orElseThrow(() -> new AssertionError(path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    /** The first place of a text. */
    private int place(String text) {
        int at = new String(image, StandardCharsets.ISO_8859_1).indexOf(text);
        assertTrue(at >= 0, text);
        return at;
    }

    private int catalog() {
        return bytes.getInt(place("EL TORITO SPECIFICATION") - 7 + 71) * 2048;
    }

    @Test
    void whatElToritoBoots() throws FetchException {
        assertTrue(mount().list("/").contains("[BOOT]/"), () -> "the folder of boot images");
        assertEquals(List.of("1-x86-none.img", "2-efi-none.img"), mount().list("/[BOOT]"));
        var sample = IsoImages.BOOTABLE.small().files();
        assertArrayEquals(sample.get("/boot/tiny"), content("/[BOOT]/1-x86-none.img"),
                "as long as the file, not as the four sectors that a BIOS loads");
        assertArrayEquals(sample.get("/boot/sparse"), content("/[boot]/2-EFI-none.img"));
        assertEquals(Optional.empty(), mount().find("/[BOOT]/3-x86-none.img"));
        assertEquals(Optional.empty(), mount().find("/[BOOT]/1-x86-none.img/more"));
        assertEquals(Optional.empty(), mount().find("/boot/[BOOT]/1-x86-none.img"));
    }

    @Test
    void imagesThatNoFileHas() throws FetchException {
        int entry = catalog() + 32;
        bytes.putInt(entry + 8, 17);
        assertEquals(4 * 512, content("/[BOOT]/1-x86-none.img").length, "what a BIOS loads");
        bytes.putShort(entry + 6, (short) 1);
        assertEquals(image.length - 17 * 2048, content("/[BOOT]/1-x86-none.img").length, "nobody counted");
        image[entry + 1] = 2;
        assertEquals(List.of("1-x86-1.44M.img", "2-efi-none.img"), mount().list("/[BOOT]"));
        assertEquals(Math.min(image.length - 17 * 2048, 1_474_560), content("/[BOOT]/1-x86-1.44M.img").length);
        bytes.putInt(entry + 8, 0x7fffffff);
        assertEquals("SW-V001", refused(() -> content("/[BOOT]/1-x86-1.44M.img")).code());
        image[entry] = 0;
        assertEquals(List.of("1-efi-none.img"), mount().list("/[BOOT]"));
    }

    @Test
    void catalogsThatAreDamaged() throws FetchException {
        image[catalog() + 5] ^= 1;
        assertEquals(List.of("the boot catalog's first entry is damaged; it is not read"), mount().facts().remarks());
        assertEquals(List.of(), mount().list("/[BOOT]"));
        bytes.putInt(place("EL TORITO SPECIFICATION") - 7 + 71, 0x7fffffff);
        assertEquals(List.of("the boot catalog is outside of the volume, at block 2147483647"), mount().facts().remarks());
    }

    /** A folder whose record says that it is its own parent's. */
    @Test
    void foldersInALoop() throws FetchException {
        int boot = record("boot");
        bytes.putInt(boot + 2, bytes.getInt(16 * 2048 + 156 + 2)).putInt(boot + 10, bytes.getInt(16 * 2048 + 156 + 10));
        assertTrue(mount().find("/boot/boot/boot/boot/a/b/c/d/e/f/g/h/i/j/deep").isPresent(), "a loop is a path like others");
        assertEquals("SW-V005", refused(() -> mount().find("/" + "boot/".repeat(600) + "tiny")).code(), "but not for ever");
        assertTrue(mount().find("/[BOOT]/1-x86-none.img").isPresent(), "the search for the image's size ends");
    }

    /** Where a folder's or file's record is. */
    private int record(String... path) throws FetchException {
        var problems = new IsoProblems(new VolumeProblems("ISO 9660 volume"));
        var reader = new VolumeReader(FakeBlocks.of(image), problems.volume());
        var tree = IsoTree.of(reader, Descriptors.read(reader, problems), problems);
        IsoNode.Entry at = tree.root();
        for (String name : path) {
            at = tree.child(at, name).orElseThrow();
        }
        return (int) at.place();
    }

    @Test
    void recordsThatLie() throws FetchException {
        int boot = record("boot");
        byte[] before = image.clone();
        image[boot + 26] = 1;
        assertEquals("SW-V303", refused(() -> mount().list("/")).code());
        System.arraycopy(before, 0, image, 0, image.length);
        image[boot + 32] = (byte) 200;
        assertEquals("SW-V302", refused(() -> mount().list("/")).code());
        System.arraycopy(before, 0, image, 0, image.length);
        bytes.putInt(boot + 2, -1);
        assertEquals("SW-V001", refused(() -> mount().list("/boot")).code());
        assertTrue(mount().find("/a/b/c/d/e/f/g/h/i/j/deep").isPresent(), "what is sound is read");
    }

    @Test
    void continuationsInALoop() throws FetchException {
        // in place of a field of 36 bytes, one whose continuation is itself, and 8 bytes of padding
        int field = new String(image, StandardCharsets.ISO_8859_1).indexOf("PX", record("boot"));
        bytes.put(field, "CE\34\1".getBytes(StandardCharsets.ISO_8859_1)).putInt(field + 4, field / 2048).putInt(field + 12, field % 2048)
                .putInt(field + 20, 28).put(field + 28, "PD\10\1".getBytes(StandardCharsets.ISO_8859_1));
        Problem loop = refused(() -> mount().list("/"));
        assertEquals("SW-V302", loop.code());
        assertEquals("what Rock Ridge says of a file goes on in more than 64 places", loop.what());
    }

    /** As those of 4 GiB and more are. */
    @Test
    void filesInSeveralSections() throws FetchException {
        byte[] first = content("/boot/sparse");
        image[record("boot", "sparse") + 25] |= (byte) 0x80;
        assertEquals(Optional.empty(), mount().find("/boot/sparse"));
        var both = ByteBuffer.allocate(first.length + 4).put(first).put("tiny".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(both.array(), content("/boot/tiny"));
    }

    @Test
    void compressedFiles() throws FetchException {
        int tiny = record("boot", "tiny");
        int at = new String(image, StandardCharsets.ISO_8859_1).indexOf("TF", tiny);
        image[at] = 'Z';
        image[at + 1] = 'F';
        assertEquals("SW-V303", refused(() -> mount().find("/boot/tiny")).code());
    }

    @Test
    void descriptorsThatLie() {
        bytes.putShort(16 * 2048 + 128, (short) 1000);
        assertEquals("SW-V301", refused(this::mount).code());
        image[16 * 2048] = 3;
        assertEquals("there is no primary volume descriptor", refused(this::mount).what());
    }

    @Test
    void tellsWhichNamesItReads() throws FetchException {
        assertEquals("ISO 9660 with Rock Ridge", mount().facts().format());
        for (IsoImages kind : List.of(IsoImages.JOLIET, IsoImages.PLAIN)) {
            Volume volume = new IsoFileSystem().mount(FakeBlocks.of(GzippedImage.read(IsoVolumeTests.class, kind.resource())));
            assertEquals(kind == IsoImages.JOLIET ? "ISO 9660 with Joliet" : "ISO 9660", volume.facts().format());
            assertTrue(volume.find(SampleTree.LARGE).isPresent(), kind::name);
        }
    }
}
