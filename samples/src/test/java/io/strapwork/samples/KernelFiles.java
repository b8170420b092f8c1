package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What other programs (readelf, dd, sha256sum, od) say about the kernels, against which an outcome is held. */
final class KernelFiles {
    /** Where a raw s390x image begins: the file is the memory from 0 on, and its first 64 KiB are the old IPL record. */
    private static final long S390X_START = 0x10000;
    private static final long MAX_COMMAND_LINE = 0x10430;
    private static final Pattern LOAD = Pattern.compile("LOAD +0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+)");
    private static final Pattern ENTRY = Pattern.compile("Entry point address: +0x(\\w+)");

    /** A piece of guest memory. */
    private record Piece(String address, long fileBytes, long memoryBytes, String sha256) {}

    private final Path folder;
    private final String architecture;
    private final Path kernel;
    private final Path initrd;
    private final String kernelDigest;
    private final String initrdDigest;
    private final List<Piece> pieces = new ArrayList<>();
    private final String entry;

    private KernelFiles(Path folder, String architecture, String kernel) {
        this.folder = folder;
        this.architecture = architecture;
        this.kernel = folder.resolve(architecture).resolve(kernel);
        this.initrd = folder.resolve(architecture).resolve("initrd.gz");
        this.kernelDigest = digest("sha256sum < \"$0\"", this.kernel.toString());
        this.initrdDigest = digest("sha256sum < \"$0\"", initrd.toString());
        this.entry = architecture.equals("ppc64") ? readElf() : readImage();
    }

    static KernelFiles ppc64() {
        return new KernelFiles(RealParts.kernels(), "ppc64", "vmlinux");
    }

    static KernelFiles s390x() {
        return new KernelFiles(RealParts.kernels(), "s390x", "vmlinuz");
    }

    Path folder() {
        return folder;
    }

    String kernelDigest() {
        return kernelDigest;
    }

    String initrdDigest() {
        return initrdDigest;
    }

    private String readElf() {
        String elf = Command.run(RealParts.program("readelf").toString(), "-hlW", kernel.toString());
        var found = ENTRY.matcher(elf);
        assertTrue(found.find(), elf);
        long virtualEntry = Long.parseUnsignedLong(found.group(1), 16);
        String physicalEntry = "";
        for (var load = LOAD.matcher(elf); load.find();) {
            long offset = Long.parseUnsignedLong(load.group(1), 16);
            long virtual = Long.parseUnsignedLong(load.group(2), 16);
            long physical = Long.parseUnsignedLong(load.group(3), 16);
            long fileBytes = Long.parseUnsignedLong(load.group(4), 16);
            long memoryBytes = Long.parseUnsignedLong(load.group(5), 16);
            pieces.add(new Piece("0x" + Long.toHexString(physical), fileBytes, memoryBytes, cut(offset, fileBytes)));
            if (Long.compareUnsigned(virtualEntry - virtual, memoryBytes) < 0) {
                physicalEntry = "0x" + Long.toHexString(virtualEntry - virtual + physical);
            }
        }
        return physicalEntry;
    }

    private String readImage() {
        long bytes = kernel.toFile().length() - S390X_START;
        pieces.add(new Piece("0x" + Long.toHexString(S390X_START), bytes, bytes, cut(S390X_START, bytes)));
        return "0x" + Long.toHexString(S390X_START);
    }

    private String cut(long offset, long bytes) {
        return digest("dd if=\"$0\" iflag=skip_bytes,count_bytes skip=$1 count=$2 bs=1M status=none | sha256sum", kernel.toString(),
                Long.toString(offset),
                Long.toString(bytes));
    }

    private static String digest(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new)).substring(0, 64);
    }

    /** Holds parts, segments and entry of an outcome against the files. */
    void check(CommandLineBoot boot, String commandLine) {
        assertEquals(architecture, boot.json().get("architecture"));
        assertEquals(kernelDigest, boot.part("kernel").get("sha256"));
        assertEquals(kernel.toFile().length(), boot.part("kernel").get("bytes"));
        assertEquals(initrdDigest, boot.part("initrd").get("sha256"));
        for (int i = 0; i < pieces.size(); i++) {
            assertEquals(pieces.get(i), piece(boot.segment("kernel." + i)));
        }
        Piece placed = piece(boot.segment("initrd"));
        assertEquals(new Piece(placed.address, initrd.toFile().length(), initrd.toFile().length(), initrdDigest), placed);
        assertEquals(pieces.size() + (architecture.equals("ppc64") ? 2 : 3), boot.segments().size());
        var jump = (Map<?, ?>) boot.json().get("entry");
        assertEquals(entry, jump.get("address"));
        if (architecture.equals("ppc64")) {
            // Documentation/arch/powerpc/booting.rst: the tree, the kernel's own address, and no Open Firmware
            assertRegisters(jump,
                    Map.of("nip", entry, "r3", boot.segment("device-tree").get("address"), "r4", pieces.getFirst().address, "r5", "0x0"));
        } else {
            assertRegisters(jump, Map.of("psw.address", entry, "psw.mask", "0x180000000"));
            checkParameterArea(boot, placed, commandLine);
        }
    }

    private static void assertRegisters(Map<?, ?> jump, Map<String, ?> expected) {
        var registers = (Map<?, ?>) jump.get("registers");
        expected.forEach((name, value) -> assertEquals(value, registers.get(name), name));
    }

    private static Piece piece(Map<?, ?> segment) {
        return new Piece((String) segment.get("address"), (Long) segment.get("fileBytes"), (Long) segment.get("memoryBytes"),
                (String) segment.get("sha256"));
    }

    /** arch/s390/include/asm/setup.h: initrd at 0x10408, the command line at 0x10480 in as much room as 0x10430 says. */
    private void checkParameterArea(CommandLineBoot boot, Piece placed, String commandLine) {
        long at = Long.parseUnsignedLong(placed.address.substring(2), 16);
        String fields = digest("printf \"$0\" | sha256sum", bytes(at) + bytes(placed.fileBytes));
        assertEquals(new Piece("0x10408", 16, 16, fields), piece(boot.segment("initrd-fields")));
        String room = Command
                .run("od", "-A", "n", "-t", "u8", "--endian=big", "-j", Long.toString(MAX_COMMAND_LINE), "-N", "8", kernel.toString())
                .trim();
        String line = digest("{ printf %s \"$0\"; head -c $(($1 - ${#0})) /dev/zero; } | sha256sum", commandLine, room);
        assertEquals(new Piece("0x10480", Long.parseLong(room), Long.parseLong(room), line), piece(boot.segment("command-line")));
    }

    private static String bytes(long value) {
        var text = new StringBuilder();
        for (int shift = 56; shift >= 0; shift -= 8) {
            text.append("\\0").append(String.format("%03o", value >>> shift & 0xff));
        }
        return text.toString().replace("\\0", "\\");
    }
}
