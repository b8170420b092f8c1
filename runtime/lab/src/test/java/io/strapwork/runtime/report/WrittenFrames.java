package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Frames of IPv4 and IPv6 with what a test wants in them. */
final class WrittenFrames {
    static final int SYN = 2;
    static final int ACK = 16;

    private WrittenFrames() {}

    static ByteBuf udp(String from, int fromPort, String to, int toPort, byte[] data) {
        ByteBuf datagram = Unpooled.buffer().writeShort(fromPort).writeShort(toPort).writeShort(8 + data.length).writeShort(0)
                .writeBytes(data);
        return packet(17, from, to, datagram);
    }

    static ByteBuf tcp(String from, int fromPort, String to, int toPort, int sequence, int flags, String data) {
        ByteBuf segment = Unpooled.buffer().writeShort(fromPort).writeShort(toPort).writeInt(sequence).writeInt(0).writeByte(5 << 4)
                .writeByte(flags).writeShort(65535).writeInt(0).writeBytes(data.getBytes(StandardCharsets.ISO_8859_1));
        return packet(6, from, to, segment);
    }

    private static ByteBuf packet(int protocol, String from, String to, ByteBuf payload) {
        try {
            InetAddress source = InetAddress.getByName(from);
            ByteBuf frame = Unpooled.buffer().writeZero(12);
            if (source instanceof Inet4Address) {
                frame.writeShort(0x0800).writeShort(0x4500).writeShort(20 + payload.readableBytes()).writeInt(0).writeByte(64)
                        .writeByte(protocol).writeShort(0).writeBytes(source.getAddress())
                        .writeBytes(InetAddress.getByName(to).getAddress());
                frame.setShort(24, InternetChecksum.finish(InternetChecksum.add(0, frame, 14, 20)));
            } else {
                frame.writeShort(0x86dd).writeInt(0x6000_0000).writeShort(payload.readableBytes()).writeByte(protocol).writeByte(64)
                        .writeBytes(source.getAddress()).writeBytes(InetAddress.getByName(to).getAddress());
            }
            return frame.writeBytes(payload);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
