package io.strapwork.machine.disks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class DiskOptionsTests {
    private static final String VOL1 = "\u00e5\u00d6\u00d3\u00f1";
    private static final String LNX1 = "\u00d3\u00d5\u00e7\u00f1";
    @TempDir
    Path folder;

    private Path file(String name, int bytes, Object... marks) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < marks.length; i += 2) {
            int at = (int) marks[i];
            switch (marks[i + 1]) {
                case String text -> content.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
                case Integer number -> content.putInt(at, number);
                default -> content.put(at, (byte[]) marks[i + 1]);
            }
        }
        return Files.write(folder.resolve(name), content.array());
    }

    private List<DiskImage> images(String... texts) {
        return new DiskOptions(Stream.of(texts).map(folder::resolve).toList()).images();
    }

    private List<String> told(String... texts) {
        return assertThrows(StrapworkException.class, () -> images(texts)).problems().stream()
                .map(problem -> problem.code() + ": " + problem.what().replace(folder.toString(), "DIR")).toList();
    }

    @Test
    void textsAreReadAsTheyAreMeant() throws Exception {
        file("a.img", 4096);
        file("b,c=d.img", 700);
        assertEquals(List.of(), DiskOptions.none().images());
        assertEquals(List.of(
                new DiskImage(folder.resolve("a.img"), 4096, ImageFormat.RAW, false, Optional.empty(), 512, Optional.empty(),
                        "512 is usual"),
                new DiskImage(folder.resolve("b,c=d.img"), 700, ImageFormat.RAW, true, Optional.of("S-1"), 4096,
                        Optional.of(new DiskGeometry(136, 15, 12)), "as the profile says")),
                images("a.img", "b,,c=d.img,serial=S-1,block-size=4096,geometry=136/15/12,writable"));
        assertTrue(images("a.img,writable=true").getFirst().writable());
        assertTrue(images("a.img,writable=false,format=raw").stream().noneMatch(DiskImage::writable));
        assertEquals(folder.resolve("a.img"), images("x/../a.img").getFirst().file());
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws Exception {
        file("a.img", 4096);
        file("tiny.img", 511);
        file("packed", 4096, 0, "QFI\u00fb");
        assertEquals(List.of("SW-M601: there is no file DIR/gone.img",
                "SW-M601: DIR is not a file",
                "SW-M601: DIR/tiny.img has 511 bytes, less than a sector of a disk",
                "SW-M603: DIR/packed begins as a qcow2 image does, but is to be used as a raw one",
                "SW-M604: the disk DIR/a.img,size=1 has an unknown setting \"size\"",
                "SW-M604: the disk DIR/a.img,serial=a,serial=b has the setting \"serial\" twice",
                "SW-M604: a disk's setting format is \"vmdk\"", "SW-M604: a disk's setting writable is \"yes\"",
                "SW-M604: a disk's setting serial is \"a b\"", "SW-M604: a disk's setting block-size is \"1000\"",
                "SW-M604: a disk's setting geometry is \"0/15/12\"", "SW-M604: a disk's setting geometry is \"1/2\""),
                told("gone.img", ".", "tiny.img", "packed", "a.img,size=1", "a.img,serial=a,serial=b", "a.img,format=vmdk",
                        "a.img,writable=yes",
                        "a.img,serial=a b", "a.img,block-size=1000", "a.img,geometry=0/15/12", "a.img,geometry=1/2"));
        assertEquals(List.of("SW-M605: two disks have the serial number S"), told("a.img,serial=S", "a.img,serial=S"));
        String[] many = Stream.generate(() -> "a.img").limit(17).toArray(String[]::new);
        assertEquals(List.of("SW-M605: the machine has 17 disks"), told(many));
    }

    private String guess(Path image) {
        DiskImage read = new DiskOptions(List.of(image)).images().getFirst();
        return read.blockSize() + read.geometry().map(g -> " " + g.cylinders() + "/" + g.heads() + "/" + g.sectors()).orElse("");
    }

    @Test
    void blockSizeAndGeometryAreTakenFromTheContent() throws Exception {
        byte[] signature = {0x55, (byte) 0xaa};
        assertEquals("4096 3/15/12", guess(file("cdl", 737_280 * 3 + 4096, 8192, VOL1 + VOL1)));
        assertEquals("4096 2/15/12", guess(file("ldl", 737_280 * 2, 8192, LNX1)));
        assertEquals("4096 1/15/12", guess(file("cms", 20_000, 8192, "\u00c3\u00d4\u00e2\u00f1")));
        assertEquals("4096 1/15/12", guess(file("ldl without label", 20_000, 0x70, "zIPL\0\0\0\1")));
        assertEquals("512", guess(file("dump for fba", 20_000, 0x70, "zIPL\0\0\1\1")));
        assertEquals("512", guess(file("half a label", 20_000, 8192, VOL1)));
        assertEquals("4096", guess(file("zipl 4k", 20_000, 0, "zIPL", 24, new byte[]{0x10, 0})));
        assertEquals("512", guess(file("zipl 512", 20_000, 0, "zIPL", 24, new byte[]{2, 0})));
        assertEquals("512", guess(file("gpt", 20_000, 512, "EFI PART")));
        assertEquals("4096", guess(file("gpt 4k", 20_000, 4096, "EFI PART")));
        assertEquals("512", guess(file("nothing", 20_000)));
        for (Object[] system : new Object[][]{{0x438, new byte[]{0x53, (byte) 0xef}}, {0, "XFSB"}, {0x10040, "_BHRfS_M"},
            {54, "FAT16   "}, {82, "FAT32   "}}) {
            for (int block : new int[]{512, 4096}) {
                int start = 256 * block;
                Object fat = ((String) String.valueOf(system[1])).startsWith("FAT") ? signature : new byte[0];
                Path image = file("mbr", start + 0x20000, 510, signature, 0x1be + 4, 0x83, 0x1be + 8, 256, start + (int) system[0],
                        system[1],
                        start + 510, fat);
                assertEquals(Integer.toString(block), guess(image), system[1] + " at " + start);
            }
        }
        DiskImage said = images("cdl,geometry=none,block-size=512").getFirst();
        assertEquals("512 Optional.empty as the profile says", said.blockSize() + " " + said.geometry() + " " + said.why());
    }

    @Test
    void qcow2MayNameNoOtherFile() throws Exception {
        byte[] version3 = {0, 0, 0, 3};
        file("good", 4096, 0, "QFI\u00fb", 4, version3);
        file("backed", 4096, 0, "QFI\u00fb", 4, version3, 8, new byte[]{0, 0, 0, 0, 0, 0, 1, 0});
        file("apart", 4096, 0, "QFI\u00fb", 4, version3, 72, new byte[]{0, 0, 0, 0, 0, 0, 0, 4});
        file("old", 4096, 0, "QFI\u00fb", 4, new byte[]{0, 0, 0, 1});
        DiskImage good = images("good,format=qcow2").getFirst();
        assertEquals(ImageFormat.QCOW2, good.format());
        assertEquals(512, good.blockSize());
        assertEquals(List.of("SW-M603: DIR/backed is a qcow2 image with a backing file",
                "SW-M603: DIR/apart is a qcow2 image whose data is in another file",
                "SW-M603: DIR/old is not a qcow2 image of version 2 or 3"),
                told("backed,format=qcow2", "apart,format=qcow2", "old,format=qcow2"));
    }

    @Test
    void placesLeaveTheCardsOwnOut() {
        assertEquals(List.of(8, 9, 10), List.of(DiskImage.slot(0, 5), DiskImage.slot(1, 5), DiskImage.slot(2, 5)));
        assertEquals(List.of(8, 10, 11), List.of(DiskImage.slot(0, 9), DiskImage.slot(1, 9), DiskImage.slot(2, 9)));
        assertEquals(24, DiskImage.slot(DiskImage.MOST - 1, 8));
        assertEquals(0x100, DiskImage.deviceNumber(0, 1));
        assertEquals(0x101, DiskImage.deviceNumber(0, 0x100));
        assertEquals(0x102, DiskImage.deviceNumber(2, 0x103));
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(600);
    }

    /** Any text, and any image: nothing but problems comes out, and a disk that can be. */
    @MethodSource("dice")
    @FuzzTest
    void anyDisk(byte[] bytes) throws IOException {
        var random = new FuzzedRandom(bytes);
        Path place = Files.createTempDirectory("disks");
        Path image = place.resolve("i");
        try {
            any(random, place, image);
        } finally {
            Files.deleteIfExists(image);
            Files.delete(place);
        }
    }

    private static void any(Random random, Path place, Path image) throws IOException {
        var content = new byte[random.nextInt(40_000)];
        for (int at : new int[]{0, 4, 8, 0x70, 0x1be, 510, 512, 4096, 8192}) {
            for (int i = at; i < Math.min(at + 32, content.length); i++) {
                content[i] = (byte) random.nextInt();
            }
        }
        Files.write(image, content);
        var text = new StringBuilder(image.toString());
        for (int i = random.nextInt(5); i > 0; i--) {
            List<String> parts = List.of(",serial=", ",block-size=", ",format=", ",geometry=", ",writable", "4096", "qcow2", "raw", "1/2/3",
                    "none",
                    ",", "=", "A", "/", String.valueOf((char) random.nextInt(1, 0x500)));
            text.append(parts.get(random.nextInt(parts.size())));
        }
        var problems = new ArrayList<Problem>();
        try {
            for (DiskImage disk : new DiskOptions(List.of(Path.of(text.toString()))).images()) {
                assertTrue(disk.file().isAbsolute() && disk.blockSize() >= 512 && disk.fileBytes() >= 512, disk.toString());
                assertTrue(disk.geometry().stream().allMatch(g -> g.heads() > 0 && g.sectors() > 0 && g.cylinders() > 0), disk.toString());
            }
        } catch (StrapworkException e) {
            problems.addAll(e.problems());
        } catch (InvalidPathException notOfThisComputer) {
            return;
        }
        problems.forEach(problem -> assertTrue(problem.code().matches("SW-M60[1-5]"), problem.toString()));
        assertTrue(place.toFile().isDirectory());
    }
}
