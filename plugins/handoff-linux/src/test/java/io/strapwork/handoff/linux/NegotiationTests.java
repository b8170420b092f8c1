package io.strapwork.handoff.linux;

import static io.strapwork.handoff.linux.Fixtures.memory;
import static io.strapwork.handoff.linux.Fixtures.told;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.handoff.linux.LinuxPpc64Options.Interrupts;
import io.strapwork.handoff.linux.LinuxPpc64Options.Mmu;
import io.strapwork.testkit.fake.HeapMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NegotiationTests {
    private static final MemoryLayout LAYOUT = memory(64 << 20, GuestRange.of(0, 0x4000));
    private final HeapMemory memory = new HeapMemory(LAYOUT.ram());

    private static MachineFacts facts(int xive, int mmu) {
        DeviceNode machine = DeviceNode.of("", DeviceProperty.text("model", "old")).with(List.of(
                DeviceNode.of("chosen",
                        DeviceProperty.bytes("ibm,arch-vec-5-platform-support", (byte) 23, (byte) xive, (byte) 24, (byte) mmu),
                        DeviceProperty.cells("linux,pci-probe-only", 0)),
                DeviceNode.of("rtas", DeviceProperty.cells("linux,rtas-base", 0x3000))));
        return new MachineFacts(Optional.empty(), Optional.of(MemorySegment.ofArray(new DeviceTree(machine, List.of(), 3).flatten())),
                Optional.empty(),
                List.of(), Optional.of(GuestAddress.of(0x1000)));
    }

    private static Handoff prepare(Optional<Mmu> mmu, Optional<Interrupts> interrupts, MachineFacts facts) {
        var segment = new Segment("kernel.0", GuestAddress.of(0x400000), MemorySegment.ofArray(new byte[0x1000]), 8 << 20);
        var plan = new LoadPlan("elf-v2", Architecture.PPC64, ByteOrder.LITTLE_ENDIAN, List.of(segment), GuestAddress.of(0x400010));
        var options = new LinuxPpc64Options("quiet", Optional.empty(), Optional.empty(), mmu, interrupts);
        return new LinuxPpc64Handoff(options).prepare(plan,
                new HandoffRequest(Architecture.PPC64, LAYOUT, new VerifiedImage(List.of()), Optional.empty(), Optional.empty(), facts));
    }

    /** Answers with this tree, or refuses when it has no bytes. */
    private final class Hypervisor implements CallingCpu {
        private final byte[] answer;
        byte[] vector = {};

        Hypervisor(byte[] answer) {
            this.answer = answer;
        }

        @Override
        public GuestMemory memory() {
            return memory;
        }

        @Override
        public long[] hypercall(long number, long... arguments) {
            assertEquals(0xf002, number);
            vector = memory.at(GuestAddress.of(arguments[0]), 256).toArray(ValueLayout.JAVA_BYTE);
            if (answer.length == 0) {
                return new long[]{-4, 0, 0, 0, 0, 0, 0};
            }
            assertTrue(answer.length + 4 <= arguments[2]);
            memory.at(GuestAddress.of(arguments[1] + 4), answer.length).copyFrom(MemorySegment.ofArray(answer));
            return new long[7];
        }
    }

    @Test
    void vectorsSayWhatIsChosen() {
        byte[] radix = new SupportVector(true, true).bytes();
        byte[] hash = new SupportVector(false, false).bytes();
        // the pair that ends the list of versions has a value outside of its mask, and no other one has
        var pairs = ByteBuffer.wrap(radix);
        int count = 1;
        while ((~pairs.getInt() & pairs.getInt()) == 0) {
            count++;
        }
        assertEquals(12, count);
        assertEquals(4, pairs.get());
        int five = pairs.position() + 4 + 2 + 2 + 2;
        assertEquals(25, radix[five]);
        assertEquals(five + 1 + 26, radix.length);
        assertArrayEquals(new byte[]{0x40, 0x40, 0, 0x40}, Arrays.copyOfRange(radix, five + 23, five + 27));
        assertArrayEquals(new byte[]{0, 0, 0, 0}, Arrays.copyOfRange(hash, five + 23, five + 27));
    }

    @Test
    void theNegotiatedTreeTakesThePlaceOfThePreparedOne() {
        Handoff handoff = prepare(Optional.of(Mmu.RADIX), Optional.empty(), facts(0x80, 0xc0));
        DeviceNode negotiated = DeviceNode.of("", DeviceProperty.text("model", "new")).with(List.of(DeviceNode.of("chosen"),
                DeviceNode.of("rtas", DeviceProperty.cells("rtas-size", 1))));
        var hypervisor = new Hypervisor(new DeviceTree(negotiated, List.of(), 0).flatten());
        handoff.calls().orElseThrow().starting(hypervisor);
        assertArrayEquals(new SupportVector(true, true).bytes(),
                Arrays.copyOf(hypervisor.vector, new SupportVector(true, true).bytes().length));
        Segment place = handoff.segments().getFirst();
        assertEquals(place.at().value(), handoff.cpu().register("r3"));
        DeviceTree tree = FdtView.parse(memory.at(place.range()));
        assertEquals(Optional.of(DeviceProperty.text("model", "new")), tree.root().property("model"));
        assertEquals(Optional.of(DeviceProperty.text("bootargs", "quiet")), tree.root().child("chosen").orElseThrow().property("bootargs"));
        assertEquals(Optional.of(DeviceProperty.cells("linux,pci-probe-only", 0)),
                tree.root().child("chosen").orElseThrow().property("linux,pci-probe-only"));
        assertEquals(Optional.of(DeviceProperty.cells("linux,rtas-base", 0x3000)),
                tree.root().child("rtas").orElseThrow().property("linux,rtas-base"));
        assertEquals(List.of(place.range()), tree.reservations());
        assertEquals(3, tree.bootCpu());
        assertEquals(-1, handoff.calls().orElseThrow().call(hypervisor, 0));
    }

    @Test
    void whatWasNotChosenIsAsTheMachineHasIt() {
        for (int[] offered : new int[][]{{0, 0}, {0x40, 0}, {0x80, 0}}) {
            var hypervisor = new Hypervisor(new byte[0]);
            var calls = prepare(Optional.of(Mmu.HASH), Optional.empty(), facts(offered[0], offered[1])).calls().orElseThrow();
            assertEquals("""
                    SW-H213 HOST  handoff.mmu
                      the hypervisor answers -4 to what the kernel is said to support
                      remove handoff.mmu and handoff.interrupts, or use the handoff openfirmware-ppc64, where the kernel asks itself
                    """, told(() -> calls.starting(hypervisor)));
            byte[] expected = new SupportVector(false, offered[0] != 0).bytes();
            assertArrayEquals(expected, Arrays.copyOf(hypervisor.vector, expected.length));
        }
    }

    @Test
    void hostileAnswersAreRefused() {
        var calls = prepare(Optional.of(Mmu.RADIX), Optional.empty(), facts(0x80, 0xc0)).calls().orElseThrow();
        byte[] huge = ByteBuffer.allocate(64).putInt(0xd00dfeed).putInt(-1).array();
        assertEquals("""
                SW-H213 HOST  handoff.mmu
                  the hypervisor answers with a device tree of 4294967295 bytes to what the kernel is said to support
                  remove handoff.mmu and handoff.interrupts, or use the handoff openfirmware-ppc64, where the kernel asks itself
                """, told(() -> calls.starting(new Hypervisor(huge))));
        byte[] many = new DeviceTree(DeviceNode.of("", DeviceProperty.bytes("x", new byte[0x90000])), List.of(), 0).flatten();
        assertTrue(told(() -> calls.starting(new Hypervisor(many))).contains("a device tree that does not fit"));
    }

    @Test
    void onlyWhatIsOfferedCanBeChosen() {
        assertEquals("""
                SW-H212 USER  handoff.mmu
                  this machine does not offer radix
                  choose another machine.cpu, or remove mmu
                SW-H212 USER  handoff.interrupts
                  this machine does not offer xics
                  choose another machine.cpu, or remove interrupts
                """, told(() -> prepare(Optional.of(Mmu.RADIX), Optional.of(Interrupts.XICS), facts(0x40, 0))));
        assertEquals("""
                SW-H211 USER  handoff.mmu
                  this machine has no hypervisor to negotiate with
                  set machine.use = "qemu", or remove mmu and interrupts
                """, told(() -> prepare(Optional.empty(), Optional.of(Interrupts.XIVE), MachineFacts.none())));
    }
}
