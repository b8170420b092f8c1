package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.strapwork.api.bus.Interrupts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames both ways, over both buses and all revisions. */
class FramesTest {
    private static final long MRG_RXBUF = 1 << 15;
    private static final long EVENT_IDX = 1 << 29;
    private static final long INDIRECT = 1 << 28;
    private static final long GUEST_CSUM = 1 << 1;

    private static byte[] frame(int bytes) {
        var frame = new byte[bytes];
        new Random(bytes).nextBytes(frame);
        return frame;
    }

    private static int header(CardPlayer player, long features) {
        return player.legacy() && (features & MRG_RXBUF) == 0 ? 10 : 12;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-1", "ccw-2", "pci"})
    void transmitsChainsOfAnyShape(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(INDIRECT);
            int header = header(player, 0);
            long buffer = player.allocate(65536, 8);
            byte[] frame = frame(3000);
            player.put(buffer + header, frame);

            player.tx.descriptor(3, buffer, header + 3000, 0, 0);
            player.tx.add(3);
            player.tx.descriptor(0, buffer, 5, 1, 1);
            player.tx.descriptor(1, buffer + 5, header + 95, 1, 2);
            player.tx.descriptor(2, buffer + header + 100, 2900, 0, 0);
            player.tx.add(0);
            long table = player.allocate(32, 16);
            player.tx.descriptorAt(table, 0, buffer, header, 1, 1);
            player.tx.descriptorAt(table, 1, buffer + header, 3000, 0, 0);
            player.tx.descriptor(4, table, 32, 4, 0);
            player.tx.add(4);
            player.kick(1);

            assertEquals(3, machine.network.sent.size());
            machine.network.sent.forEach(sent -> assertArrayEquals(frame, sent));
            assertEquals(1, machine.network.flushes);
            assertEquals(3, player.tx.usedIndex());
            assertEquals(3, player.tx.usedHead(0));
            assertEquals(0, player.tx.usedHead(1));
            assertEquals(4, player.tx.usedHead(2));
            assertEquals(0, player.tx.usedLength(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-1", "ccw-2", "pci"})
    void receivesIntoOneBuffer(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(GUEST_CSUM);
            int header = header(player, 0);
            long buffer = player.allocate(4096, 8);
            player.rx.descriptor(0, buffer, 7, 3, 1);
            player.rx.descriptor(1, buffer + 7, 2000, 2, 0);
            player.rx.add(0);
            player.kick(0);
            byte[] frame = frame(1000);
            machine.network.deliver(frame);
            assertEquals(1, player.rx.usedIndex());
            assertEquals(header + 1000, player.rx.usedLength(0));
            byte[] got = player.get(buffer, header + 1000);
            assertArrayEquals(frame, Arrays.copyOfRange(got, header, header + 1000));
            assertEquals(2, got[0], "DATA_VALID");
            if (header == 12) {
                assertEquals(1, got[10], "num_buffers");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-1", "ccw-2", "pci"})
    void leavesAChecksumToADriverThatTakesIt(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(GUEST_CSUM);
            int header = header(player, 0);
            long buffer = player.allocate(4096, 8);
            byte[] frame = frame(1001);
            // the first comes before there is a buffer, and waits
            machine.network.deliverPartial(frame, 0x122, 16);
            for (int i = 0; i < 3; i++) {
                player.rx.descriptor(i, buffer + 1024 * i, 1024, 2, 0);
                player.rx.add(i);
            }
            player.kick(0);
            machine.network.deliver(frame);
            machine.network.deliverPartial(frame, 0x122, 16);
            assertEquals(3, player.rx.usedIndex());
            byte[] unfinished = player.order() == ByteOrder.BIG_ENDIAN
                    ? new byte[]{1, 0, 0, 0, 0, 0, 1, 0x22, 0, 16}
                    : new byte[]{1, 0, 0, 0, 0, 0, 0x22, 1, 16, 0};
            assertArrayEquals(unfinished, player.get(buffer, 10));
            assertArrayEquals(new byte[]{2, 0, 0, 0, 0, 0, 0, 0, 0, 0}, player.get(buffer + 1024, 10));
            assertArrayEquals(unfinished, player.get(buffer + 2048, 10));
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(frame, player.get(buffer + 1024 * i + header, 1001));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void finishesAChecksumForADriverThatDoesNot(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(0);
            int header = header(player, 0);
            long buffer = player.allocate(4096, 8);
            player.rx.descriptor(0, buffer, 2048, 2, 0);
            player.rx.add(0);
            player.kick(0);
            byte[] frame = frame(1001);
            machine.network.deliverPartial(frame, 34, 16);
            assertArrayEquals(new byte[10], player.get(buffer, 10));
            byte[] got = player.get(buffer + header, 1001);
            long sum = 0;
            for (int i = 34; i < 1001; i++) {
                sum += (frame[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
            }
            while (sum > 0xffff) {
                sum = (sum & 0xffff) + (sum >>> 16);
            }
            assertEquals(~sum & 0xffff, (got[50] & 0xff) << 8 | got[51] & 0xff);
            got[50] = frame[50];
            got[51] = frame[51];
            assertArrayEquals(frame, got, "nothing else is touched");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void mergesBuffersAndWaitsForThem(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(MRG_RXBUF);
            long buffers = player.allocate(16 * 512, 8);
            for (int i = 0; i < 4; i++) {
                player.rx.descriptor(i, buffers + 512 * i, 512, 2, 0);
                player.rx.add(i);
            }
            player.kick(0);
            byte[] frame = frame(4000);
            machine.network.deliver(frame);
            assertEquals(0, player.rx.usedIndex(), "eight buffers are needed, four are there");
            assertEquals(0, player.rx.usedFlags(), "the device wants to be notified");
            for (int i = 4; i < 10; i++) {
                player.rx.descriptor(i, buffers + 512 * i, 512, 2, 0);
                player.rx.add(i);
            }
            player.kick(0);
            assertEquals(8, player.rx.usedIndex());
            assertEquals(1, player.rx.usedFlags(), "notifications are of no use while nothing waits");
            var got = new byte[8 * 512];
            int length = 0;
            for (int i = 0; i < 8; i++) {
                byte[] part = player.get(buffers + 512L * player.rx.usedHead(i), player.rx.usedLength(i));
                System.arraycopy(part, 0, got, length, part.length);
                length += part.length;
            }
            assertEquals(4012, length);
            assertEquals(8, kind.equals("ccw-0") ? got[11] : got[10], "num_buffers");
            assertArrayEquals(frame, Arrays.copyOfRange(got, 12, 4012));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-2", "pci"})
    void asksForTheChainBehindThoseThatWait(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(MRG_RXBUF | EVENT_IDX);
            long buffers = player.allocate(16 * 512, 8);
            for (int i = 0; i < 4; i++) {
                player.rx.descriptor(i, buffers + 512 * i, 512, 2, 0);
                player.rx.add(i);
            }
            player.kick(0);
            machine.network.deliver(frame(4000));
            assertEquals(0, player.rx.usedIndex(), "eight buffers are needed, four are there");
            assertEquals(4, player.rx.availEvent(), "notify when a fifth is there; the index passes no earlier one any more");
        }
    }

    /** The driver adds its last buffers right after the device has counted them: nothing would ever notify it again. */
    @ParameterizedTest
    @ValueSource(strings = {"ccw-1", "pci"})
    void seesBuffersThatComeWhileItFindsTooFew(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(MRG_RXBUF | EVENT_IDX);
            long buffers = player.allocate(16 * 512, 8);
            for (int i = 0; i < 8; i++) {
                player.rx.descriptor(i, buffers + 512 * i, 512, 2, 0);
            }
            for (int i = 0; i < 4; i++) {
                player.rx.add(i);
            }
            player.kick(0);
            machine.network.deliver(new UnpooledHeapByteBuf(ByteBufAllocator.DEFAULT, 4000, 4000) {
                private int asked;

                @Override
                public ByteBuffer[] nioBuffers() {
                    if (++asked == 2) {
                        for (int i = 4; i < 8; i++) {
                            player.rx.add(i);
                        }
                    }
                    return new ByteBuffer[]{ByteBuffer.wrap(array())};
                }
            }.writerIndex(4000));
            assertEquals(8, player.rx.usedIndex());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-1", "pci"})
    void takesCompositeAndHeapFrames(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(0);
            long buffer = player.allocate(4096, 8);
            for (int i = 0; i < 2; i++) {
                player.rx.descriptor(i, buffer + 2048 * i, 2048, 2, 0);
                player.rx.add(i);
            }
            byte[] frame = frame(1500);
            CompositeByteBuf parts = ByteBufAllocator.DEFAULT.compositeDirectBuffer();
            parts.addComponent(true, Unpooled.wrappedBuffer(frame, 0, 14));
            parts.addComponent(true, ByteBufAllocator.DEFAULT.directBuffer().writeBytes(frame, 14, 1486));
            machine.network.deliver(parts);
            machine.network.deliver(Unpooled.wrappedBuffer(frame));
            assertArrayEquals(frame, player.get(buffer + 12, 1500));
            assertArrayEquals(frame, player.get(buffer + 2048 + 12, 1500));
            assertEquals(0, parts.refCnt());
        }
    }

    /** What lies one behind the other is copied at once, whichever pieces the frame comes in. */
    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void mergesBuffersThatLieTogetherOrApart(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(MRG_RXBUF);
            long buffers = player.allocate(8192, 8);
            int[] places = {0, 256, 512, 4096, 1024, 1280, 3072};
            for (int i = 0; i < places.length; i++) {
                player.rx.descriptor(i, buffers + places[i], 256, 2, 0);
                player.rx.add(i);
            }
            player.kick(0);
            byte[] frame = frame(7 * 256 - 12 - 9);
            CompositeByteBuf pieces = ByteBufAllocator.DEFAULT.compositeDirectBuffer();
            pieces.addComponent(true, Unpooled.copiedBuffer(frame, 0, 66));
            pieces.addComponent(true, ByteBufAllocator.DEFAULT.directBuffer().writeBytes(frame, 66, 500));
            pieces.addComponent(true, ByteBufAllocator.DEFAULT.directBuffer().writeBytes(frame, 566, frame.length - 566));
            machine.network.deliver(pieces);
            assertEquals(places.length, player.rx.usedIndex());
            ByteBuffer got = ByteBuffer.allocate(7 * 256);
            for (int i = 0; i < places.length; i++) {
                assertEquals(i, player.rx.usedHead(i));
                got.put(player.get(buffers + places[i], player.rx.usedLength(i)));
            }
            assertEquals(12 + frame.length, got.position());
            assertArrayEquals(frame, Arrays.copyOfRange(got.array(), 12, 12 + frame.length));
            assertArrayEquals(new byte[256], player.get(buffers + 768, 256), "nothing is written beside the buffers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void interruptsAsTheDriverAsks(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            var interrupts = new AtomicInteger();
            player.settle(0);
            player.rings();
            long indicators = player instanceof CcwPlayer ccw ? ccw.indicate() : 0;
            player.status(player.legacy() ? 7 : 15);
            ((Interrupts) player.bus).onInterrupt(interrupts::incrementAndGet);
            long buffer = player.allocate(8192, 8);
            for (int i = 0; i < 4; i++) {
                player.rx.descriptor(i, buffer + 2048 * i, 2048, 2, 0);
                player.rx.add(i);
            }
            machine.network.deliver(frame(60));
            assertEquals(1, interrupts.get());
            if (player instanceof CcwPlayer ccw) {
                assertArrayEquals(new byte[]{0, 0, 0, 0, 0, 0, 0, 1}, player.get(indicators, 8));
                assertEquals(0, ccw.test(), "status is pending");
                assertEquals(0x11, ccw.irb.getInt(0), "alert and pending");
                assertEquals(1, ccw.test(), "and then not");
            } else {
                var pci = (PciPlayer) player;
                assertEquals(0x18, pci.config(6, 2), "interrupt status and capabilities");
                assertEquals(1, pci.pci.memorySpace().read(pci.region(3), 1));
                assertEquals(0, pci.pci.memorySpace().read(pci.region(3), 1), "reading clears");
            }
            player.rx.availFlags(1);
            machine.network.deliver(frame(60));
            assertEquals(1, interrupts.get());
            assertEquals(2, player.rx.usedIndex());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-1", "pci"})
    void eventIndexesCount(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            var interrupts = new AtomicInteger();
            player.settle(EVENT_IDX);
            player.rings();
            if (player instanceof CcwPlayer ccw) {
                ccw.indicate();
            }
            player.status(player.legacy() ? 7 : 15);
            ((Interrupts) player.bus).onInterrupt(interrupts::incrementAndGet);
            long buffer = player.allocate(32768, 8);
            for (int i = 0; i < 16; i++) {
                player.rx.descriptor(i, buffer + 2048 * i, 2048, 2, 0);
                player.rx.add(i);
            }
            player.rx.usedEvent(2);
            machine.network.deliver(frame(60));
            machine.network.deliver(frame(60));
            assertEquals(0, interrupts.get());
            machine.network.deliver(frame(60));
            assertEquals(1, interrupts.get(), "the third crosses used_event 2");
            machine.network.deliver(frame(60));
            assertEquals(1, interrupts.get());

            long out = player.allocate(128, 8);
            for (int i = 0; i < 5; i++) {
                player.tx.descriptor(i, out, 100, 0, 0);
                player.tx.add(i);
            }
            player.kick(1);
            assertEquals(5, player.tx.availEvent(), "notify when a sixth is there");
            assertEquals(5, machine.network.sent.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-2", "pci"})
    void ringsWrapManyTimes(String kind) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            player.bringUp(MRG_RXBUF);
            long buffers = player.allocate(16 * 256, 8);
            long out = player.allocate(1024, 8);
            var random = new Random(7);
            for (int i = 0; i < 16; i++) {
                player.rx.descriptor(i, buffers + 256 * i, 256, 2, 0);
                player.rx.add(i);
            }
            for (int round = 0; round < 66_000; round++) {
                if (round % 7 == 0) {
                    player.put(out + 12, new byte[64]);
                    player.tx.descriptor(round % 16, out, 12 + 64, 0, 0);
                    player.tx.add(round % 16);
                    player.kick(1);
                    machine.network.sent.clear();
                }
                machine.network.deliver(new byte[14 + random.nextInt(200)]);
                assertTrue((player.rx.usedIndex() - player.rx.seen & 0xffff) > 0);
                while (player.rx.usedIndex() != (player.rx.seen & 0xffff)) {
                    player.rx.add(player.rx.usedHead(player.rx.seen & 0xffff));
                    player.rx.seen++;
                }
            }
            assertEquals(player.tx.added & 0xffff, player.tx.usedIndex());
        }
    }
}
