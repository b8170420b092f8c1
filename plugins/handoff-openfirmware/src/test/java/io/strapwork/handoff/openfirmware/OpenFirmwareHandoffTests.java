package io.strapwork.handoff.openfirmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.testkit.contract.HandoffShimContract;
import io.strapwork.testkit.fake.Parts;
import io.strapwork.testkit.fake.SkippingClock;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OpenFirmwareHandoffTests {
    private static final GuestAddress ENTRY = GuestAddress.of(0xff0080);
    private static final MemoryLayout LAYOUT = new MemoryLayout(List.of(GuestRange.of(0, FakeGuest.RAM)),
            List.of(GuestRange.of(0, 0x8000), FakeGuest.OWN));

    private static MachineFacts facts() {
        return new MachineFacts(Optional.empty(), Optional.of(MemorySegment.ofArray(FakeGuest.machine().flatten())), Optional.empty(),
                List.of(),
                Optional.of(ENTRY));
    }

    private static LoadPlan plan(String format, ByteOrder order, long bytes) {
        var segment = new Segment("kernel.0", GuestAddress.of(0x400000), MemorySegment.ofArray(new byte[0x1000]), bytes);
        return new LoadPlan(format, Architecture.PPC64, order, List.of(segment), GuestAddress.of(0x400010));
    }

    private static Handoff prepare(LoadPlan plan, OpenFirmwareOptions options, MachineFacts facts, VerifiedPart... parts) {
        var request = new HandoffRequest(Architecture.PPC64, LAYOUT, new VerifiedImage(List.of(parts)), Optional.empty(), Optional.empty(),
                facts);
        return new OpenFirmwareHandoff(options, new SkippingClock()).prepare(plan, request);
    }

    private static String told(Executable handoff) {
        return assertThrows(StrapworkException.class, handoff).problems().stream()
                .map(one -> one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n  " + one.hint() + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void entersA64BitKernelWithItsInitrd() {
        Handoff handoff = prepare(plan("elf-v2", ByteOrder.LITTLE_ENDIAN, 0x123456), OpenFirmwareOptions.cmdline("quiet"), facts(),
                Parts.verified("initrd", new byte[5000]));
        assertEquals(List.of("firmware-stack", "firmware-scratch", "initrd"), handoff.segments().stream().map(Segment::name).toList());
        assertEquals(List.of(0xee0000L, 0xef0000L, 0x530000L), handoff.segments().stream().map(one -> one.at().value()).toList());
        assertEquals(Map.of("nip", 0x400010L, "msr", 0x8000000000003000L, "r1", 0xeefe00L, "r3", 0x530000L, "r4", 5000L, "r5", 0xff0080L,
                "r6", 0L, "r7", 0L), handoff.cpu().registers());
        assertTrue(handoff.calls().isPresent());
        assertEquals("openfirmware-ppc64", handoff.contract().id());
    }

    @Test
    void theInitrdGoesWhereTheProfileWants() {
        var there = new OpenFirmwareOptions("", Optional.empty(), Optional.empty(), Optional.of("8MiB"));
        assertEquals(0x800000,
                prepare(plan("elf", ByteOrder.BIG_ENDIAN, 0x1000), there, facts(), Parts.verified("initrd", new byte[5000])).cpu()
                        .register("r3"));
        var taken = new OpenFirmwareOptions("", Optional.empty(), Optional.empty(), Optional.of("0x400000"));
        assertTrue(told(() -> prepare(plan("elf", ByteOrder.BIG_ENDIAN, 0x1000), taken, facts(), Parts.verified("initrd", new byte[5000])))
                .startsWith("SW-H507 USER  handoff.initrd-address\n  the initrd can't go to [0x400000, 0x401388); free: "));
    }

    @Test
    void entersA32BitProgramIn32BitMode() {
        Handoff handoff = prepare(plan("elf32", ByteOrder.BIG_ENDIAN, 0x10000), OpenFirmwareOptions.cmdline(""), facts());
        assertEquals(0x3000, handoff.cpu().register("msr"));
        assertEquals(0, handoff.cpu().register("r3"));
        assertEquals(0, handoff.cpu().register("r4"));
    }

    @Test
    void tellsWhatIsWrong() {
        LoadPlan kernel = plan("elf-v2", ByteOrder.LITTLE_ENDIAN, 0x10000);
        assertEquals("""
                SW-H402 USER  handoff
                  guests of this machine can't call its firmware
                  set machine.use = "qemu", or use the handoff linux-ppc64, which needs no calls
                SW-H410 USER  handoff
                  this machine has no device tree of its own to show its guest
                  set machine.use = "qemu", or use the handoff linux-ppc64, which needs none
                """, told(() -> prepare(kernel, OpenFirmwareOptions.cmdline(""), MachineFacts.none())));
        assertEquals("""
                SW-H411 USER  handoff
                  a 32-bit client must be big-endian, as the client interface is
                  use a program that was built for 32-bit big-endian PowerPC
                SW-H502 USER  handoff.cmdline
                  the command line has the character U+0000, which would end it
                  remove that character
                SW-H503 USER  handoff.cmdline
                  the command line has 2048 bytes, but the kernel has room for 2047
                  shorten the command line
                """, told(() -> prepare(plan("elf32", ByteOrder.LITTLE_ENDIAN, 0x10000),
                OpenFirmwareOptions.cmdline("\0" + "x".repeat(2047)), facts())));
        assertEquals("""
                SW-H505 USER  http://10.0.2.2/dtb
                  the kernel can't use a part called "dtb"
                  only kernel and initrd can be given; remove fetch.dtb from the profile
                SW-H506 USER  http://10.0.2.2/initrd
                  the initrd is empty
                  remove fetch.initrd, or use a file that is not empty
                """.replace("http://10.0.2.2/dtb", uri("dtb")).replace("http://10.0.2.2/initrd", uri("initrd")),
                told(() -> prepare(kernel, OpenFirmwareOptions.cmdline("x".repeat(2047)), facts(), Parts.verified("dtb", new byte[1]),
                        Parts.verified("initrd", new byte[0]))));
        assertEquals(
                """
                        SW-H504 USER  %s
                          there is no room for the initrd: it needs 12582912 contiguous bytes from 0x410000 on, and leaves 2MiB below 0x1000000 for the kernel's start; free: [0x410000, 0xee0000)
                          give the machine more memory (machine.memory), or use a smaller initrd
                        """
                        .formatted(uri("initrd")),
                told(() -> prepare(kernel, OpenFirmwareOptions.cmdline(""), facts(), Parts.verified("initrd", new byte[12 << 20]))));
        var low = new LoadPlan("elf", Architecture.PPC64, ByteOrder.BIG_ENDIAN,
                List.of(new Segment("kernel.0", GuestAddress.of(0x8000), MemorySegment.ofArray(new byte[16]), 0xff0000 - 0x8000)),
                GuestAddress.of(0x8000));
        assertEquals("""
                SW-H409 USER  handoff
                  there is no room for the firmware's own memory: it needs 1114112 bytes below 2 GiB; free: nothing
                  give the machine more memory (machine.memory)
                """, told(() -> prepare(low, OpenFirmwareOptions.cmdline(""), facts())));
        var other = new HandoffRequest(Architecture.S390X, LAYOUT, new VerifiedImage(List.of()), Optional.empty(), Optional.empty(),
                facts());
        assertEquals("""
                SW-H501 USER  handoff
                  openfirmware-ppc64 starts ppc64 kernels, but this is a kernel for ppc64 on a machine of s390x
                  choose the handoff of that architecture
                """, told(() -> new OpenFirmwareHandoff(OpenFirmwareOptions.cmdline(""), new SkippingClock()).prepare(kernel, other)));
    }

    private static String uri(String part) {
        return Parts.verified(part, new byte[1]).fetched().uri().toString();
    }

    @Nested
    class Contract extends HandoffShimContract {
        @Override
        protected HandoffShim shim() {
            return new OpenFirmwareHandoff(OpenFirmwareOptions.cmdline("console=hvc0"), new SkippingClock());
        }

        @Override
        protected Architecture architecture() {
            return Architecture.PPC64;
        }

        @Override
        protected MachineFacts facts() {
            return OpenFirmwareHandoffTests.facts();
        }

        @Override
        protected LoadPlan plan(MemoryLayout layout) {
            return OpenFirmwareHandoffTests.plan("elf-v2", ByteOrder.LITTLE_ENDIAN, 8 << 20);
        }
    }
}
