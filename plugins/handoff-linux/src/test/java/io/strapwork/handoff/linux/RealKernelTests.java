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

/** Debian's kernels, from the folder that {@code samples/kernels/fetch-kernels} fills; compared with what readelf, dd and dtc make of them. */
@Tag("real")
class RealKernelTests {
    @TempDir
    Path folder;

    private static String sha256(MemorySegment bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes.asByteBuffer());
        return HexFormat.of().formatHex(digest.digest());
    }

    private String sha256(Path file, long skip, long count) throws Exception {
        return RealKernels.run(folder, "sh", "-c",
                "dd if=\"$0\" iflag=skip_bytes,count_bytes skip=$1 count=$2 bs=1M status=none | sha256sum", file.toString(),
                Long.toString(skip), Long.toString(count)).substring(0, 64);
    }

    private static RealKernels.Prepared ppc64() throws IOException {
        return RealKernels.ppc64(Optional.empty(), "console=hvc0 quiet");
    }

    @Test
    void plansThePpc64KernelAsReadelfReadsIt() throws Exception {
        RealKernels.Prepared boot = ppc64();
        Path file = RealKernels.file("ppc64/vmlinux");
        var load = Pattern.compile("LOAD +0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+) 0x(\\w+)")
                .matcher(RealKernels.run(folder, "readelf", "-lW", file.toString()));
        int index = 0;
        while (load.find()) {
            Segment segment = boot.plan().segments().get(index++);
            long offset = Long.parseUnsignedLong(load.group(1), 16);
            long fileBytes = Long.parseUnsignedLong(load.group(4), 16);
            assertEquals(GuestRange.of(0x400000 + Long.parseUnsignedLong(load.group(3), 16), Long.parseUnsignedLong(load.group(5), 16)),
                    segment.range());
            assertEquals(fileBytes, segment.source().byteSize());
            assertEquals(sha256(file, offset, fileBytes), sha256(segment.source()));
        }
        assertEquals(boot.plan().segments().size(), index);
        assertEquals(ByteOrder.LITTLE_ENDIAN, boot.plan().byteOrder());
        assertEquals("elf-v2", boot.plan().format());
        assertEquals(GuestAddress.of(0x400000), boot.plan().entry());
        Segment initrd = boot.handoff().segments().getFirst();
        assertEquals(sha256(RealKernels.file("ppc64/initrd.gz"), 0, Long.MAX_VALUE), sha256(initrd.source()));
    }

    @Test
    void writesADeviceTreeThatDtcReads() throws Exception {
        RealKernels.Prepared boot = ppc64();
        Path blob = folder.resolve("tree.dtb");
        Files.write(blob, boot.handoff().segments().getLast().source().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        String source = RealKernels.run(folder, "dtc", "-I", "dtb", "-O", "dts", blob.toString());
        GuestRange initrd = boot.handoff().segments().getFirst().range();
        GuestRange tree = boot.handoff().segments().getLast().range();
        assertTrue(source.contains("/memreserve/\t" + pair(0, 0x8000)), source);
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

    @Test
    void plansTheS390xImage() throws Exception {
        RealKernels.Prepared boot = RealKernels.s390x("x".repeat(4095));
        Path file = RealKernels.file("s390x/vmlinuz");
        Segment kernel = boot.plan().segments().getFirst();
        assertEquals(GuestRange.of(0x10000, Files.size(file) - 0x10000), kernel.range());
        assertEquals(sha256(file, 0x10000, Long.MAX_VALUE), sha256(kernel.source()));
        assertEquals(sha256(RealKernels.file("s390x/initrd.gz"), 0, Long.MAX_VALUE), sha256(boot.handoff().segments().getFirst().source()));
        assertEquals(GuestAddress.of(0x10000), boot.plan().entry());
    }
}
