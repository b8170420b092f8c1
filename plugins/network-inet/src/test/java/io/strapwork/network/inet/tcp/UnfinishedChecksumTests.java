package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Segments that are summed by whoever carries the frames, or not at all. */
class UnfinishedChecksumTests {
    private static final Inet4Address OWN = TestNet.ip("10.0.2.15");
    private static final Inet4Address PEER = TestNet.ip("10.0.2.2");

    private record Sent(byte[] frame, int start, int offset) {}

    private static final class Carrier implements InetHost.FrameOutput {
        final List<Sent> sent = new ArrayList<>();
        boolean completes = true;

        @Override
        public boolean transmit(ByteBuf frame) {
            return transmitPartial(frame, -1, -1);
        }

        @Override
        public boolean completesChecksums() {
            return completes;
        }

        @Override
        public boolean transmitPartial(ByteBuf frame, int start, int offset) {
            sent.add(new Sent(ByteBufUtil.getBytes(frame), start, offset));
            frame.release();
            return true;
        }

        @Override
        public void flush() {}
    }

    private static ByteBuf segment(int payload, boolean left) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer().writerIndex(InetHost.HEADROOM).readerIndex(InetHost.HEADROOM);
        TcpMessage.bare(1, 2, 3, 4, TcpView.ACK).writeTo(out);
        for (int i = 0; i < payload; i++) {
            out.writeByte(i * 7);
        }
        if (!left) {
            VirtualWorld.fill(out, OWN, PEER);
        }
        return out;
    }

    private static InetHost host(TestNet net, Carrier carrier, int mtu) {
        var host = new InetHost(net.loop, TestNet.MAC_A, mtu, net.clock, new Random(4), carrier);
        host.assign(TestNet.configuration(OWN));
        host.addNeighbour(PEER, TestNet.MAC_B);
        net.run();
        carrier.sent.clear();
        return host;
    }

    @Test
    void aSegmentInOneFrameIsLeftUnfinished() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            InetHost host = host(net, carrier, 1500);
            host.send(Packet.unfinished(IpNetwork.TCP, OWN, PEER, segment(1001, true)));
            host.send(Packet.of(IpNetwork.UDP, OWN, PEER, Unpooled.directBuffer().writeZero(100)));
            assertEquals(34, carrier.sent.getFirst().start);
            assertEquals(16, carrier.sent.getFirst().offset);
            assertEquals(-1, carrier.sent.getLast().start, "UDP is whole");
            ByteBuf frame = Unpooled.wrappedBuffer(carrier.sent.getFirst().frame);
            InternetChecksum.complete(frame, 34, 16);
            ByteBuf whole = segment(1001, false);
            assertArrayEquals(ByteBufUtil.getBytes(whole), ByteBufUtil.getBytes(frame, 34, 1021));
            whole.release();
            host.close();
        }
    }

    /** What came with its checksum keeps it, and what nobody else can finish is finished here. */
    @Test
    void onlyUnfinishedSegmentsAreLeftToOthers() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            InetHost host = host(net, carrier, 1500);
            host.send(Packet.of(IpNetwork.TCP, OWN, PEER, segment(1001, false)));
            host.send(Packet.unfinished(IpNetwork.UDP, OWN, PEER, Unpooled.directBuffer().writeZero(9)));
            var unable = new Carrier();
            unable.completes = false;
            InetHost plain = host(net, unable, 1500);
            plain.send(Packet.unfinished(IpNetwork.TCP, OWN, PEER, segment(1001, true)));
            ByteBuf whole = segment(1001, false);
            byte[] expected = ByteBufUtil.getBytes(whole);
            whole.release();
            for (Sent sent : List.of(carrier.sent.get(0), unable.sent.get(0))) {
                assertArrayEquals(expected, ByteBufUtil.getBytes(Unpooled.wrappedBuffer(sent.frame), 34, 1021));
            }
            assertEquals(List.of(-1, -1, -1), List.of(carrier.sent.get(0).start, carrier.sent.get(1).start, unable.sent.get(0).start));
            host.close();
            plain.close();
        }
    }

    @Test
    void aSumOfZeroIsToldOtherwise() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            InetHost host = host(net, carrier, 1500);
            ByteBuf datagram = Unpooled.directBuffer().writeZero(10);
            int rest = InternetChecksum.fold(InternetChecksum.pseudoHeader(OWN, PEER, IpNetwork.UDP, 10));
            datagram.setShort(8, ~rest & 0xffff);
            host.send(Packet.unfinished(IpNetwork.UDP, OWN, PEER, datagram));
            assertEquals(0xffff, Unpooled.wrappedBuffer(carrier.sent.getFirst().frame).getUnsignedShort(34 + 6),
                    "RFC 768: zero says that there is none");
            host.close();
        }
    }

    @Test
    void whatHasNoKnownChecksumIsRefused() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            InetHost host = host(net, carrier, 1500);
            ByteBuf other = Unpooled.directBuffer().writeZero(100);
            assertEquals("checksums of TCP, UDP and ICMPv6 can be filled in, not of protocol 253",
                    assertThrows(IllegalArgumentException.class, () -> host.send(Packet.unfinished(253, OWN, PEER, other))).getMessage());
            ByteBuf cut = Unpooled.directBuffer().writeZero(17);
            assertEquals("a payload of 17 bytes has no checksum that could be filled in",
                    assertThrows(IllegalArgumentException.class, () -> host.send(Packet.unfinished(IpNetwork.TCP, OWN, PEER, cut)))
                            .getMessage());
            assertEquals(0, other.refCnt() + cut.refCnt(), "taken all the same");
            host.close();
        }
    }

    @Test
    void whatIsCutIntoFragmentsOrComesBackIsFinishedHere() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            InetHost host = host(net, carrier, 600);
            host.send(Packet.unfinished(IpNetwork.TCP, OWN, PEER, segment(1001, true)));
            assertEquals(2, carrier.sent.size());
            ByteBuf whole = segment(1001, false);
            var expected = ByteBufUtil.getBytes(whole);
            whole.release();
            var got = Unpooled.buffer();
            carrier.sent.forEach(sent -> {
                assertEquals(-1, sent.start);
                got.writeBytes(sent.frame, 34, sent.frame.length - 34);
            });
            assertArrayEquals(expected, ByteBufUtil.getBytes(got));
            var looped = new ArrayList<Boolean>();
            host.listen(IpNetwork.TCP, packet -> {
                looped.add(!packet.checked() && TcpChecksum.matches(packet.payload(), TcpChecksum.pseudoHeader(OWN, OWN)));
                return true;
            });
            ByteBuf toSelf = segment(10, true);
            host.send(Packet.unfinished(IpNetwork.TCP, OWN, OWN, toSelf));
            net.run();
            assertEquals(List.of(true), looped);
            host.close();
        }
    }

    /** A frame is trusted, fragments are not: who checks frames doesn't know what they make up. */
    @Test
    void onlyWholePacketsInCheckedFramesAreTrusted() {
        try (var net = new TestNet()) {
            var carrier = new Carrier();
            carrier.completes = false;
            var fragments = new Carrier();
            fragments.completes = false;
            InetHost sender = host(net, carrier, 1500);
            InetHost cutting = host(net, fragments, 600);
            sender.send(Packet.of(IpNetwork.TCP, OWN, PEER, segment(1001, false)));
            cutting.send(Packet.of(IpNetwork.TCP, OWN, PEER, segment(1001, false)));
            var told = new ArrayList<Boolean>();
            net.b.assign(TestNet.configuration(PEER));
            net.b.listen(IpNetwork.TCP, packet -> told.add(packet.checked()));
            byte[] frame = carrier.sent.getFirst().frame;
            net.b.receive(Unpooled.copiedBuffer(frame), true);
            net.b.receive(Unpooled.copiedBuffer(frame), false);
            net.b.receive(Unpooled.copiedBuffer(frame));
            fragments.sent.forEach(sent -> net.b.receive(Unpooled.copiedBuffer(sent.frame), true));
            assertEquals(List.of(true, false, false, false), told);
            sender.close();
            cutting.close();
        }
    }

    @Test
    void joinedPiecesAreWhatACopyIs() {
        var random = new Random(8);
        var queue = new SendQueue();
        int most = 0;
        for (int round = 0; round < 3000; round++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                var bytes = new byte[random.nextInt(50)];
                random.nextBytes(bytes);
                queue.add(Unpooled.directBuffer(64).writeZero(random.nextInt(10)).writeBytes(bytes).skipBytes(0));
            }
            if (queue.bytes() > 0) {
                int offset = random.nextInt(queue.bytes());
                int count = 1 + random.nextInt(queue.bytes() - offset);
                ByteBuf copied = Unpooled.buffer();
                CompositeByteBuf joined = Unpooled.compositeBuffer(1000);
                queue.copy(offset, count, copied);
                int pieces = queue.pieces(offset, count);
                queue.join(offset, count, joined);
                assertEquals(pieces, joined.numComponents());
                assertEquals(copied, joined);
                most = Math.max(most, pieces);
                int dropped = random.nextInt(Math.min(queue.bytes(), 150));
                queue.drop(dropped);
                assertEquals(copied, joined, "what was sent outlives what was acknowledged");
                joined.release();
            }
        }
        assertTrue(most > 3);
        queue.release();
    }
}
