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
import io.strapwork.runtime.pack.Shims;
import io.strapwork.runtime.walk.PlacedBoot;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shim for ppc64 says about bundles that it can't unpack. It wants a device tree as kexec makes it; ShimRefusalTests starts the other shims by QEMU. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignBundleTests {
    private static final int GIVEN = 16;
    private static final long LARGE = 1L << 40;

    @TempDir
    private Path folder;

    /** A few bytes, wherever. */
    private record Few(byte[] bytes) implements GuestMemory {
        @Override
        public List<GuestRange> ranges() {
            return List.of(GuestRange.of(0, LARGE));
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return MemorySegment.ofArray(bytes).asSlice(0, range.bytes());
        }
    }

    private static PlacedBoot boot(Architecture architecture, Map<String, Long> registers) {
        var cpu = new CpuState(architecture, GuestAddress.of(0x100000), registers);
        var range = new PlacedBoot.Range("one", GuestRange.of(0x100000, architecture == Architecture.PPC64 ? LARGE : GIVEN), GIVEN);
        return new PlacedBoot("bundle", architecture, cpu, "test", List.of(range), new Few(new byte[GIVEN]), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"S390X,strapwork: the bundle is for another architecture", "PPC64,strapwork: part 0 is outside of memory"})
    void itIsTold(Architecture architecture, String expected) throws Exception {
        new PackedFolder(folder).write(boot(architecture, architecture == Architecture.PPC64
                ? Map.of("nip", 0x100000L, "msr", 0x8000000000001000L, "r5", 1L)
                : Map.of("psw.mask", 0x180000000L, "psw.address", 0x100000L)));
        Files.write(folder.resolve("shim"), Shims.read(Architecture.PPC64));
        var linux = new LinuxA(folder, "ppc64", """
                /sbin/kexec -l /shim --initrd=/bundle --command-line=""
                /sbin/kexec -e""").with(Map.of("shim", folder.resolve("shim"), "bundle", folder.resolve("bundle")));
        String said = linux.run(QemuLab.kernels("ppc64").resolve("ppc64/vmlinux"), "1G", 1, "strapwork:");
        assertTrue(said.contains(expected), said);
    }
}
