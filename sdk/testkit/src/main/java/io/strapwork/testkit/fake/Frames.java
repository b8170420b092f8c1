package io.strapwork.testkit.fake;

import io.strapwork.api.link.MacAddress;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;

/** Frames made by hand, byte for byte, so that a stack is not tested against itself: Ethernet, ARP (RFC 826), IPv4 (RFC 791), ICMP (RFC 792). */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Frames {
    private static final int ARP = 0x0806;
    private static final int IP = 0x0800;
    private static final int MORE_FRAGMENTS = 0x2000;

    private Frames() {}

    /** @param request else a reply */
    public static byte[] arp(boolean request, MacAddress sender, Inet4Address senderIp, MacAddress target, Inet4Address targetIp) {
        MacAddress to = request ? MacAddress.BROADCAST : target;
        ByteBuffer arp = ByteBuffer.allocate(28).putShort((short) 1).putShort((short) IP).put((byte) 6).put((byte) 4)
                .putShort((short) (request ? 1 : 2)).put(sender.toBytes()).put(senderIp.getAddress())
                .put(request ? new byte[6] : target.toBytes()).put(targetIp.getAddress());
        return ethernet(to, sender, ARP, arp.array());
    }

    /** Padded to 60 bytes, as cards do. */
    public static byte[] ethernet(MacAddress to, MacAddress from, int type, byte[] payload) {
        var frame = ByteBuffer.allocate(Math.max(60, 14 + payload.length));
        frame.put(to.toBytes()).put(from.toBytes()).putShort((short) type).put(payload);
        return frame.array();
    }

    /** A whole packet in a frame. */
    public static byte[] ip(MacAddress to, MacAddress from, Inet4Address source, Inet4Address destination, int protocol, byte[] payload) {
        return ethernet(to, from, IP, packet(source, destination, protocol, 1, 0, false, payload));
    }

    /** A piece of one. @param offset in bytes, a multiple of eight */
    public static byte[] fragment(MacAddress to, MacAddress from, Inet4Address source, Inet4Address destination, int protocol, int id,
            int offset, boolean more, byte[] payload) {
        return ethernet(to, from, IP, packet(source, destination, protocol, id, offset, more, payload));
    }

    private static byte[] packet(Inet4Address source, Inet4Address destination, int protocol, int id, int offset, boolean more,
            byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(20 + payload.length).put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length))
                .putShort((short) id).putShort((short) (offset / 8 | (more ? MORE_FRAGMENTS : 0))).put((byte) 64).put((byte) protocol)
                .putShort((short) 0).put(source.getAddress()).put(destination.getAddress()).put(payload);
        packet.putShort(10, (short) checksum(packet.array(), 0, 20));
        return packet.array();
    }

    /** @param reply else a request */
    public static byte[] echo(boolean reply, int id, int sequence, byte[] data) {
        ByteBuffer echo = ByteBuffer.allocate(8 + data.length).put((byte) (reply ? 0 : 8)).put((byte) 0).putShort((short) 0)
                .putShort((short) id).putShort((short) sequence).put(data);
        echo.putShort(2, (short) checksum(echo.array(), 0, echo.capacity()));
        return echo.array();
    }

    /** The Internet checksum (RFC 1071). */
    public static int checksum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < to ? bytes[i + 1] & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    /** That of TCP and UDP, with the pseudo header (RFC 9293 3.1): 0 over a message whose checksum is right. */
    public static int transportChecksum(Inet4Address source, Inet4Address destination, int protocol, byte[] message) {
        byte[] all = ByteBuffer.allocate(12 + message.length).put(source.getAddress()).put(destination.getAddress())
                .putShort((short) protocol)
                .putShort((short) message.length).put(message).array();
        return checksum(all, 0, all.length);
    }

    public static boolean isArp(byte[] frame) {
        return type(frame) == ARP;
    }

    public static boolean isIp(byte[] frame) {
        return type(frame) == IP;
    }

    private static int type(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(12) & 0xffff;
    }

    /** The payload of the IP packet in a frame. */
    public static byte[] payload(byte[] frame) {
        int header = (frame[14] & 15) * 4;
        return Arrays.copyOfRange(frame, 14 + header, 14 + (ByteBuffer.wrap(frame).getShort(16) & 0xffff));
    }
}
