package io.strapwork.machine.embedded.lan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.Faults;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames between a card and a network of this computer. */
@Timeout(60)
class LanTests {
    private static final MacAddress CARD = MacAddress.parse("52:54:00:12:34:56");
    private static final String OURS = "525400123456";
    private static final String OTHER = "525400999999";

    private final FakeLinux linux = new FakeLinux(Map.of());
    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    private final List<String> captured = new CopyOnWriteArrayList<>();

    private final class Card implements NetworkBackend.GuestEnd {
        @Override
        public void accept(ByteBuf frame) {
            got.add(ByteBufUtil.hexDump(frame));
            frame.release();
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            frame.release();
            throw new IllegalStateException("whole frames only");
        }
    }

    private NetworkBackend plug(NetworkEnd.Lan end, Faults faults) {
        return LanPlug.open(linux, end, CARD).plug("test-lan", faults, BootClock.system(),
                Optional.of(frame -> captured.add(ByteBufUtil.hexDump(frame))), new Card());
    }

    private static byte[] frame(String to, String rest) {
        return ByteBufUtil.decodeHexDump(to + OTHER + "0800" + rest);
    }

    private static void send(NetworkBackend lan, byte[] frame) {
        lan.send(Unpooled.copiedBuffer(frame));
        lan.flush();
    }

    private void awaitSent(int count) {
        while (linux.out.size() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void framesPassAndAreCaptured() throws InterruptedException {
        byte[] answer = frame(OURS, "aa");
        byte[] group = frame("ffffffffffff", "bb");
        byte[] question = frame(OTHER, "cc");
        try (NetworkBackend lan = plug(new NetworkEnd.Tap("tap0"), Faults.NONE)) {
            linux.arrive(frame(OTHER, "00"));
            linux.arrive(new byte[5]);
            linux.arrive(answer);
            linux.arrive(group);
            assertEquals(ByteBufUtil.hexDump(answer), got.poll(30, TimeUnit.SECONDS), "a frame for others is not for this card");
            assertEquals(ByteBufUtil.hexDump(group), got.poll(30, TimeUnit.SECONDS));
            send(lan, question);
            awaitSent(1);
        }
        assertArrayEquals(question, linux.out.getFirst());
        assertEquals(List.of(ByteBufUtil.hexDump(answer), ByteBufUtil.hexDump(group), ByteBufUtil.hexDump(question)), captured);
        assertEquals(Set.of(), linux.open);
    }

    @Test
    void faultsAreBothWays() throws InterruptedException {
        try (NetworkBackend lan = plug(new NetworkEnd.Tap("tap0"), new Faults(0, 0, 1, Duration.ZERO, Duration.ZERO, 1))) {
            linux.arrive(frame(OURS, "aa"));
            assertEquals(got.poll(30, TimeUnit.SECONDS), got.poll(30, TimeUnit.SECONDS));
            send(lan, frame(OTHER, "cc"));
            awaitSent(2);
        }
        try (NetworkBackend lan = plug(new NetworkEnd.Tap("tap0"), new Faults(1, 0, 0, Duration.ZERO, Duration.ZERO, 1))) {
            linux.arrive(frame(OURS, "aa"));
            send(lan, frame(OTHER, "cc"));
        }
        assertEquals(2, linux.out.size());
        assertTrue(got.isEmpty());
    }

    @Test
    void whatTheInterfaceRefusesIsLost() {
        linux.mtu = 9000;
        var full = new FakeLinux(Map.of("write", 105));
        try (NetworkBackend lan = LanPlug.open(full, new NetworkEnd.Tap("tap0"), CARD).plug("test-lan", Faults.NONE, BootClock.system(),
                Optional.empty(), new Card())) {
            send(lan, frame(OTHER, "cc"));
            send(lan, new byte[HostPort.LARGEST + 1]);
            send(lan, frame(OTHER, "dd"));
            while (full.out.size() < 2) {
                Thread.onSpinWait();
            }
        }
        assertEquals(Set.of(), full.open);
    }

    @Test
    void nothingGoesAnywhereAfterTheEnd() {
        NetworkBackend lan = plug(new NetworkEnd.Tap("tap0"), Faults.NONE);
        lan.close();
        lan.close();
        send(lan, frame(OTHER, "cc"));
        lan.executor().execute(() -> got.add("too late"));
        assertEquals(List.of(), linux.out);
        assertTrue(got.isEmpty());
    }

    /** IPv4 and TCP in front of a payload; the checksum's field holds what the kernel leaves there. */
    private static ByteBuf tcp(boolean old, int payload) {
        ByteBuf frame = Unpooled.buffer().writeBytes(ByteBufUtil.decodeHexDump(OURS + OTHER)).writeShort(old ? 0x0800 : 0x86dd);
        if (old) {
            frame.writeShort(0x4500).writeShort(40 + payload).writeShort(100).writeShort(0x4000).writeShort(0x4006).writeShort(0)
                    .writeInt(0x0a000001).writeInt(0x0a000002);
            frame.setShort(24, InternetChecksum.finish(InternetChecksum.add(0, frame, 14, 20)));
        } else {
            frame.writeInt(0x60000000).writeShort(20 + payload).writeShort(0x0640).writeZero(15).writeByte(1).writeZero(15).writeByte(2);
        }
        int at = frame.writerIndex();
        frame.writeShort(80).writeShort(2000).writeInt(-100).writeInt(7).writeShort(0x5000 | 0x99).writeShort(500).writeInt(0);
        for (int i = 0; i < payload; i++) {
            frame.writeByte(i);
        }
        int sum = InternetChecksum.fold(InternetChecksum.add(6 + 20 + payload, frame, old ? 26 : 22, old ? 8 : 32));
        return frame.setShort(at + 16, sum);
    }

    private static byte[] headed(int flags, int gso, int segment, int start, ByteBuf frame) {
        ByteBuf header = Unpooled.buffer().writeByte(flags).writeByte(gso);
        for (int field : new int[]{54, segment, start, 16}) {
            if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
                header.writeShort(field);
            } else {
                header.writeShortLE(field);
            }
        }
        return ByteBufUtil.getBytes(header.writeBytes(frame));
    }

    @Test
    void whatAKernelLeavesToItsCardIsDone() throws InterruptedException {
        try (NetworkBackend _ = plug(new NetworkEnd.Interface("eth0"), Faults.NONE)) {
            for (boolean old : new boolean[]{true, false}) {
                int tcp = old ? 34 : 54;
                linux.arrive(headed(1, 0, 0, tcp, tcp(old, 5)));
                checkSum(ByteBufUtil.decodeHexDump(got.poll(30, TimeUnit.SECONDS)), tcp);
                linux.arrive(headed(1, old ? 0x81 : 4, 1000, tcp, tcp(old, 2500)));
                var payload = new ArrayList<Byte>();
                for (int i = 0; i < 3; i++) {
                    byte[] segment = ByteBufUtil.decodeHexDump(got.poll(30, TimeUnit.SECONDS));
                    checkSum(segment, tcp);
                    ByteBuf view = Unpooled.wrappedBuffer(segment);
                    assertEquals(i < 2 ? tcp + 20 + 1000 : tcp + 20 + 500, segment.length);
                    assertEquals(-100 + i * 1000, view.getInt(tcp + 4));
                    assertEquals(i == 0 ? 0x90 : i == 1 ? 0x10 : 0x19, view.getUnsignedByte(tcp + 13), "flags");
                    if (old) {
                        assertEquals(100 + i, view.getUnsignedShort(18));
                        assertTrue(InternetChecksum.holds(InternetChecksum.add(0, view, 14, 20)));
                    }
                    assertEquals(segment.length - (old ? 14 : 54), view.getUnsignedShort(old ? 16 : 18));
                    for (int at = tcp + 20; at < segment.length; at++) {
                        payload.add(segment[at]);
                    }
                }
                for (int i = 0; i < 2500; i++) {
                    assertEquals((byte) i, payload.get(i));
                }
            }
            // of UDP, and lies of any sort: lost, and nothing else
            linux.arrive(headed(1, 3, 1000, 34, tcp(true, 2500)));
            linux.arrive(headed(1, 4, 1000, 60000, tcp(false, 2500)));
            linux.arrive(headed(1, 1, 1000, 34, tcp(true, 2500).setByte(46, 0xf0).writerIndex(60)));
            linux.arrive(headed(1, 1, 1000, 34, tcp(true, 2500).setByte(14, 0x40)));
            linux.arrive(headed(1, 0, 0, 65535, tcp(true, 1)));
            assertEquals(tcp(true, 1), Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(got.poll(30, TimeUnit.SECONDS))));
        }
    }

    private static void checkSum(byte[] frame, int tcp) {
        ByteBuf view = Unpooled.wrappedBuffer(frame);
        boolean old = tcp == 34;
        int length = frame.length - tcp;
        long sum = InternetChecksum.add(6 + length, view, old ? 26 : 22, old ? 8 : 32);
        assertTrue(InternetChecksum.holds(InternetChecksum.add(sum, view, tcp, length)), () -> ByteBufUtil.hexDump(frame));
    }
}
