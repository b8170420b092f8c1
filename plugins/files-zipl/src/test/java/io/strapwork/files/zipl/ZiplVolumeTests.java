package io.strapwork.files.zipl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.contract.ImageMutations;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Boot maps that the real zipl wrote. */
class ZiplVolumeTests {
    /** Of each block; in all, where nothing else is said. */
    private static final int MUTANTS = Integer.getInteger("strapwork.mutants", 0);
    private static final int USUAL_MUTANTS = 1_000;
    private static final List<String> DISKS = MapDisk.ALL;

    private static Volume mount(MapDisk disk) throws FetchException {
        return new ZiplFileSystem().mount(disk);
    }

    private static String text(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow();
        var content = new byte[Math.toIntExact(file.bytes())];
        file.read(0, MemorySegment.ofArray(content));
        return new String(content, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @FieldSource("DISKS")
    void eachProgramHasItsFiles(String name) throws Exception {
        Volume volume = mount(MapDisk.of(name));
        assertEquals(List.of("0/", "1/", "2/", "boot-map"), volume.list("/"));
        assertEquals(List.of("cmdline", "initrd", "kernel", "parameters"), volume.list("/2/"));
        assertEquals("console=ttysclp0 panic=-1 entry=first", text(volume, "/1/cmdline"));
        assertEquals("console=ttysclp0 panic=-1 entry=second", text(volume, "/2/cmdline"));
        assertEquals(text(volume, "/1/parameters"), text(volume, "/0/parameters"), "the default is the first");
        assertEquals(List.of(5_066_752L, 4_106_159L, 1_105_038L), List.of(volume.find("/1/kernel").orElseThrow().bytes(),
                volume.find("/1/initrd").orElseThrow().bytes(), volume.find("/2/initrd").orElseThrow().bytes()));
        assertEquals(Optional.empty(), volume.find("/3/kernel"));
        assertEquals(Optional.empty(), volume.find("/1/environment"));
        assertEquals(Optional.empty(), volume.facts().uuid());
    }

    @Test
    void theMapTellsWhatThereIs() throws Exception {
        String programs = """
                program 1
                file kernel
                file initrd
                file cmdline
                file parameters
                program 2
                file kernel
                file initrd
                file cmdline
                file parameters
                """;
        assertEquals("zIPL boot map\nlayout SCSI or FBA\ndefault 1\n" + programs, text(mount(MapDisk.of("gpt")), "/boot-map"));
        String titled = programs.replace("program 1\n", "program 1\ntitle first\n").replace("program 2\n", "program 2\ntitle second\n");
        assertEquals("zIPL boot map\nlayout DASD, Linux disk layout STRAP1\ndefault 1\ntimeout 3\n" + titled,
                text(mount(MapDisk.of("ldl")), "/boot-map"));
        assertEquals("zIPL boot map\nlayout DASD, compatible disk layout STRAP2\ndefault 1\ntimeout 3\n" + titled,
                text(mount(MapDisk.of("cdl")), "/boot-map"));
    }

    @ParameterizedTest
    @CsvSource({"mbr,4096,SW-V602", "mbr4k,512,SW-V603", "ldl,512,SW-V601", "cdl,1024,SW-V601"})
    void anotherBlockSize(String name, int size, String code) {
        FetchException wrong = assertThrows(FetchException.class, () -> mount(MapDisk.of(name).inBlocksOf(size)));
        assertTrue(wrong.problem().code().equals(code) || wrong.problem().code().equals("SW-V603"), wrong::toString);
    }

    private static long program(MapDisk disk, int number) {
        long table = ByteBuffer.wrap(bytes(disk, 16, 8)).getLong() * disk.blockSize();
        return ByteBuffer.wrap(bytes(disk, table + 16 + 16L * number, 8)).getLong() * disk.blockSize();
    }

    private static byte[] bytes(MapDisk disk, long offset, int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = disk.at(offset + i);
        }
        return bytes;
    }

    private static FetchException refused(MapDisk disk) throws FetchException {
        Volume volume = mount(disk);
        assertTrue(text(volume, "/boot-map").contains("program 2\nrefused "), text(volume, "/boot-map"));
        assertEquals(List.of("cmdline", "initrd", "kernel", "parameters"), volume.list("/1"));
        return assertThrows(FetchException.class, () -> volume.find("/2/kernel"));
    }

    @Test
    void whatIsNotLinuxIsRefusedByItsName() throws Exception {
        MapDisk dump = MapDisk.of("mbr");
        FetchException refused = refused(dump.put(program(dump, 2) + 4, (byte) 1));
        assertEquals("SW-V606 zipl boot map, program 2 the program is a dump program, which Strapwork does not start",
                refused.getMessage());

        MapDisk segment = MapDisk.of("mbr");
        long at = program(segment, 2) + 32;
        while (!new String(bytes(segment, at + 30, 2), StandardCharsets.ISO_8859_1).equals("\u0090\u0000")) {
            at += 32;
        }
        assertEquals("SW-V606", refused(segment.put(at + 30, (byte) 0x91)).problem().code());

        MapDisk unknown = MapDisk.of("mbr");
        assertEquals("SW-V605", refused(unknown.put(program(unknown, 2) + 32 + 23, (byte) 7)).problem().code());
        MapDisk lost = MapDisk.of("mbr");
        assertEquals("SW-V602", refused(lost.put(program(lost, 2), (byte) 'Z')).problem().code());
    }

    @Test
    void aSegmentTableThatLeadsToItself() throws Exception {
        MapDisk disk = MapDisk.of("mbr");
        long component = program(disk, 2) + 32;
        byte[] pointer = bytes(disk, component, 16);
        long table = ByteBuffer.wrap(pointer).getLong() * disk.blockSize();
        for (int slot = 0; slot < disk.blockSize() / 16; slot++) {
            disk.put(table + 16L * slot, pointer);
        }
        assertEquals("SW-V604", refused(disk).problem().code());
    }

    /** Where a program's component with this address has its pointer. */
    private static long component(MapDisk disk, int program, long address) {
        long at = program(disk, program) + 32;
        while (ByteBuffer.wrap(bytes(disk, at + 24, 8)).getLong() != address) {
            at += 32;
        }
        return at;
    }

    /** 2^63 bytes and more are no reason to boot without an initrd. */
    @ParameterizedTest
    @CsvSource({"16,initrd", "48,kernel"})
    void sizesThatCantBe(int field, String what) throws Exception {
        MapDisk disk = MapDisk.of("mbr");
        long table = ByteBuffer.wrap(bytes(disk, component(disk, 2, StageThree.ADDRESS), 8)).getLong() * disk.blockSize();
        long parameters = ByteBuffer.wrap(bytes(disk, table, 8)).getLong() * disk.blockSize();
        disk.put(parameters + field, (byte) 0x80);
        FetchException refused = refused(disk);
        assertEquals("SW-V605", refused.problem().code());
        assertTrue(refused.problem().what().matches("program 2: its parameters say that the " + what + " has 92233720[0-9]+ bytes"),
                refused::getMessage);
    }

    @Test
    void aSegmentTableWithMoreExtentsThanAKernelHas() throws Exception {
        MapDisk disk = MapDisk.of("mbr");
        long first = component(disk, 2, 0x10000);
        byte[] pointer = bytes(disk, first, 16);
        int slots = disk.blockSize() / 16;
        long table = ByteBuffer.wrap(pointer).getLong() * disk.blockSize();
        // tables in a row from the disk's second half on, each full of single blocks that do not join
        long next = disk.bytes() / disk.blockSize() / 2;
        for (int i = 0; i < Program.MOST_EXTENTS / (slots - 1) + 1; i++) {
            var content = ByteBuffer.allocate(disk.blockSize());
            for (int slot = 0; slot < slots - 1; slot++) {
                content.putLong(5 + 2 * (slot % 2)).putShort((short) disk.blockSize()).putShort((short) 0).putInt(0);
            }
            content.putLong(next + i).putShort((short) disk.blockSize()).putShort((short) 0).putInt(0);
            disk.put(table, content.array());
            table = (next + i) * disk.blockSize();
        }
        FetchException refused = refused(disk);
        assertEquals("SW-V605", refused.problem().code());
        assertTrue(refused.problem().what().contains("more than " + Program.MOST_EXTENTS + " extents"), refused::getMessage);
    }

    @Test
    void aSignatureIsAFileBesideWhatItSigns() throws Exception {
        MapDisk disk = MapDisk.of("mbr");
        long end = program(disk, 1) + 512;
        long at = program(disk, 1) + 32;
        while (ByteBuffer.wrap(bytes(disk, at + 24, 8)).getLong() != 0x10000) {
            at += 32;
        }
        byte[] rest = bytes(disk, at, (int) (end - at - 32));
        // the kernel's own blocks as its signature, of which 77 bytes count
        byte[] signature = bytes(disk, at, 32);
        signature[23] = 3;
        ByteBuffer.wrap(signature).putInt(24, 0x01000000).putInt(28, 77);
        disk.put(at, signature).put(at + 32, rest);
        Volume volume = mount(disk);
        assertEquals(List.of("cmdline", "initrd", "kernel", "kernel.p7s", "parameters"), volume.list("/1"));
        assertEquals(77, volume.find("/1/kernel.p7s").orElseThrow().bytes());
        assertEquals(5_066_752, volume.find("/1/kernel").orElseThrow().bytes());
    }

    @Test
    void noBootMap() {
        MapDisk disk = MapDisk.of("ldl");
        disk.put(0x70, (byte) 0);
        FetchException none = assertThrows(FetchException.class, () -> mount(disk));
        assertEquals("the disk has no boot map of zipl: there is no boot record where a DASD, Linux disk layout has it",
                none.problem().what());
        MapDisk dump = MapDisk.of("cdl");
        dump.put(4096 + 0x5c + 5, (byte) 1);
        assertEquals("the disk has no boot map of zipl: its boot record is that of a dump",
                assertThrows(FetchException.class, () -> mount(dump)).problem().what());
    }

    /** Whatever a map says: an answer, or a problem, and nothing is read outside of the disk. */
    @ParameterizedTest
    @FieldSource("DISKS")
    void mutatedMaps(String name) {
        MapDisk original = MapDisk.of(name);
        List<Long> kept = original.kept();
        int each = MUTANTS > 0 ? MUTANTS : Math.max(1, USUAL_MUTANTS / kept.size());
        int answered = 0;
        for (long sector : kept) {
            for (int seed = 0; seed < each; seed++) {
                var random = new Random(sector << 32 | seed);
                MapDisk disk = original.inBlocksOf(original.blockSize());
                for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                    disk.change(sector, bytes -> ImageMutations.mutate(bytes, 0, bytes.length, random));
                }
                answered += answers(disk) ? 1 : 0;
            }
        }
        assertTrue(answered > each * kept.size() / 100, "only " + answered + " of the maps were good enough");
    }

    private static boolean answers(MapDisk disk) {
        try {
            Volume volume = mount(disk);
            volume.list("/");
            Optional<VolumeFile> map = volume.find("/boot-map");
            if (map.isPresent()) {
                text(volume, "/boot-map");
            }
            for (String path : List.of("/1/kernel", "/1/initrd", "/2/kernel")) {
                Optional<VolumeFile> file = volume.find(path);
                if (file.isPresent() && file.get().bytes() > 0) {
                    file.get().read(file.get().bytes() - 1, MemorySegment.ofArray(new byte[1]));
                }
            }
            return volume.find("/1/kernel").isPresent();
        } catch (FetchException e) {
            assertTrue(e.problem().code().startsWith("SW-V"), e::toString);
            return false;
        }
    }
}
