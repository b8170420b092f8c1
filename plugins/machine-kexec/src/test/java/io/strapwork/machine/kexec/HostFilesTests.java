package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.kexec.KexecOptions.Jump;
import io.strapwork.machine.kexec.KexecOptions.Load;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever stands below /proc and /sys, it is a machine or a problem. */
class HostFilesTests {
    private static final List<String> FILES = List.of("proc/iomem", "proc/self/status", "proc/sys/kernel/kexec_load_disabled",
            "proc/device-tree/memory@0/reg", "sys/kernel/security/lockdown", "sys/firmware/memmap/0/start", "sys/firmware/memmap/0/end",
            "sys/firmware/memmap/0/type", "sys/firmware/memmap/1/start", "sys/firmware/memmap/1/end", "sys/firmware/memmap/1/type",
            "sys/firmware/efi/systab", "sys/firmware/fdt", "sys/kernel/boot_params/data", "sys/class/dmi/id/product_uuid",
            "proc/device-tree/chosen/linux,kernel-end",
            "proc/device-tree/pci@0/linux,tce-base", "proc/device-tree/pci@0/linux,tce-size");
    private static final KexecCalls NOBODY = new KexecCalls() {
        @Override
        public int load(long entry, List<KexecSegment> segments) {
            throw new AssertionError("nothing is loaded when power comes on");
        }

        @Override
        public int load(KernelFiles files) {
            throw new AssertionError("nothing is loaded when power comes on");
        }

        @Override
        public int reboot() {
            throw new AssertionError("nobody leaves");
        }
    };

    @TempDir
    private Path folder;

    /** Which architecture, whether to load, then each file behind its length. */
    @FuzzTest
    void anyFiles(byte[] data) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(data);
        Path root = Files.createTempDirectory("host");
        try {
            Architecture architecture = Architecture.values()[next(in) % Architecture.values().length];
            boolean dryRun = next(in) % 2 == 1;
            for (String file : FILES) {
                var bytes = new byte[Math.min(next(in), in.remaining())];
                in.get(bytes);
                put(root, file, bytes);
            }
            check(root, architecture, dryRun);
        } finally {
            FILES.forEach(file -> remove(root, root.resolve(file)));
        }
    }

    private static int next(ByteBuffer in) {
        return in.hasRemaining() ? in.get() & 0xff : 0;
    }

    private static void put(Path root, String file, byte[] bytes) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private static void remove(Path root, Path path) {
        for (Path at = path; !at.equals(root.getParent()); at = at.getParent()) {
            if (!at.toFile().delete()) {
                return;
            }
        }
    }

    /** @return the problem's code, or none */
    private static String check(Path root, Architecture architecture, boolean dryRun) {
        try (Machine machine = new KexecProvider(new KexecOptions(Jump.REBOOT, dryRun, Load.AUTO, Optional.empty()), (_, _) -> {})
                .powerOn(new HostLinux(root, architecture), NOBODY)) {
            List<GuestRange> ram = machine.hardware().layout().ram();
            for (int i = 0; i < ram.size(); i++) {
                assertTrue(ram.get(i).start().value() >= 0 && ram.get(i).bytes() > 0);
                assertTrue(i == 0 || ram.get(i - 1).end().compareTo(ram.get(i).start()) < 0, "in order, apart: " + ram);
            }
            return "";
        } catch (StrapworkException e) {
            return e.problems().getFirst().code();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFiles(Architecture architecture) {
        assertEquals("SW-M515", check(folder, architecture, false));
        assertEquals("SW-M501", check(folder, architecture, true));
    }

    @Test
    void memoryBeyondAllFiles() throws IOException {
        put(folder, "proc/iomem", "00000000-7ffffffffffffff0 : System RAM\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("SW-M516", check(folder, Architecture.S390X, true));
    }
}
