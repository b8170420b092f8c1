package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.loader.elf.ElfLoader;
import io.strapwork.loader.elf.ElfOptions;
import io.strapwork.loader.linux.LinuxS390xLoader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's kernels, from the folder that {@code samples/kernels/fetch-kernels} fills; compared with what readelf, dd, dtc and QEMU make of them. */
@Tag("real")
class RealKernelTests {
    private static final long GIB = 1L << 30;
    @TempDir
    Path folder;

    private static Path file(String name) {
        String kernels = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(kernels != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        Path file = Path.of(kernels, name);
        assumeTrue(Files.isRegularFile(file), file + " is not there; run samples/kernels/fetch-kernels");
        return file;
    }

    private static VerifiedPart part(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return Fixtures.part(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    private String run(String... command) throws Exception {
        try {
            Path output = folder.resolve("output");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            try {
                assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> command[0] + " does not end");
            } finally {
                process.destroyForcibly();
            }
            return Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed: " + e.getMessage());
            throw e;
        }
    }

    private static String sha256(MemorySegment bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.asByteBuffer());
        return HexFormat.of().formatHex(digest.digest());
    }

    private String sha256(Path file, long skip, long count) throws Exception {
        return run("sh", "-c", "dd if=\"$0\" iflag=skip_bytes,count_bytes skip=$1 count=$2 bs=1M status=none | sha256sum", file.toString(),
                Long.toString(skip), Long.toString(count)).substring(0, 64);
    }

    private record Prepared(LoadPlan plan, Handoff handoff, MemoryLayout layout) {}

    private static Prepared ppc64() throws IOException {
        var image = new VerifiedImage(List.of(part("kernel", file("ppc64/vmlinux")), part("initrd", file("ppc64/initrd.gz"))));
        var layout = new MemoryLayout(List.of(GuestRange.of(0, GIB)), List.of(GuestRange.of(0, 0x4000)));
        LoadPlan plan = new ElfLoader(ElfOptions.none()).plan(image, Architecture.PPC64, layout);
        Handoff handoff = new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("console=hvc0 quiet")).prepare(plan,
                Fixtures.request(Architecture.PPC64, layout, image.parts().toArray(VerifiedPart[]::new)));
        assertEquals(List.of(), Fixtures.faults(plan, handoff, layout));
        return new Prepared(plan, handoff, layout);
    }

    @Test
    void plansThePpc64KernelAsReadelfReadsIt() throws Exception {
        Prepared boot = ppc64();
        Path file = file("ppc64/vmlinux");
        var load = Pattern.compile("LOAD +0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+)").matcher(run("readelf", "-lW", file.toString()));
        int index = 0;
        while (load.find()) {
            Segment segment = boot.plan.segments().get(index++);
            long offset = Long.parseUnsignedLong(load.group(1), 16);
            long fileBytes = Long.parseUnsignedLong(load.group(4), 16);
            assertEquals(GuestRange.of(0x400000 + Long.parseUnsignedLong(load.group(3), 16), Long.parseUnsignedLong(load.group(5), 16)),
                    segment.range());
            assertEquals(fileBytes, segment.source().byteSize());
            assertEquals(sha256(file, offset, fileBytes), sha256(segment.source()));
        }
        assertEquals(boot.plan.segments().size(), index);
        assertEquals(ByteOrder.LITTLE_ENDIAN, boot.plan.byteOrder());
        assertEquals("elf-v2", boot.plan.format());
        assertEquals(GuestAddress.of(0x400000), boot.plan.entry());
        Segment initrd = boot.handoff.segments().getFirst();
        assertEquals(sha256(file("ppc64/initrd.gz"), 0, Long.MAX_VALUE), sha256(initrd.source()));
    }

    @Test
    void writesADeviceTreeThatDtcReads() throws Exception {
        Prepared boot = ppc64();
        Path blob = folder.resolve("tree.dtb");
        Files.write(blob, boot.handoff.segments().getLast().source().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        String source = run("dtc", "-I", "dtb", "-O", "dts", blob.toString());
        GuestRange initrd = boot.handoff.segments().getFirst().range();
        GuestRange tree = boot.handoff.segments().getLast().range();
        assertTrue(source.contains("/memreserve/\t" + pair(0, 0x4000)), source);
        assertTrue(source.contains("/memreserve/\t" + pair(initrd.start().value(), initrd.bytes())), source);
        assertTrue(source.contains("/memreserve/\t" + pair(tree.start().value(), tree.bytes())), source);
        assertTrue(source.contains("bootargs = \"console=hvc0 quiet\";"), source);
        assertTrue(source.contains("linux,initrd-start = <0x00 0x" + Long.toHexString(initrd.start().value()) + ">;"), source);
        assertTrue(source.contains("linux,initrd-end = <0x00 0x" + Long.toHexString(initrd.end().value()) + ">;"), source);
        assertTrue(source.contains("memory@0 {") && source.contains("PowerPC,POWER9@0 {"), source);
        assertTrue(!source.contains("Warning") && !source.contains("ERROR"), source);
    }

    private static String pair(long first, long second) {
        return String.format("0x%016x 0x%016x;", first, second);
    }

    private static Prepared s390x(String cmdline) throws IOException {
        var image = new VerifiedImage(List.of(part("kernel", file("s390x/vmlinuz")), part("initrd", file("s390x/initrd.gz"))));
        var layout = new MemoryLayout(List.of(GuestRange.of(0, GIB)), List.of(GuestRange.of(0x9000, 0x2000)));
        LoadPlan plan = new LinuxS390xLoader().plan(image, Architecture.S390X, layout);
        Handoff handoff = new LinuxS390xHandoff(LinuxS390xOptions.cmdline(cmdline)).prepare(plan,
                Fixtures.request(Architecture.S390X, layout, image.parts().toArray(VerifiedPart[]::new)));
        assertEquals(List.of(), Fixtures.faults(plan, handoff, layout));
        return new Prepared(plan, handoff, layout);
    }

    @Test
    void plansTheS390xImage() throws Exception {
        Prepared boot = s390x("x".repeat(4095));
        Path file = file("s390x/vmlinuz");
        Segment kernel = boot.plan.segments().getFirst();
        assertEquals(GuestRange.of(0x10000, Files.size(file) - 0x10000), kernel.range());
        assertEquals(sha256(file, 0x10000, Long.MAX_VALUE), sha256(kernel.source()));
        assertEquals(sha256(file("s390x/initrd.gz"), 0, Long.MAX_VALUE), sha256(boot.handoff.segments().getFirst().source()));
        assertEquals(Optional.of(GuestAddress.of(0x10000)), Optional.of(boot.plan.entry()));
    }

    /** The same bytes in the memory of a real machine, entered with the same registers, come up to user space. */
    @Test
    void bootsOnQemu() throws Exception {
        Prepared boot = s390x("console=ttysclp0 strapwork.test=1");
        assumeTrue(run("qemu-system-s390x", "--version").contains("QEMU"), "qemu-system-s390x does not work");
        Path ram = folder.resolve("ram");
        try (FileChannel channel = FileChannel.open(ram, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, GIB, arena);
            for (List<Segment> segments : List.of(boot.plan.segments(), boot.handoff.segments(), boot.handoff.patches())) {
                segments.forEach(segment -> memory.asSlice(segment.at().value()).copyFrom(segment.source()));
            }
        }
        // larl r1,.+16; lpswe 0(r1); then the PSW
        Path shim = folder.resolve("shim");
        Files.write(shim, HexFormat.of().parseHex("c01000000008b2b21000" + "000000000000"
                + String.format("%016x%016x", boot.handoff.cpu().register("psw.mask"), boot.handoff.cpu().register("psw.address"))));
        String console = run("qemu-system-s390x", "-m", "1024M", "-nographic", "-nodefaults", "-monitor", "none", "-no-reboot", "-machine",
                "s390-ccw-virtio,memory-backend=ram0", "-object", "memory-backend-file,id=ram0,size=1024M,share=on,mem-path=" + ram,
                "-chardev",
                "stdio,id=c0,signal=off", "-serial", "chardev:c0", "-bios", shim.toString());
        assertTrue(console.contains("strapwork: user space of 6.1."), console);
        assertTrue(console.contains("strapwork: command line console=ttysclp0 strapwork.test=1"), console);
    }
}
