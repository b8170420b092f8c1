package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
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

/** Debian's kernels, from the folder that {@code samples/kernels/fetch-kernels} fills, planned and prepared. */
final class RealKernels {
    private static final long GIB = 1L << 30;

    private RealKernels() {}

    static Path file(String name) {
        String kernels = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(kernels != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        Path file = Path.of(kernels, name);
        assumeTrue(Files.isRegularFile(file), file + " is not there; run samples/kernels/fetch-kernels");
        return file;
    }

    static VerifiedPart part(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return Fixtures.part(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    /** What a program prints, which must end soon. */
    static String run(Path folder, String... command) throws Exception {
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

    record Prepared(LoadPlan plan, Handoff handoff, MemoryLayout layout) {}

    static Prepared ppc64(Optional<MemorySegment> deviceTree, String cmdline) throws IOException {
        var image = new VerifiedImage(List.of(part("kernel", file("ppc64/vmlinux")), part("initrd", file("ppc64/initrd.gz"))));
        var layout = new MemoryLayout(List.of(GuestRange.of(0, GIB)), List.of(GuestRange.of(0, 0x8000)));
        LoadPlan plan = new ElfLoader(ElfOptions.none()).plan(image, Architecture.PPC64, layout);
        Handoff handoff = new LinuxPpc64Handoff(LinuxPpc64Options.cmdline(cmdline)).prepare(plan,
                new HandoffRequest(Architecture.PPC64, layout, image, Optional.empty(), Optional.empty(), deviceTree));
        assertEquals(List.of(), Fixtures.faults(plan, handoff, layout));
        return new Prepared(plan, handoff, layout);
    }

    static Prepared s390x(String cmdline) throws IOException {
        var image = new VerifiedImage(List.of(part("kernel", file("s390x/vmlinuz")), part("initrd", file("s390x/initrd.gz"))));
        var layout = new MemoryLayout(List.of(GuestRange.of(0, GIB)), List.of(GuestRange.of(0x9000, 0x2000)));
        LoadPlan plan = new LinuxS390xLoader().plan(image, Architecture.S390X, layout);
        Handoff handoff = new LinuxS390xHandoff(LinuxS390xOptions.cmdline(cmdline)).prepare(plan,
                Fixtures.request(Architecture.S390X, layout, image.parts().toArray(VerifiedPart[]::new)));
        assertEquals(List.of(), Fixtures.faults(plan, handoff, layout));
        return new Prepared(plan, handoff, layout);
    }
}
