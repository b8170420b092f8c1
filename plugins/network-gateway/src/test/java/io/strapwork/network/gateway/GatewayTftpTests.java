package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class GatewayTftpTests {
    private static final InetSocketAddress SERVER = new InetSocketAddress(TestGuest.HOST, 69);

    @TempDir
    Path folder;

    @Test
    void plain() throws Exception {
        byte[] bytes = file("kernel", 512 * 10);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertArrayEquals(bytes, fetch(guest, "kernel", "octet", 512, 1, ""));
        }
    }

    @Test
    void blocksWindowsAndSizes() throws Exception {
        byte[] bytes = file("kernel", 3_000_001);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertArrayEquals(bytes, fetch(guest, "/kernel", "octet", 1428, 1, "blksize\0001428\0tsize\0000\0"));
            assertArrayEquals(bytes, fetch(guest, "kernel", "octet", 1428, 16, "blksize\0001428\0windowsize\00016\0timeout\0001\0"));
            assertArrayEquals(bytes, fetch(guest, "kernel", "octet", 65464, 4, "blksize\00065464\0windowsize\0004\0"));
        }
    }

    @Test
    void blockNumbersRollOver() throws Exception {
        byte[] bytes = file("kernel", 8 * 66_000 + 3);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertArrayEquals(bytes, fetch(guest, "kernel", "octet", 8, 64, "blksize\0008\0windowsize\00064\0"));
        }
    }

    @Test
    void throughLossReorderingAndDuplication() throws Exception {
        byte[] bytes = file("kernel", 300_000);
        var faults = new Faults(0.01, 0.02, 0.02, Duration.ZERO, Duration.ZERO, 4);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder).withFaults(faults))) {
            assertArrayEquals(bytes, fetch(guest, "kernel", "octet", 1428, 8, "blksize\0001428\0windowsize\0008\0"));
        }
    }

    @Test
    void netascii() throws Exception {
        Files.writeString(folder.resolve("text"), "a\nb\rc".repeat(300));
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertArrayEquals("a\r\nb\r\0c".repeat(300).getBytes(StandardCharsets.US_ASCII), fetch(guest, "text", "netascii", 512, 1, ""));
        }
    }

    /** It is made in memory, and a guest may ask for it often. */
    @Test
    void netasciiIsForTexts() throws Exception {
        file("large", (1 << 20) + 1);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertEquals("0 too large for netascii, use octet", refused(guest, "large", "netascii"));
        }
    }

    @Test
    void refusals() throws Exception {
        file("kernel", 1);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertEquals("1 file not found", refused(guest, "nothing", "octet"));
            assertEquals("1 file not found", refused(guest, "../../etc/passwd", "octet"));
            assertEquals("4 mode is neither octet nor netascii", refused(guest, "kernel", "mail"));
            TestGuest.Socket socket = guest.socket(0);
            socket.send(Unpooled.copiedBuffer("\0\2kernel\0octet\0", StandardCharsets.ISO_8859_1), SERVER);
            assertEquals(2, socket.next().content().getShort(2));
        }
    }

    @Test
    void strangersDoNotDisturbATransfer() throws Exception {
        byte[] bytes = file("kernel", 1000);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            TestGuest.Socket socket = guest.socket(0);
            socket.send(request("kernel", "octet", ""), SERVER);
            DatagramPacket first = socket.next();
            TestGuest.Socket stranger = guest.socket(0);
            stranger.send(Unpooled.buffer().writeShort(4).writeShort(1), first.sender());
            assertEquals(5, stranger.next().content().getShort(2));
            socket.send(Unpooled.buffer().writeShort(4).writeShort(1), first.sender());
            ByteBuf second = socket.next().content();
            assertEquals(1000 - 512, second.readableBytes() - 4);
            assertEquals(bytes[999], second.getByte(second.writerIndex() - 1));
        }
    }

    private byte[] file(String name, int length) throws IOException {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(folder.resolve(name), bytes);
        return bytes;
    }

    private static String refused(TestGuest guest, String file, String mode) {
        return assertThrows(IOException.class, () -> fetch(guest, file, mode, 512, 1, "")).getMessage();
    }

    private static ByteBuf request(String file, String mode, String options) {
        return Unpooled.copiedBuffer("\0\1" + file + "\0" + mode + "\0" + options, StandardCharsets.ISO_8859_1);
    }

    /** A client as RFC 7440 draws it, with a timeout of 300 ms. */
    private static byte[] fetch(TestGuest guest, String file, String mode, int block, int window, String options) throws Exception {
        TestGuest.Socket socket = guest.socket(0);
        var all = new ByteArrayOutputStream();
        long next = 1;
        long acknowledged = 0;
        InetSocketAddress peer = SERVER;
        socket.send(request(file, mode, options), SERVER);
        boolean started = false;
        for (int idle = 0; idle < 60;) {
            DatagramPacket packet = socket.received().poll(300, TimeUnit.MILLISECONDS);
            if (packet == null) {
                idle++;
                socket.send(started ? ack(next - 1) : request(file, mode, options), peer);
                continue;
            }
            ByteBuf data = packet.content();
            int operation = data.readUnsignedShort();
            if (operation == 5) {
                throw new IOException(data.readUnsignedShort() + " " + data.toString(StandardCharsets.US_ASCII).replace("\0", ""));
            }
            if (!started) {
                peer = packet.sender();
                started = true;
            } else if (!packet.sender().equals(peer)) {
                continue;
            }
            if (operation == 6) {
                assertTrue(!options.isEmpty());
                socket.send(ack(0), peer);
                continue;
            }
            idle = 0;
            if (data.readUnsignedShort() == (next & 0xffff)) {
                all.write(io.netty.buffer.ByteBufUtil.getBytes(data));
                next++;
                boolean last = data.readableBytes() < block;
                if (last || next - 1 - acknowledged >= window) {
                    acknowledged = next - 1;
                    socket.send(ack(acknowledged), peer);
                }
                if (last) {
                    return all.toByteArray();
                }
            } else if (window > 1 && acknowledged != next - 1) {
                acknowledged = next - 1;
                socket.send(ack(acknowledged), peer);
            }
        }
        throw new IOException("nothing comes any more, after " + all.size() + " bytes");
    }

    private static ByteBuf ack(long block) {
        return Unpooled.buffer().writeShort(4).writeShort((int) (block & 0xffff));
    }
}
