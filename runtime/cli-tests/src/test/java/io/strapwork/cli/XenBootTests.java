package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.cli.lab.LinuxA;
import io.strapwork.cli.lab.QemuLab;
import io.strapwork.runtime.pack.PackedFolder;
import io.strapwork.runtime.walk.PlacedBoot;
import io.strapwork.runtime.walk.PlacedBoot.Range;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's Xen by Multiboot (0.6.96, 3.3) and Multiboot 2 (2.0, 3.6), with its first domain. No handoff makes such boots: they are placed here. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class XenBootTests {
    private static final int INFORMATION = 0x10000;
    private static final int TABLE = 0x400;
    private static final int TEXT = 0x800;
    private static final int KERNEL = 0x4000000;
    private static final String XEN_LINE = "xen com1=115200,8n1 console=com1 dom0_mem=512M noreboot";
    /** Without the first word, the kernel's name. */
    private static final String LINE = "console=hvc0 earlyprintk=xen proof=dom0";

    @TempDir
    private Path folder;

    private record Ram(byte[] bytes) implements GuestMemory {
        @Override
        public List<GuestRange> ranges() {
            return List.of(GuestRange.of(0, bytes.length));
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return MemorySegment.ofArray(bytes).asSlice(range.start().value(), range.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void xenWithItsFirstDomain(int multiboot) throws Exception {
        byte[] xen = Files.readAllBytes(LinuxA.fetched("x86_64", "xen"));
        Path files = new QemuLab(folder).files("x86_64").resolve("x86_64");
        byte[] kernel = Files.readAllBytes(files.resolve("vmlinuz"));
        byte[] initrd = Files.readAllBytes(files.resolve("initrd.gz"));
        int initrdAt = KERNEL + (kernel.length + 0xfff & ~0xfff);
        var ram = ByteBuffer.allocate(initrdAt + initrd.length).order(ByteOrder.LITTLE_ENDIAN);
        ram.put(KERNEL, kernel).put(initrdAt, initrd);
        Range image = program(ByteBuffer.wrap(xen).order(ByteOrder.LITTLE_ENDIAN), ram);
        information(multiboot, ram, kernel.length, initrdAt, initrd.length);
        var cpu = new CpuState(Architecture.X86_64, GuestAddress.of(0x200000), Map.of("rip", 0x200000L, "rax",
                multiboot == 1 ? 0x2badb002L : 0x36d76289L, "rbx", (long) INFORMATION, "cr0", 0x11L));
        List<Range> ranges = List.of(new Range("information", GuestRange.of(INFORMATION, 0x1000), 0x1000), image,
                new Range("kernel", GuestRange.of(KERNEL, kernel.length), kernel.length),
                new Range("initrd", GuestRange.of(initrdAt, initrd.length), initrd.length));
        new PackedFolder(folder)
                .write(new PlacedBoot("xen", Architecture.X86_64, cpu, "multiboot", ranges, new Ram(ram.array()), Optional.empty()));
        String said = LinuxA.console(List.of("qemu-system-x86_64", "-machine", "q35", "-m", "1G", "-kernel",
                folder.resolve("shim").toString(), "-initrd", folder.resolve("bundle").toString()), "guest: command line");
        assertTrue(said.contains("strapwork: unpacking") && said.contains("Xen version 4.17") && said.contains("Command line: " + LINE),
                said);
    }

    /** The one segment of an ELF32 program. */
    private static Range program(ByteBuffer elf, ByteBuffer ram) throws IOException {
        int header = elf.getInt(0x1c);
        int from = elf.getInt(header + 4);
        int at = elf.getInt(header + 12);
        int given = elf.getInt(header + 16);
        ram.put(at, elf, from, given);
        return new Range("xen", GuestRange.of(at, elf.getInt(header + 20)), given);
    }

    private static void information(int multiboot, ByteBuffer ram, int kernelBytes, int initrdAt, int initrdBytes) {
        if (multiboot == 1) {
            ram.putInt(INFORMATION, 0xc).putInt(INFORMATION + 16, INFORMATION + TEXT).putInt(INFORMATION + 20, 2).putInt(INFORMATION + 24,
                    INFORMATION + TABLE);
            ram.put(INFORMATION + TEXT, text(XEN_LINE)).put(INFORMATION + TEXT + 0x200, text("linux " + LINE));
            ram.position(INFORMATION + TABLE);
            ram.putInt(KERNEL).putInt(KERNEL + kernelBytes).putInt(INFORMATION + TEXT + 0x200).putInt(0);
            ram.putInt(initrdAt).putInt(initrdAt + initrdBytes).putInt(INFORMATION + TEXT + 0x3ff).putInt(0);
            return;
        }
        ram.position(INFORMATION + 8);
        tag(ram, 1, text(XEN_LINE));
        tag(ram, 3, module(KERNEL, kernelBytes, "linux " + LINE));
        tag(ram, 3, module(initrdAt, initrdBytes, ""));
        tag(ram, 0, new byte[0]);
        ram.putInt(INFORMATION, ram.position() - INFORMATION);
    }

    private static void tag(ByteBuffer ram, int type, byte[] content) {
        ram.putInt(type).putInt(8 + content.length).put(content).position(ram.position() + 7 & ~7);
    }

    private static byte[] module(int at, int bytes, String line) {
        byte[] text = text(line);
        return ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN).putInt(at).putInt(at + bytes).put(text).array();
    }

    private static byte[] text(String line) {
        return (line + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
