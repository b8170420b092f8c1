package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The planned bytes in the memory of a real machine, entered with the planned registers, come up to user space. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuBootTests {
    private static final long GIB = 1L << 30;
    @TempDir
    Path folder;

    private Path ram(RealKernels.Prepared boot, long blobAt, byte[] blob) throws IOException {
        Path ram = folder.resolve("ram");
        try (FileChannel channel = FileChannel.open(ram, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, GIB, arena);
            for (List<Segment> segments : List.of(boot.plan().segments(), boot.handoff().segments(), boot.handoff().patches())) {
                segments.forEach(segment -> memory.asSlice(segment.at().value()).copyFrom(segment.source()));
            }
            memory.asSlice(blobAt).copyFrom(MemorySegment.ofArray(blob));
        }
        return ram;
    }

    /** The console up to a line that holds the text, or all of it. */
    private static String console(String until, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            var console = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                console.append(line).append('\n');
                if (line.contains(until)) {
                    break;
                }
            }
            return console.toString();
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private List<String> qemu(String architecture, Path ram, Path shim, String... more) {
        var command = new ArrayList<>(
                List.of("qemu-system-" + architecture, "-accel", "tcg", "-m", "1024M", "-nodefaults", "-nographic", "-monitor",
                        "none", "-no-reboot", "-object", "memory-backend-file,id=ram0,size=1024M,share=on,mem-path=" + ram, "-chardev",
                        "stdio,id=c0,signal=off", "-serial", "chardev:c0", "-bios", shim.toString()));
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void bootsS390x() throws Exception {
        RealKernels.Prepared boot = RealKernels.s390x("console=ttysclp0 strapwork.test=1");
        assumeTrue(RealKernels.run(folder, "qemu-system-s390x", "--version").contains("QEMU"), "qemu-system-s390x does not work");
        // larl r1,.+16; lpswe 0(r1); then the PSW
        CpuState cpu = boot.handoff().cpu();
        byte[] shim = HexFormat.of().parseHex("c01000000008b2b21000" + "000000000000"
                + String.format("%016x%016x", cpu.register("psw.mask"), cpu.register("psw.address")));
        String console = console("strapwork: command line",
                qemu("s390x", ram(boot, 0, new byte[0]), Files.write(folder.resolve("shim"), shim), "-machine",
                        "s390-ccw-virtio,memory-backend=ram0"));
        assertTrue(console.contains("strapwork: user space of "), console);
        assertTrue(console.contains("strapwork: command line console=ttysclp0 strapwork.test=1"), console);
    }

    @Test
    void bootsPpc64() throws Exception {
        RealKernels.file("ppc64/vmlinux");
        Path dump = folder.resolve("pseries.dtb");
        RealKernels.run(folder, "qemu-system-ppc64", "-accel", "tcg", "-m", "1024M", "-machine", "pseries,dumpdtb=" + dump, "-nodefaults",
                "-display",
                "none", "-serial", "null");
        assumeTrue(Files.exists(dump), "qemu-system-ppc64 does not dump its device tree");
        // what the machine plugin will do for pseries: RTAS in memory, which is one hypercall
        long rtas = 0x3f000000L;
        byte[] blob = HexFormat.of().parseHex("7c641b783c6000006063f000440000224e800020");
        DeviceTree machine = FdtView.parse(MemorySegment.ofArray(Files.readAllBytes(dump)))
                .edit(root -> root.edit("rtas", node -> node.with(DeviceProperty.cells("linux,rtas-base", (int) rtas))
                        .with(DeviceProperty.cells("linux,rtas-entry", (int) rtas)).with(DeviceProperty.cells("rtas-size", 0x1000))))
                .reserve(GuestRange.of(rtas, 0x10000));
        RealKernels.Prepared boot = RealKernels.ppc64(Optional.of(MemorySegment.ofArray(machine.flatten())),
                "console=hvc0 panic=1 rdinit=/bin/cat -- /proc/cmdline");
        String console = console("Kernel panic",
                qemu("ppc64", ram(boot, rtas, blob), Files.write(folder.resolve("shim"), shim(boot.handoff().cpu())),
                        "-machine", "pseries,memory-backend=ram0"));
        assertTrue(console.contains("Run /bin/cat as init process"), console);
        assertTrue(console.contains("Freeing initrd memory"), console);
    }

    /** Loads the registers and jumps by rfid; QEMU starts it in 32-bit mode at 0x100. */
    private static byte[] shim(CpuState cpu) {
        var code = ByteBuffer.allocate(0x200).position(0x100);
        load(code, 6, cpu.register("msr") >>> 32);
        code.putInt(0x78c607c6); // sldi r6,r6,32
        code.putInt(0x60c60000 | (int) cpu.register("msr") & 0xffff); // ori r6,r6,…
        code.putInt(0x7cdb03a6); // mtsrr1 r6
        load(code, 7, cpu.register("nip"));
        code.putInt(0x7cfa03a6); // mtsrr0 r7
        load(code, 3, cpu.register("r3"));
        load(code, 4, cpu.register("r4"));
        load(code, 5, cpu.register("r5"));
        code.putInt(0x4c000024); // rfid
        return code.array();
    }

    private static void load(ByteBuffer code, int register, long value) {
        code.putInt(0x3c000000 | register << 21 | (int) (value >>> 16) & 0xffff); // lis
        code.putInt(0x60000000 | register << 21 | register << 16 | (int) value & 0xffff); // ori
    }
}
