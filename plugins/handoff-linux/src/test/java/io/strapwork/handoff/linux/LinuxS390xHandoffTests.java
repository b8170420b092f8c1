package io.strapwork.handoff.linux;

import static io.strapwork.handoff.linux.Fixtures.faults;
import static io.strapwork.handoff.linux.Fixtures.memory;
import static io.strapwork.handoff.linux.Fixtures.part;
import static io.strapwork.handoff.linux.Fixtures.request;
import static io.strapwork.handoff.linux.Fixtures.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinuxS390xHandoffTests {
    private static final MemoryLayout MEMORY = memory(16 << 20, GuestRange.of(0x9000, 0x2000));

    private static LoadPlan kernel(long commandLineBytes, int bytes, long memoryBytes) {
        var image = ByteBuffer.allocate(bytes);
        image.put(8, "S390EP".getBytes(StandardCharsets.US_ASCII)).putLong(0x408, 0x1234).putLong(0x430, commandLineBytes);
        image.put(0x480, "root=/dev/ram0 ro built-in".getBytes(StandardCharsets.US_ASCII));
        return plan(new Segment("kernel.0", GuestAddress.of(0x10000), MemorySegment.ofArray(image.array()), memoryBytes));
    }

    private static LoadPlan plan(Segment... segments) {
        return new LoadPlan("linux-s390x", Architecture.S390X, ByteOrder.BIG_ENDIAN, List.of(segments), GuestAddress.of(0x10000));
    }

    private static Handoff prepare(LoadPlan plan, String cmdline, io.strapwork.api.trust.VerifiedPart... parts) {
        return new LinuxS390xHandoff(LinuxS390xOptions.cmdline(cmdline)).prepare(plan, request(Architecture.S390X, MEMORY, parts));
    }

    @Test
    void fillsTheParameterArea() {
        LoadPlan plan = kernel(0x1000, 0x20000, 0xf0001);
        Handoff handoff = prepare(plan, "console=ttysclp0", part("kernel", 1), part("initrd", 5000));
        assertEquals(List.of(), faults(plan, handoff, MEMORY));
        Segment initrd = handoff.segments().getFirst();
        assertEquals(List.of("initrd"), handoff.segments().stream().map(Segment::name).toList());
        assertEquals(GuestRange.of(0x200000, 5000), initrd.range(), "the MiB behind the kernel's BSS");
        ByteBuffer fields = patch(handoff, 0);
        assertEquals(GuestAddress.of(0x10408), handoff.patches().getFirst().at());
        assertEquals(0x200000, fields.getLong());
        assertEquals(5000, fields.getLong());
        ByteBuffer line = patch(handoff, 1);
        assertEquals(GuestAddress.of(0x10480), handoff.patches().get(1).at());
        assertEquals(0x1000, line.remaining());
        assertEquals("console=ttysclp0", new String(line.array(), StandardCharsets.US_ASCII).trim());
    }

    private static ByteBuffer patch(Handoff handoff, int index) {
        return ByteBuffer.wrap(handoff.patches().get(index).source().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }

    @Test
    void entersIn64BitModeWithEverythingMasked() {
        Handoff handoff = prepare(kernel(0, 0x1000, 0x1000), "", part("kernel", 1));
        assertEquals(Map.of("psw.mask", 0x0000000180000000L, "psw.address", 0x10000L), handoff.cpu().registers());
        assertEquals(GuestAddress.of(0x10000), handoff.cpu().entry());
        assertEquals("linux-s390x", handoff.contract().id());
        assertEquals(List.of(), handoff.segments());
        assertEquals(0, patch(handoff, 0).getLong(), "what was there for an initrd is gone");
    }

    @Test
    void findsTheAreaInOneOfManySegments() {
        Segment text = kernel(0x1000, 0x2000, 0x2000).segments().getFirst();
        var low = new Segment("kernel.0", GuestAddress.of(0xc000), MemorySegment.ofArray(new byte[16]));
        var high = new Segment("kernel.2", GuestAddress.of(0x100000), MemorySegment.ofArray(new byte[16]), 0x180000);
        LoadPlan plan = plan(low, text, high);
        Handoff handoff = prepare(plan, "a", part("initrd", 1));
        assertEquals(List.of(), faults(plan, handoff, MEMORY));
        assertEquals(GuestAddress.of(0x300000), handoff.segments().getFirst().at());
    }

    @Test
    void takesTheLongestLineAndNotOneByteMore() {
        for (int room : new int[]{896, 4096}) {
            LoadPlan plan = kernel(room == 896 ? 0 : room, 0x2000, 0x2000);
            assertEquals(List.of(), faults(plan, prepare(plan, "x".repeat(room - 1)), MEMORY));
            assertEquals("""
                    SW-H503 USER  handoff.cmdline
                      the command line has %d bytes, but the kernel has room for %d
                      shorten the command line
                    """.formatted(room, room - 1), told(() -> prepare(plan, "x".repeat(room))));
        }
    }

    @Test
    void placesTheInitrdWhereItIsTold() {
        LoadPlan plan = kernel(0, 0x1000, 0x1000);
        Handoff handoff = forced(plan, "0x20000");
        assertEquals(List.of(), faults(plan, handoff, MEMORY));
        assertEquals(GuestAddress.of(0x20000), handoff.segments().getFirst().at());
        assertEquals("""
                SW-H507 USER  handoff.initrd-address
                  "here" is not an address
                  write a hexadecimal number such as "0x4000000" or a size such as "64MiB"
                """, told(() -> forced(plan, "here")));
        assertEquals("""
                SW-H507 USER  handoff.initrd-address
                  the initrd can't go to 0x20800, which is not a multiple of 0x1000
                  choose another address, or remove the option
                """, told(() -> forced(plan, "0x20800")));
        assertEquals("""
                SW-H507 USER  handoff.initrd-address
                  the initrd can't go to [0xf000, 0x10388); free: [0x0, 0x9000) [0xb000, 0x10000) [0x11000, 0x1000000)
                  choose another address, or remove the option
                """, told(() -> forced(plan, "0xf000")));
    }

    private static Handoff forced(LoadPlan plan, String address) {
        return new LinuxS390xHandoff(new LinuxS390xOptions("", Optional.of(address))).prepare(plan,
                request(Architecture.S390X, MEMORY, part("initrd", 5000)));
    }

    @Test
    void tellsWhatIsWrong() {
        assertEquals("""
                SW-H501 USER  handoff
                  linux-s390x starts s390x kernels, but this is a kernel for s390x on a machine of ppc64
                  choose the handoff of that architecture
                """, told(() -> new LinuxS390xHandoff(LinuxS390xOptions.cmdline("")).prepare(kernel(0, 0x1000, 0x1000),
                request(Architecture.PPC64, MEMORY))));
        var unmarked = new Segment("kernel.0", GuestAddress.of(0x10000), MemorySegment.ofArray(new byte[0x2000]));
        assertEquals("""
                SW-H101 USER  kernel
                  the image is not a Linux kernel for s390x: it has no "S390EP" and no parameter area at 0x10008
                  use a Linux kernel (vmlinuz), or choose another handoff
                SW-H502 USER  handoff.cmdline
                  the command line has the character U+00E9; s390x kernels mistake a line with such a character for EBCDIC
                  write the command line in plain ASCII
                SW-H505 USER  http://10.0.2.2/dtb
                  the kernel can't use a part called "dtb"
                  only kernel and initrd can be given; remove fetch.dtb from the profile
                SW-H506 USER  http://10.0.2.2/initrd
                  the initrd is empty
                  remove fetch.initrd, or use a file that is not empty
                """, told(() -> prepare(plan(unmarked), "café", part("dtb", 1), part("initrd", 0))));
        assertEquals("""
                SW-H102 USER  kernel
                  the image says that its command line has 0x1000 bytes, which do not fit after its parameter area
                  the kernel is damaged; compare its digest with the original
                SW-H502 USER  handoff.cmdline
                  the command line has the character U+0000, which would end it
                  write the command line in plain ASCII
                SW-H504 USER  http://10.0.2.2/initrd
                  there is no room for the initrd: it needs 15728641 contiguous bytes from 0x100000 on; free: [0x100000, 0x1000000)
                  give the machine more memory (machine.memory), or use a smaller initrd
                """, told(() -> prepare(kernel(0x1000, 0x147f, 0x2000), "a\0b", part("initrd", (15 << 20) + 1))));
        assertFalse(prepare(kernel(0, 0x1000, 0x1000), "", part("initrd", 15 << 20)).segments().isEmpty());
    }
}
