package io.strapwork.handoff.linux;

import static io.strapwork.handoff.linux.Fixtures.faults;
import static io.strapwork.handoff.linux.Fixtures.memory;
import static io.strapwork.handoff.linux.Fixtures.part;
import static io.strapwork.handoff.linux.Fixtures.request;
import static io.strapwork.handoff.linux.Fixtures.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.Lease;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinuxPpc64HandoffTests {
    private static final GuestRange LOW = GuestRange.of(0, 0x4000);
    private static final MemoryLayout MEMORY = memory(256 << 20, LOW);

    /** 48 MiB with BSS at 4 MiB. */
    private static LoadPlan kernel() {
        var segment = new Segment("kernel.0", GuestAddress.of(0x400000), MemorySegment.ofArray(new byte[0x1000]), 48 << 20);
        return new LoadPlan("elf-v2", Architecture.PPC64, ByteOrder.LITTLE_ENDIAN, List.of(segment), GuestAddress.of(0x400010));
    }

    private static Handoff prepare(MemoryLayout layout, LinuxPpc64Options options, VerifiedPart... parts) {
        return new LinuxPpc64Handoff(options).prepare(kernel(), request(Architecture.PPC64, layout, parts));
    }

    private static DeviceTree tree(Handoff handoff) {
        return FdtView.parse(handoff.segments().getLast().source());
    }

    @Test
    void entersAsKexecDoes() {
        Handoff handoff = prepare(MEMORY, LinuxPpc64Options.cmdline("console=hvc0"), part("kernel", 1), part("initrd", 0x12345));
        assertEquals(List.of(), faults(kernel(), handoff, MEMORY));
        assertEquals(List.of("initrd", "device-tree"), handoff.segments().stream().map(Segment::name).toList());
        assertEquals(GuestRange.of(0x3400000, 0x12345), handoff.segments().getFirst().range());
        Segment tree = handoff.segments().getLast();
        assertEquals(GuestAddress.of(0x3420000), tree.at());
        assertEquals(Map.of("nip", 0x400010L, "msr", 0x8000000000001000L, "r3", 0x3420000L, "r4", 0x400000L, "r5", 0L),
                handoff.cpu().registers());
        assertEquals("linux-ppc64", handoff.contract().id());
        assertEquals(List.of(), handoff.patches());
    }

    @Test
    void describesMemoryCpuAndBoot() {
        var two = new MemoryLayout(List.of(GuestRange.of(0, 256 << 20), GuestRange.of(1L << 32, 1L << 31)), List.of(LOW));
        var options = new LinuxPpc64Options("console=hvc0", Optional.empty(), Optional.of("/vdevice/vty@71000000"));
        Handoff handoff = prepare(two, options, part("initrd", 0x12345));
        DeviceTree tree = tree(handoff);
        DeviceNode root = tree.root();
        assertEquals(List.of("chosen", "cpus", "memory@0", "memory@100000000"), List.copyOf(root.children().keySet()));
        assertEquals(
                DeviceNode.of("chosen", DeviceProperty.text("bootargs", "console=hvc0"),
                        DeviceProperty.wide("linux,initrd-start", 0x3400000),
                        DeviceProperty.wide("linux,initrd-end", 0x3412345), DeviceProperty.text("stdout-path", "/vdevice/vty@71000000")),
                root.child("chosen").orElseThrow());
        assertEquals(Optional.of(DeviceProperty.wide("reg", 1L << 32, 1L << 31)),
                root.child("memory@100000000").orElseThrow().property("reg"));
        DeviceNode cpu = root.child("cpus").orElseThrow().child("PowerPC,POWER9@0").orElseThrow();
        assertEquals(Optional.of(DeviceProperty.cells("timebase-frequency", 512_000_000)), cpu.property("timebase-frequency"));
        Segment blob = handoff.segments().getLast();
        assertEquals(List.of(LOW, GuestRange.of(0x3400000, 0x12345), blob.range()), tree.reservations());
    }

    @Test
    void completesTheMachinesOwnTree() {
        DeviceNode machine = DeviceNode.of("", DeviceProperty.text("compatible", "qemu,pseries"))
                .with(List.of(
                        DeviceNode.of("chosen", DeviceProperty.text("stdout-path", "/vty"), DeviceProperty.text("bootargs", "old"),
                                DeviceProperty.wide("linux,initrd-start", 1), DeviceProperty.wide("linux,initrd-end", 2)),
                        DeviceNode.of("rtas", DeviceProperty.cells("rtas-size", 20))));
        byte[] blob = new DeviceTree(machine, List.of(LOW), 4).flatten();
        var request = new HandoffRequest(Architecture.PPC64, MEMORY, new VerifiedImage(List.of()), Optional.empty(), Optional.empty(),
                Optional.of(MemorySegment.ofArray(blob)));
        Handoff handoff = new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("new")).prepare(kernel(), request);
        assertEquals(List.of(), faults(kernel(), handoff, MEMORY));
        DeviceTree tree = tree(handoff);
        assertEquals(machine.edit("chosen",
                _ -> DeviceNode.of("chosen", DeviceProperty.text("stdout-path", "/vty"), DeviceProperty.text("bootargs", "new"))),
                tree.root());
        assertEquals(4, tree.bootCpu());
        assertEquals(List.of(LOW, handoff.segments().getFirst().range()), tree.reservations());
        assertEquals("""
                SW-H601 BUG  device tree byte 0x0
                  the machine's device tree does not begin with d00dfeed
                  report this to the author of the machine plugin
                """, told(
                () -> new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("")).prepare(kernel(), new HandoffRequest(Architecture.PPC64, MEMORY,
                        new VerifiedImage(List.of()), Optional.empty(), Optional.empty(),
                        Optional.of(MemorySegment.ofArray(new byte[64]))))));
    }

    @Test
    void tellsTheAddressThatTheBootHad() {
        var lease = new Lease(IpConfiguration.of(InetAddress.ofLiteral("fd00::15"), 64));
        var request = new HandoffRequest(Architecture.PPC64, MEMORY, new VerifiedImage(List.of()), Optional.of(lease), Optional.empty(),
                Optional.empty());
        DeviceTree tree = tree(new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("new")).prepare(kernel(), request));
        assertEquals(Optional.of(DeviceProperty.wide("client-ip", 0xfd00L << 48, 0x15)),
                tree.root().child("chosen").orElseThrow().property("client-ip"));
    }

    @Test
    void keepsTheTreeBelow2GiB() {
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 4L << 30)), List.of(LOW, GuestRange.of(0x3400000, 0x7c000000)));
        Handoff handoff = prepare(layout, LinuxPpc64Options.cmdline(""), part("initrd", 0x900000));
        assertEquals(List.of(), faults(kernel(), handoff, layout));
        assertEquals(GuestAddress.of(0x7f400000), handoff.segments().getFirst().at());
        assertEquals("""
                SW-H209 USER  handoff
                  there is no room for the device tree: it needs 1141 bytes between 0x3400000 and 0x80000000; free: nothing
                  give the machine more memory (machine.memory), or use a smaller initrd
                """, told(() -> prepare(layout, LinuxPpc64Options.cmdline(""), part("initrd", 0xc00000))));
    }

    @Test
    void tellsWhatIsWrong() {
        assertEquals("""
                SW-H501 USER  handoff
                  linux-ppc64 starts ppc64 kernels, but this is a kernel for ppc64 on a machine of s390x
                  choose the handoff of that architecture
                """,
                told(() -> new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("")).prepare(kernel(), request(Architecture.S390X, MEMORY))));
        assertEquals("""
                SW-H502 USER  handoff.cmdline
                  the command line has the character U+0000, which would end it
                  remove that character
                SW-H503 USER  handoff.cmdline
                  the command line has 2048 bytes, but the kernel has room for 2047
                  shorten the command line
                SW-H505 USER  http://10.0.2.2/dtb
                  the kernel can't use a part called "dtb"
                  only kernel and initrd can be given; remove fetch.dtb from the profile
                SW-H506 USER  http://10.0.2.2/initrd
                  the initrd is empty
                  remove fetch.initrd, or use a file that is not empty
                """, told(() -> prepare(MEMORY, LinuxPpc64Options.cmdline("\0" + "x".repeat(2047)), part("dtb", 1), part("initrd", 0))));
        LoadPlan grub = new LoadPlan("elf32", Architecture.PPC64, ByteOrder.BIG_ENDIAN, kernel().segments(), kernel().entry());
        assertEquals("""
                SW-H210 USER  handoff
                  this is a 32-bit program, which calls Open Firmware
                  set use = "openfirmware-ppc64" in [handoff]
                """,
                told(() -> new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("")).prepare(grub, request(Architecture.PPC64, MEMORY))));
        MemoryLayout tight = memory(0x3410000, LOW);
        assertEquals(
                """
                        SW-H504 USER  http://10.0.2.2/initrd
                          there is no room for the initrd: it needs 65537 contiguous bytes from 0x3400000 on, and leaves 6664KiB below 0x3410000 for the kernel's start; free: [0x3400000, 0x3410000)
                          give the machine more memory (machine.memory), or use a smaller initrd
                        """,
                told(() -> prepare(tight, LinuxPpc64Options.cmdline("é".repeat(1023)), part("initrd", 0x10001))));
        assertEquals("""
                SW-H507 USER  handoff.initrd-address
                  the initrd can't go to [0x400000, 0x400001); free: [0x4000, 0x400000) [0x3400000, 0x10000000)
                  choose another address, or remove the option
                """, told(() -> prepare(MEMORY, new LinuxPpc64Options("", Optional.of("4MiB"), Optional.empty()), part("initrd", 1))));
    }

    @Test
    void givesTheSameBytesTwice() {
        Handoff one = prepare(MEMORY, LinuxPpc64Options.cmdline("a"), part("initrd", 1));
        Handoff two = prepare(MEMORY, LinuxPpc64Options.cmdline("a"), part("initrd", 1));
        assertEquals(-1, one.segments().getLast().source().mismatch(two.segments().getLast().source()));
        assertTrue(one.segments().getLast().source().isReadOnly());
    }
}
