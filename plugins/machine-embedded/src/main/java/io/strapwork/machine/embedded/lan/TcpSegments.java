package io.strapwork.machine.embedded.lan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.util.function.Consumer;

/** Cuts what a kernel left to its network card (generic segmentation offload) into the frames that would be on a wire. */
final class TcpSegments {
    private static final int ETHERNET = 14;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int IPV6_HEADER = 40;
    private static final int TCP = 6;
    private static final int FIN_AND_PSH = 0x09;
    private static final int CWR = 0x80;

    private TcpSegments() {}

    /** @param frame lent. Each of {@code out} is its taker's; frames that are no such TCP segments are lost. */
    static void cut(ByteBuf frame, OffloadHeader header, Consumer<ByteBuf> out) {
        int length = frame.readableBytes();
        int from = frame.readerIndex();
        boolean old = length > ETHERNET + IPV6_HEADER && frame.getUnsignedShort(from + 12) == IPV4;
        if (!header.ofTcp() || length <= ETHERNET + IPV6_HEADER || !old && frame.getUnsignedShort(from + 12) != IPV6) {
            return;
        }
        int tcp = old ? ETHERNET + (frame.getByte(from + ETHERNET) & 15) * 4 : header.unsummed() ? header.start() : ETHERNET + IPV6_HEADER;
        if (tcp < ETHERNET + 20 || tcp + 20 > length || frame.getByte(from + ETHERNET + (old ? 9 : 6)) != TCP) {
            return;
        }
        int payload = tcp + (frame.getUnsignedByte(from + tcp + 12) >> 4) * 4;
        if (payload < tcp + 20 || payload >= length) {
            return;
        }
        for (int at = payload, number = 0; at < length; at += header.segmentBytes(), number++) {
            int bytes = Math.min(header.segmentBytes(), length - at);
            ByteBuf segment = ByteBufAllocator.DEFAULT.directBuffer(payload + bytes, payload + bytes);
            segment.writeBytes(frame, from, payload).writeBytes(frame, from + at, bytes);
            if (old) {
                ip4(segment, number);
            } else {
                segment.setShort(ETHERNET + 4, segment.writerIndex() - ETHERNET - IPV6_HEADER);
            }
            segment.setInt(tcp + 4, frame.getInt(from + tcp + 4) + at - payload);
            int flags = frame.getByte(from + tcp + 13);
            segment.setByte(tcp + 13, flags & (at + bytes < length ? ~FIN_AND_PSH : ~0) & (number > 0 ? ~CWR : ~0));
            sum(segment, tcp, old);
            out.accept(segment);
        }
    }

    private static void ip4(ByteBuf frame, int number) {
        frame.setShort(ETHERNET + 2, frame.writerIndex() - ETHERNET);
        frame.setShort(ETHERNET + 4, frame.getUnsignedShort(ETHERNET + 4) + number);
        frame.setShort(ETHERNET + 10, 0);
        int length = (frame.getByte(ETHERNET) & 15) * 4;
        frame.setShort(ETHERNET + 10, InternetChecksum.finish(InternetChecksum.add(0, frame, ETHERNET, length)));
    }

    /** RFC 9293, 3.1: over a pseudo header of addresses, protocol and length. */
    private static void sum(ByteBuf frame, int tcp, boolean old) {
        int length = frame.writerIndex() - tcp;
        frame.setShort(tcp + 16, 0);
        long sum = InternetChecksum.add(TCP + length, frame, old ? ETHERNET + 12 : ETHERNET + 8, old ? 8 : 32);
        frame.setShort(tcp + 16, InternetChecksum.finish(InternetChecksum.add(sum, frame, tcp, length)));
    }
}
