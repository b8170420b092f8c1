package io.strapwork.driver.virtio.net;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.strapwork.api.link.MacAddress;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.MemoryTransport;
import io.strapwork.driver.virtio.fake.TestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoTests {
    /** What frames are cut from: to draw each byte of each frame takes longer than to send them. */
    private static final byte[] NOISE = new byte[1 << 20];

    static {
        new Random(8).nextBytes(NOISE);
    }

    private final FakeNetDevice device = new FakeNetDevice(new TestMemory(16 << 20));
    private final Random random = new Random(7);

    private final MemoryTransport transport = new MemoryTransport(device);
    private int interrupts;

    private VirtioNetLink open() {
        return new VirtioNet(FakeNetDevice.ALL, random, UnpooledByteBufAllocator.DEFAULT).open(transport, () -> interrupts++);
    }

    private byte[] frame(int bytes) {
        int from = random.nextInt(NOISE.length - bytes);
        return Arrays.copyOfRange(NOISE, from, from + bytes);
    }

    private static List<byte[]> receive(VirtioNetLink link, int budget) {
        var frames = new ArrayList<byte[]>();
        link.receive((frame, checked) -> {
            var bytes = new byte[frame.readableBytes()];
            frame.readBytes(bytes);
            frame.release();
            frames.add(bytes);
        }, budget);
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"true,true,false", "true,false,false", "false,true,false", "false,false,false", "true,true,true", "false,false,true"})
    void framesOfAllSizesComeBack(boolean merge, boolean eventIndex, boolean legacy) {
        device.legacy = legacy;
        device.offered = FakeNetDevice.ALL & ~(merge ? 0 : 1L << 15) & ~(eventIndex ? 0 : 1L << 29) & (legacy ? 0xffff_ffffL : -1);
        VirtioNetLink link = open();
        assertEquals(legacy ? device.offered : device.offered | 1L << 32, device.accepted);
        assertEquals(65535, link.facts().mtu());
        int sent = 0;
        for (int round = 0; round < 300; round++) {
            var batch = new ArrayList<byte[]>();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                int bytes = round % 3 == 0 ? 14 + random.nextInt(100) : 14 + random.nextInt(65536);
                byte[] frame = frame(round == 0 && i == 1 ? 65549 : bytes);
                batch.add(frame);
                assertTrue(link.transmit(composite(frame)));
            }
            link.flush();
            List<byte[]> back = receive(link, 256);
            assertEquals(batch.size(), back.size());
            for (int i = 0; i < back.size(); i++) {
                assertEquals(-1, Arrays.mismatch(batch.get(i), back.get(i)), "the first byte that is another");
            }
            sent += batch.size();
        }
        assertEquals(sent, link.counters().transmitted());
        assertEquals(sent, link.counters().received());
        assertEquals(0, link.counters().dropped() + link.counters().receiveBroken());
        link.quiesce();
        link.quiesce();
        assertEquals(0, device.status);
        assertEquals(2, device.resets, "once at the start, once at the end");
    }

    private ByteBuf composite(byte[] frame) {
        int cut = random.nextInt(frame.length);
        return random.nextBoolean()
                ? Unpooled.wrappedBuffer(frame)
                : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(frame, 0, cut),
                        Unpooled.directBuffer().writeBytes(frame, cut, frame.length - cut));
    }

    @Test
    void aBatchIsOneNotification() {
        device.offered &= ~(1L << 29);
        VirtioNetLink link = open();
        long before = link.counters().notifications();
        for (int i = 0; i < 20; i++) {
            link.transmit(Unpooled.wrappedBuffer(frame(60)));
        }
        link.flush();
        link.flush();
        assertEquals(1, link.counters().notifications() - before);
        assertEquals(20, receive(link, 256).size());
        assertEquals(2, link.counters().notifications() - before, "one for the receive ring");
    }

    @Test
    void aFullRingDropsAndRecovers() {
        device.echoes = false;
        VirtioNetLink link = open();
        int taken = 0;
        while (link.transmit(Unpooled.wrappedBuffer(frame(65549)))) {
            taken++;
        }
        assertEquals(32, taken);
        assertEquals(1, link.counters().dropped());
        while (device.queues[1].offered() > 0) {
            device.queues[1].giveBack(device.queues[1].take().head(), 0);
        }
        device.queues[1].publish();
        for (int i = 0; i < 256; i++) {
            assertTrue(link.transmit(Unpooled.wrappedBuffer(frame(14 + i))), "frame " + i);
        }
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(14))));
    }

    /** Equal ends of the ring of bytes mean that it is empty, so the last 64 bytes of a gap stay free. */
    @Test
    void aGapIsNeverFilledToTheBrim() {
        device.echoes = false;
        VirtioNetLink link = open();
        for (int i = 0; i < 32; i++) {
            assertTrue(link.transmit(Unpooled.wrappedBuffer(frame(65549))));
        }
        device.queues[1].giveBack(device.queues[1].take().head(), 0);
        device.queues[1].publish();
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(65549))));
        assertTrue(link.transmit(Unpooled.wrappedBuffer(frame(65549 - 64))));
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(14))));
    }

    @Test
    void roomComesBackWhateverTheOrder() {
        device.echoes = false;
        VirtioNetLink link = open();
        var heads = new ArrayList<Integer>();
        for (int round = 0; round < 2000; round++) {
            byte[] frame = frame(14 + random.nextInt(65536));
            if (link.transmit(Unpooled.wrappedBuffer(frame))) {
                var chain = device.queues[1].take();
                assertEquals(12 + frame.length, chain.parts().getFirst().bytes().byteSize());
                assertArrayEquals(frame, chain.parts().getFirst().bytes().asSlice(12).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
                heads.add(chain.head());
            }
            while (heads.size() > 20 || !heads.isEmpty() && random.nextInt(3) == 0) {
                device.queues[1].giveBack(heads.remove(random.nextInt(heads.size())), 0);
            }
            device.queues[1].publish();
        }
        assertTrue(link.counters().transmitted() > 1000, "transmitted " + link.counters().transmitted());
    }

    @Test
    void framesThatDoNotFitAreDropped() {
        device.mtu = 1500;
        VirtioNetLink link = open();
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(13))));
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(1519))));
        assertTrue(link.transmit(Unpooled.wrappedBuffer(frame(1518))));
        assertEquals(2, link.counters().dropped());
        device.send(frame(1600));
        device.send(frame(4));
        device.send(frame(1518));
        device.queues[0].publish();
        assertEquals(1, receive(link, 256).size());
        assertEquals(2, link.counters().receiveBroken());
    }

    /** Which frames {@code checked} says need no verification; -1 for a frame that was dropped. */
    private int received(VirtioNetLink link, int flags, int start, int offset, int bytes) {
        device.receiveFlags = flags;
        device.checksumStart = start;
        device.checksumOffset = offset;
        device.send(frame(bytes));
        device.queues[0].publish();
        var told = new ArrayList<Integer>();
        link.receive((frame, checked) -> {
            told.add(checked ? 1 : 0);
            frame.release();
        }, 1);
        return told.isEmpty() ? -1 : told.getFirst();
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,false", "true,true", "false,true"})
    void whatTheDeviceSaysOfChecksumsIsPassedOn(boolean merge, boolean legacy) {
        device.legacy = legacy;
        device.offered = FakeNetDevice.ALL & ~(merge ? 0 : 1L << 15) & (legacy ? 0xffff_ffffL : -1);
        VirtioNetLink link = open();
        assertEquals(0, received(link, 0, 0, 0, 100), "nothing");
        assertEquals(1, received(link, 2, 0, 0, 100), "DATA_VALID");
        assertEquals(1, received(link, 1, 34, 16, 100), "NEEDS_CSUM");
        assertEquals(0, received(link, 0, 0, 0, 100), "of each frame anew");
        assertEquals(1, received(link, 1, 34, 16, 30_000), "in several buffers");
        assertEquals(0, received(link, 0x84, 0xffff, 0xffff, 100), "unknown flags mean nothing, nor the fields without NEEDS_CSUM");
        assertEquals(1, received(link, 1, 82, 16, 100), "just inside");
        assertEquals(0, link.counters().receiveBroken());
        assertEquals(-1, received(link, 1, 83, 16, 100), "the field ends behind the frame");
        assertEquals(-1, received(link, 1, 0xffff, 0xffff, 100));
        assertEquals(-1, received(link, 3, 99, 0, 100));
        assertEquals(3, link.counters().receiveBroken());
        assertEquals(1, received(link, 1, 34, 16, 100), "the link lives on");
    }

    @Test
    void whatADeviceMayNotSayOfChecksumsIsNotHeard() {
        device.offered &= ~2L;
        VirtioNetLink link = open();
        assertEquals(0, received(link, 1, 34, 16, 100));
        assertEquals(0, received(link, 2, 0, 0, 100));
        assertEquals(0, received(link, 1, 0xffff, 0xffff, 100), "verified by the stack like any other");
    }

    @Test
    void theBudgetIsKept() {
        VirtioNetLink link = open();
        for (int i = 0; i < 10; i++) {
            device.send(frame(100));
        }
        device.queues[0].publish();
        assertFalse(link.armInterrupt());
        assertEquals(4, receive(link, 4).size());
        assertEquals(6, receive(link, 40).size());
        assertEquals(0, receive(link, 40).size());
        assertTrue(link.armInterrupt());
        assertEquals(50_000, link.facts().maxSleepNanos());
    }

    @Test
    void anAddressIsMadeUpWhereThereIsNone() {
        device.offered &= ~(1L << 5 | 1L << 3);
        MacAddress first = open().facts().address();
        assertFalse(first.isGroup());
        assertEquals(2, first.value() >>> 40 & 2);
        assertEquals(1500, open().facts().mtu());
        assertFalse(first.equals(open().facts().address()));
    }

    @Test
    void refusesAFrameOfMoreBuffersThanCame() {
        VirtioNetLink link = open();
        var chain = device.queues[0].take();
        chain.parts().getFirst().bytes().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 10, (byte) 2);
        device.queues[0].giveBack(chain.head(), 100);
        device.queues[0].publish();
        assertProblem("SW-L135 mem, queue 0: the device says that a frame has 2 buffers, but it returned 1", () -> receive(link, 10));
        assertProblem("SW-L135 mem, queue 0: the device says that a frame has 2 buffers, but it returned 1", () -> receive(link, 10));
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(60))));
        link.flush();
        assertTrue(link.armInterrupt(), "told already, so the loop may sleep");
        link.disarmInterrupt();
        link.quiesce();
        assertEquals(0, device.status);
    }

    @Test
    void refusesAFrameOfNoBuffer() {
        VirtioNetLink link = open();
        device.queues[0].giveBack(device.queues[0].take().head(), 100);
        device.queues[0].publish();
        assertProblem("SW-L135 mem, queue 0: the device says that a frame has 0 buffers, but it returned 1", () -> receive(link, 10));
    }

    @Test
    void aBrokenTransmitRingIsToldByReceive() {
        device.echoes = false;
        VirtioNetLink link = open();
        device.queues[1].putUsedIndex(99);
        for (int i = 0; i < 32; i++) {
            link.transmit(Unpooled.wrappedBuffer(frame(65549)));
        }
        assertFalse(link.transmit(Unpooled.wrappedBuffer(frame(65549))));
        assertFalse(link.armInterrupt(), "the loop must poll, to be told");
        assertProblem("SW-L134 mem, queue 1, used index 0: the device returned 99 buffers, but it had 32", () -> receive(link, 1));
    }

    @Test
    void interruptsAreAcknowledgedOnceAndToldWhileArmed() {
        transport.interrupts = true;
        VirtioNetLink link = open();
        assertEquals(Long.MAX_VALUE, link.facts().maxSleepNanos());
        device.interrupt.run();
        assertEquals(0, interrupts, "not armed yet");
        assertTrue(link.armInterrupt());
        assertEquals(1, transport.acknowledged);
        link.transmit(Unpooled.wrappedBuffer(frame(60)));
        link.flush();
        assertEquals(1, interrupts);
        assertFalse(link.armInterrupt(), "a frame is waiting");
        link.disarmInterrupt();
        assertEquals(1, receive(link, 10).size());
        assertTrue(link.armInterrupt());
        assertEquals(2, transport.acknowledged);
    }

    @Test
    void aDeviceThatBreaksDownIsNoticed() {
        transport.interrupts = true;
        transport.configurationChanged = true;
        VirtioNetLink link = open();
        device.interrupt.run();
        assertTrue(link.armInterrupt(), "only the link state changed");
        device.status |= 64;
        device.interrupt.run();
        assertFalse(link.armInterrupt());
        assertProblem("SW-L136 mem: the device failed (DEVICE_NEEDS_RESET)", () -> receive(link, 1));
        link.quiesce();
        assertTrue(transport.released);
    }

    @Test
    void setUpFailuresAreProblemsAndLeaveTheDeviceReset() {
        device.offered &= ~(1L << 32);
        assertProblem("SW-L105 mem: the device does not offer VIRTIO_F_VERSION_1; its features are 0x2001802a", this::open);
        device.offered = FakeNetDevice.ALL;
        device.refusesFeatures = true;
        assertProblem("SW-L106 mem: the device refuses the features 0x12001802a out of 0x12001802a", this::open);
        device.refusesFeatures = false;
        device.queueCount = 1;
        assertProblem("SW-L107 mem: the device has no queue 1", this::open);
        device.queueCount = 2;
        device.maxQueueSize = 1;
        assertProblem("SW-L107 mem: queue 0 of the device has 1 entries, but must have 2 to 32768", this::open);
        device.maxQueueSize = 256;
        device.forgetsStatus = true;
        assertProblem("SW-L108 mem: the device does not keep its status: 0x3 was written, 0x1 is read", this::open);
        device.forgetsStatus = false;
        device.breaksAtStatus = 0xf;
        assertProblem("SW-L109 mem: the device failed during set-up (DEVICE_NEEDS_RESET)", this::open);
        device.breaksAtStatus = -1;
        device.configRuns = true;
        assertProblem("SW-L110 mem: the device's configuration changed during each of 100 readings", this::open);
        device.configRuns = false;
        device.mtu = 67;
        assertProblem("SW-L119 mem: the device's MTU is 67, but IPv4 needs 68", this::open);
        device.mtu = 1500;
        device.mac = new byte[]{1, 0, 0, 0, 0, 0};
        assertProblem("SW-L119 mem: the device's address 01:00:00:00:00:00 is not a valid address for a card", this::open);
        assertEquals(0, device.status);
    }

    @Test
    void aLegacyQueueMustBeAPowerOfTwo() {
        device.legacy = true;
        device.maxQueueSize = 100;
        assertProblem("SW-L107 mem: queue 0 of the device has 100 entries, which is not a power of two", this::open);
        device.legacy = false;
        open();
    }
}
