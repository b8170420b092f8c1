package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a boot is made of is told only when that is all of it. */
class OwnFilesTests {
    private static final MemorySegment BZIMAGE = MemorySegment.ofArray(ByteBuffer.allocate(0x3000)
            .put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).array());
    private static final VerifiedPart INITRD = Fixtures.part("initrd", 5000);

    private static VerifiedPart vouchedFor(long offset, long bytes) {
        return new VerifiedPart(new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/kernel"), BZIMAGE.asReadOnly(), "", Duration.ZERO),
                "appended", BZIMAGE.asReadOnly().asSlice(offset, bytes));
    }

    private static Optional<KernelFiles> x86(String format, Optional<String> initrdAddress, VerifiedPart... parts) {
        var plan = new LoadPlan(format, Architecture.X86_64, ByteOrder.LITTLE_ENDIAN, List.of(), GuestAddress.of(0));
        return new LinuxX86Handoff(new LinuxX86Options("own", initrdAddress)).files(plan, request(Architecture.X86_64, parts));
    }

    private static HandoffRequest request(Architecture architecture, VerifiedPart... parts) {
        return new HandoffRequest(architecture, Fixtures.memory(64 << 20), new VerifiedImage(List.of(parts)), Optional.empty(),
                Optional.empty(), MachineFacts.none(), Optional.of("of-entry"));
    }

    @Test
    void kernelInitrdAndLine() {
        KernelFiles files = x86("linux-x86", Optional.empty(), Fixtures.part("kernel", BZIMAGE), INITRD).orElseThrow();
        assertEquals(-1, BZIMAGE.mismatch(files.kernel()));
        assertEquals(-1, INITRD.content().mismatch(files.initrd().orElseThrow()));
        assertEquals("of-entry own", files.commandLine());
        assertTrue(files.kernel().isReadOnly());
        assertEquals(Optional.empty(), x86("elf", Optional.empty(), Fixtures.part("kernel", BZIMAGE)).orElseThrow().initrd());
    }

    /** The running Linux wants to see the signature, too. */
    @Test
    void aSignatureAtTheEndIsPartOfTheFile() {
        assertEquals(BZIMAGE.byteSize(), x86("linux-x86", Optional.empty(), vouchedFor(0, 0x2000)).orElseThrow().kernel().byteSize());
        assertEquals(Optional.empty(), x86("linux-x86", Optional.empty(), vouchedFor(0x1000, 0x2000)), "a piece is no file");
    }

    @Test
    void whatNoFileTells() {
        assertEquals(Optional.empty(), x86("linux-x86", Optional.of("0x8000000"), Fixtures.part("kernel", BZIMAGE), INITRD));
        assertTrue(x86("linux-x86", Optional.of("0x8000000"), Fixtures.part("kernel", BZIMAGE)).isPresent(), "there is nothing to place");
        assertEquals(Optional.empty(), x86("elf-pvh", Optional.empty(), Fixtures.part("kernel", BZIMAGE)));
        assertEquals(Optional.empty(), x86("elf", Optional.empty(), Fixtures.part("kernel", 5000)), "an ELF kernel");
    }

    @Test
    void onS390xAnyKernel() {
        var plan = new LoadPlan("linux-s390x", Architecture.S390X, ByteOrder.BIG_ENDIAN, List.of(), GuestAddress.of(0x10000));
        var handoff = new LinuxS390xHandoff(LinuxS390xOptions.cmdline(""));
        KernelFiles files = handoff.files(plan, request(Architecture.S390X, Fixtures.part("kernel", 5000), INITRD)).orElseThrow();
        assertEquals(5000, files.kernel().byteSize());
        assertEquals("of-entry", files.commandLine());
        var placed = new LinuxS390xHandoff(new LinuxS390xOptions("", Optional.of("0x8000000")));
        assertEquals(Optional.empty(), placed.files(plan, request(Architecture.S390X, Fixtures.part("kernel", 5000), INITRD)));
    }
}
