package io.strapwork.driver.virtio.ccw;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.driver.virtio.fake.FakeChannelSubsystem;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.testkit.VirtualClock;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtioCcwDriverTests {
    private final TestMemory memory = new TestMemory(64 << 20);
    private final FakeNetDevice device = new FakeNetDevice(memory);
    private final FakeChannelSubsystem bus = new FakeChannelSubsystem(memory);
    private final FakeChannelSubsystem.Subchannel subchannel = bus.add(0, 1, device);

    private Link open(VirtioCcwOptions options) {
        return new VirtioCcwDriver(options, VirtualClock.jumping(), new Random(1)).open(bus, () -> {});
    }

    private Link open() {
        return open(new VirtioCcwOptions(Optional.empty(), 2, List.of()));
    }

    private Link open(String name) {
        return open(new VirtioCcwOptions(Optional.of(name), 2, List.of()));
    }

    private void assertEchoes(Link link) {
        var counted = new int[1];
        for (int bytes : new int[]{14, 60, 1514, 65549}) {
            assertTrue(link.transmit(Unpooled.directBuffer().writeZero(bytes)));
            link.flush();
            assertEquals(1, link.receive((frame, checked) -> {
                counted[0] += frame.readableBytes();
                frame.release();
            }, 10));
        }
        assertEquals(14 + 60 + 1514 + 65549, counted[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void worksWithEveryRevisionOfTheDevice(int most) {
        subchannel.mostRevision = most;
        Link link = open();
        assertEquals(most, subchannel.revision);
        assertEquals("fe.0.0001", link.facts().location());
        assertEquals("52:54:00:12:34:56", link.facts().address().toString());
        assertEquals(65535, link.facts().mtu());
        assertEquals(50_000, link.facts().maxSleepNanos());
        assertEchoes(link);
        link.card().quiesce();
        link.card().quiesce();
        assertEquals(0, device.status);
        assertFalse(subchannel.enabled);
        assertEchoes(open());
    }

    @Test
    void anOldRevisionCanBeAskedFor() {
        open(new VirtioCcwOptions(Optional.empty(), 1, List.of()));
        assertEquals(1, subchannel.revision);
        assertProblem("SW-L104 option revision: there is no virtio-ccw revision 3",
                () -> open(new VirtioCcwOptions(Optional.empty(), 3, List.of())));
    }

    @Test
    void worksWithADeviceOlderThanRevisions() {
        subchannel.mostRevision = -1;
        device.legacy = true;
        Link link = open();
        assertEchoes(link);
    }

    @Test
    void takesTheFirstNetworkDevice() {
        bus.subchannels.clear();
        bus.add(0, 0, device).valid = false;
        bus.add(0, 7, device).type = 0x3390;
        bus.add(0, 8, device).model = 2;
        bus.add(0, 9, device).refused.put(0xe4, 0x80);
        assertProblem(
                "SW-L101 : the channel subsystem has no virtio network device; found: fe.0.0007 3390/01, fe.0.0008 3832/02, fe.0.0009 unknown",
                this::open);
        assertTrue(bus.subchannels.stream().noneMatch(other -> other.enabled));
        bus.add(2, 0xabcd, device);
        assertEquals("fe.2.abcd", open().facts().location());
    }

    @Test
    void tellsOfAnEmptySubsystem() {
        bus.subchannels.clear();
        bus.canEnableSets = false;
        assertProblem("SW-L101 : the channel subsystem has no virtio network device, nor any other", this::open);
    }

    @Test
    void devicesThatHangDoNotHoldItUpForEver() {
        bus.subchannels.clear();
        for (int i = 0; i < 100; i++) {
            bus.add(0, i, device).neverEnds = true;
        }
        assertProblem(
                "SW-L101 : the channel subsystem has no virtio network device; found: fe.0.0000 no answer, fe.0.0001 no answer, fe.0.0002 no answer, "
                        + "fe.0.0003 no answer, fe.0.0004 no answer, fe.0.0005 no answer, fe.0.0006 no answer, fe.0.0007 no answer",
                this::open);
        assertTrue(bus.operations < 10_000, bus.operations + " operations");
    }

    @Test
    void manySubchannelsAreEnoughOfThem() {
        bus.subchannels.clear();
        bus.endlessSubchannels = Integer.MAX_VALUE;
        assertProblem("SW-L101 : the channel subsystem has no virtio network device, nor any other", this::open);
    }

    @Test
    void takesTheDeviceOfTheOption() {
        bus.add(0, 0x10, device);
        bus.add(1, 1, device);
        assertEquals("fe.0.0010", open("0.0.0010").facts().location());
        assertFalse(bus.setsEnabled);
        assertEquals("fe.1.0001", open("fe.1.0001").facts().location());
        assertProblem("SW-L102 option device: the channel subsystem has no device fe.0.0002; found: fe.0.0001, fe.0.0010",
                () -> open("fe.0.0002"));
        subchannel.model = 2;
        assertProblem("SW-L103 option device: device fe.0.0001 is not a virtio network device; its type is 3832/02",
                () -> open("fe.0.0001"));
        assertProblem("SW-L104 option device: \"eth0\" is not a device of the channel subsystem", () -> open("eth0"));
        assertProblem("SW-L104 option device: \"fe.4.0001\" is not a device of the channel subsystem", () -> open("fe.4.0001"));
    }

    @Test
    void busyPendingAndSplitEndingsAreWaitedFor() {
        subchannel.busyTimes = 3;
        subchannel.pendingTimes = 2;
        subchannel.splitEndings = 20;
        assertEchoes(open());
    }

    @Test
    void endlessPendingStatusIsAProblem() {
        Link link = open();
        subchannel.pendingTimes = Integer.MAX_VALUE;
        assertProblem("SW-L115 fe.0.0001: the subchannel can't be disabled; the last condition code was 1", link.card()::quiesce);
        subchannel.pendingTimes = 0;
        link.card().quiesce();
        assertFalse(subchannel.enabled);
    }

    @Test
    void channelProgramsThatFailAreProblems() {
        subchannel.startConditionCode = 2;
        assertProblem("SW-L114 fe.0.0001: the subchannel does not start SENSE ID; the last condition code was 2", () -> open("fe.0.0001"));
        subchannel.startConditionCode = 3;
        assertProblem("SW-L112 fe.0.0001: the subchannel stopped answering (condition code 3)", () -> open("fe.0.0001"));
        subchannel.startConditionCode = 0;
        subchannel.refusesEnabling = true;
        assertProblem("SW-L115 fe.0.0001: the subchannel can't be enabled; the last condition code was 0", () -> open("fe.0.0001"));
        subchannel.refusesEnabling = false;
        subchannel.neverEnds = true;
        assertProblem("SW-L114 fe.0.0001: the device did not finish SENSE ID within 2 seconds", () -> open("fe.0.0001"));
        subchannel.neverEnds = false;
        subchannel.busyTimes = Integer.MAX_VALUE;
        assertProblem("SW-L114 fe.0.0001: the device stayed busy at SENSE ID", () -> open("fe.0.0001"));
        subchannel.busyTimes = 0;
        subchannel.endings.put(0x12, 0x0c20);
        assertProblem("SW-L114 fe.0.0001: the device ended READ_FEAT with subchannel status program check", this::open);
        subchannel.endings.put(0x12, 0x0d00);
        assertProblem("SW-L114 fe.0.0001: the device ended READ_FEAT with device status unit exception", this::open);
        subchannel.endings.clear();
        subchannel.refused.put(0x13, 0x80);
        assertProblem("SW-L113 fe.0.0001: the device refuses SET_VQ 0 (channel command 0x13): command reject", this::open);
        subchannel.refused.put(0x13, 0x50);
        assertProblem("SW-L113 fe.0.0001: the device refuses SET_VQ 0 (channel command 0x13): intervention required + equipment check",
                this::open);
        subchannel.refused.put(0x13, 0);
        assertProblem("SW-L113 fe.0.0001: the device refuses SET_VQ 0 (channel command 0x13): no sense data", this::open);
        subchannel.refused.clear();
        subchannel.refused.put(0x83, 0x40);
        assertProblem("SW-L111 fe.0.0001: the device refuses to talk about virtio revision 2: intervention required", this::open);
        assertFalse(subchannel.enabled);
        subchannel.refused.clear();
        device.neverEndsReset = true;
        assertProblem("SW-L108 fe.0.0001: the device did not finish its reset within 2 seconds", this::open);
        device.neverEndsReset = false;
        bus.notifyResult = -22;
        assertProblem("SW-L116 fe.0.0001: the machine refuses the notification of queue 0, error -22", this::open);
        assertEquals(0, device.status);
        assertFalse(subchannel.enabled);
    }

    @Test
    void aRefusedStatusIsNoticedBeforeRevisionTwo() {
        subchannel.mostRevision = 1;
        subchannel.refused.put(0x31, 0x80);
        assertProblem("SW-L108 fe.0.0001: the device does not keep its status: 0x1 was written, 0x0 is read", this::open);
    }

    /** As on real hardware, a subchannel interrupts again only after its status was taken. */
    private static final class InterruptingChannels extends FakeChannelSubsystem implements Interrupts {
        private final FakeNetDevice device;
        private Runnable line = () -> {};
        private long indicators;

        InterruptingChannels(TestMemory memory, FakeNetDevice device) {
            super(memory);
            this.device = device;
            device.interrupt = this::interrupt;
        }

        @Override
        public void onInterrupt(Runnable listener) {
            line = listener;
        }

        @Override
        protected void indicators(int command, long address) {
            indicators = command == 0x43 ? address : indicators;
        }

        private void interrupt() {
            device.memory.at(new GuestAddress(indicators), 8).set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
            FakeChannelSubsystem.Subchannel subchannel = subchannels.getFirst();
            if (subchannel.pendingTimes == 0) {
                subchannel.pendingTimes = 1;
                line.run();
            }
        }

        private long indicated() {
            return device.memory.at(new GuestAddress(indicators), 8).get(ValueLayout.JAVA_LONG, 0);
        }
    }

    @Test
    void interruptsComeAgainAfterEachWasTaken() {
        var told = new int[1];
        var channels = new InterruptingChannels(memory, device);
        channels.add(0, 1, device);
        Link link = new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, List.of()), VirtualClock.jumping(), new Random(1)).open(
                channels,
                () -> told[0]++);
        assertEquals(Long.MAX_VALUE, link.facts().maxSleepNanos());
        for (int i = 1; i <= 10; i++) {
            assertTrue(((InterruptingCard) link.card()).armInterrupt());
            assertEquals(0, channels.indicated());
            link.transmit(Unpooled.directBuffer().writeZero(60));
            link.flush();
            assertEquals(i, told[0]);
            ((InterruptingCard) link.card()).disarmInterrupt();
            assertEquals(1, link.receive((frame, checked) -> frame.release(), 10));
        }
        link.card().quiesce();
    }

    @Test
    void aDeviceThatWasUnpluggedIsToldOfByQuiesce() {
        Link link = open();
        subchannel.gone = true;
        assertProblem("SW-L112 fe.0.0001: the subchannel stopped answering (condition code 3)", link.card()::quiesce);
    }
}
