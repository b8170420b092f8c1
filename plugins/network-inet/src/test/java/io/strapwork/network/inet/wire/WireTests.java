package io.strapwork.network.inet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTests {
    /** From RFC 1071 section 3. */
    @Test
    void checksumOfTheRfc() {
        ByteBuf bytes = hex("0001f203f4f5f6f7");
        assertEquals(0xddf2, InternetChecksum.fold(InternetChecksum.add(0, bytes, 0, 8)));
        assertEquals(0x220d, InternetChecksum.finish(InternetChecksum.add(0, bytes, 0, 8)));
    }

    @Test
    void checksumsOfAllLengthsOffsetsAndKindsOfMemoryAgree() {
        var random = new Random(7);
        var data = new byte[700];
        for (int round = 0; round < 40; round++) {
            random.nextBytes(data);
            if (round == 0) {
                java.util.Arrays.fill(data, (byte) 0xff);
            }
            ByteBuf heap = Unpooled.wrappedBuffer(data);
            ByteBuf direct = Unpooled.directBuffer(700).writeBytes(data);
            for (int length = 0; length < 300; length++) {
                int index = random.nextInt(300);
                int cut = index + random.nextInt(length + 1);
                ByteBuf pieces = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(data, 0, cut), Unpooled.wrappedBuffer(data, cut, 1),
                        Unpooled.wrappedBuffer(data, cut + 1, 700 - cut - 1));
                int expected = slow(data, index, length);
                assertEquals(expected, InternetChecksum.finish(InternetChecksum.add(0, heap, index, length)),
                        "heap " + index + "+" + length);
                assertEquals(expected, InternetChecksum.finish(InternetChecksum.add(0, direct, index, length)),
                        "direct " + index + "+" + length);
                assertEquals(expected, InternetChecksum.finish(InternetChecksum.add(0, pieces, index, length)),
                        "pieces " + index + "+" + length);
            }
            direct.release();
        }
    }

    @Test
    void checksumsAreBuiltUpFromPieces() {
        var data = new byte[65535];
        new Random(8).nextBytes(data);
        ByteBuf bytes = Unpooled.wrappedBuffer(data);
        long sum = InternetChecksum.add(0, bytes, 0, 100);
        sum = InternetChecksum.add(sum, bytes, 100, 65000);
        sum = InternetChecksum.add(sum, bytes, 65100, 435);
        assertEquals(slow(data, 0, data.length), InternetChecksum.finish(sum));
    }

    @Test
    void aChecksumIsUpdatedForOneWord() {
        var data = new byte[20];
        var random = new Random(9);
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(data);
            int before = slow(data, 0, 20);
            int old = (data[4] & 0xff) << 8 | data[5] & 0xff;
            int word = random.nextInt(65536);
            data[4] = (byte) (word >> 8);
            data[5] = (byte) word;
            assertEquals(slow(data, 0, 20), InternetChecksum.replace(before, old, word));
        }
    }

    @Test
    void addressesAreInts() {
        assertEquals(0x0a00020f, Inet4Addresses.toInt(Inet4Addresses.of(0x0a00020f)));
        assertEquals("255.128.0.1", Inet4Addresses.toString(0xff800001));
        assertEquals(0, Inet4Addresses.mask(0));
        assertEquals(-1, Inet4Addresses.mask(32));
        assertEquals(0xffffff00, Inet4Addresses.mask(24));
        assertFalse(Inet4Addresses.isHost(0x7f000001));
        assertFalse(Inet4Addresses.isHost(0xe0000001));
        assertFalse(Inet4Addresses.isHost(0xf0000001));
        assertFalse(Inet4Addresses.isHost(0));
        assertTrue(Inet4Addresses.isHost(0x0a000202));
    }

    @Test
    void ethernetHeaders() throws MalformedException {
        ByteBuf frame = Unpooled.buffer().writeZero(14);
        EthernetView.set(frame, 0, 0x525400123456L, 0x525400fedcbaL, EthernetView.ARP);
        assertEquals("525400123456525400fedcba0806", ByteBufUtil.hexDump(frame));
        assertEquals(new EthernetView(0x525400123456L, 0x525400fedcbaL, EthernetView.ARP), EthernetView.parse(frame));
    }

    @ParameterizedTest
    @CsvSource({"ffffffffffff525400fedcba08,frame shorter than its header", "ffffffffffff525400fedcba0100,IEEE 802.3 frame",
        "525400123456ffffffffffff0800,frame from a group address"})
    void badEthernet(String bytes, String reason) {
        assertEquals(reason, assertThrows(MalformedException.class, () -> EthernetView.parse(hex(bytes))).reason());
    }

    @Test
    void arpMessages() throws MalformedException {
        var message = new ArpMessage(true, 0x525400123456L, 0x0a00020f, 0, 0x0a000202);
        ByteBuf bytes = Unpooled.buffer();
        message.write(bytes);
        assertEquals("00010800060400015254001234560a00020f0000000000000a000202", ByteBufUtil.hexDump(bytes));
        assertEquals(message, ArpMessage.parse(bytes));
    }

    @ParameterizedTest
    @CsvSource({"00010800060400015254001234560a00020f0000000000000a0002,ARP message shorter than 28 bytes",
        "00060800060400015254001234560a00020f0000000000000a000202,ARP for other than IPv4 on Ethernet",
        "00010800060400035254001234560a00020f0000000000000a000202,ARP operation 3",
        "00010800060400015354001234560a00020f0000000000000a000202,ARP from a group address",
        "0001080006040001525400123456e00000010000000000000a000202,'ARP from 224.0.0.1, which no host can have'"})
    void badArp(String bytes, String reason) {
        assertEquals(reason, assertThrows(MalformedException.class, () -> ArpMessage.parse(hex(bytes))).reason());
    }

    /** The example of Wikipedia's article on the header checksum, with its payload cut to nothing. */
    @Test
    void ipHeaders() throws MalformedException {
        var header = new Ipv4View(20, 0x73, 0, true, false, 0, 64, 17, 0xc0a80001, 0xc0a800c7);
        ByteBuf packet = Unpooled.buffer().writeZero(0x73);
        header.set(packet, 0);
        assertEquals("450000730000400040 11b861c0a80001c0a800c7".replace(" ", ""), ByteBufUtil.hexDump(packet, 0, 20));
        assertEquals(header, Ipv4View.parse(packet));
        assertEquals(0x5f, header.payloadLength());
    }

    @ParameterizedTest
    @CsvSource({"4500,IP packet shorter than its header", "65000014000040004011b8c0c0a80001c0a800c7,IP version 6",
        "44000014000040004011b8c0c0a80001c0a800c7,IP header of 16 bytes in a packet of 20",
        "46000014000040004011b8c0c0a80001c0a800c7,IP header of 24 bytes in a packet of 20",
        "45000013000040004011b8c0c0a80001c0a800c7,IP header of 20 bytes in a packet of 19",
        "45000015000040004011b8c0c0a80001c0a800c7,IP packet of 21 bytes in a frame with 20",
        "45000014000040004011b8c1c0a80001c0a800c7,wrong IP header checksum"})
    void badIp(String bytes, String reason) {
        assertEquals(reason, assertThrows(MalformedException.class, () -> Ipv4View.parse(hex(bytes))).reason());
    }

    @Test
    void badFragments() {
        ByteBuf packet = Unpooled.buffer().writeZero(120);
        new Ipv4View(20, 120, 1, false, false, 65528, 64, 17, 0xc0a80001, 0xc0a800c7).set(packet, 0);
        assertEquals("fragment extends past the longest packet",
                assertThrows(MalformedException.class, () -> Ipv4View.parse(packet)).reason());
        new Ipv4View(20, 119, 1, false, true, 0, 64, 17, 0xc0a80001, 0xc0a800c7).set(packet, 0);
        assertEquals("fragment whose length is not a multiple of eight",
                assertThrows(MalformedException.class, () -> Ipv4View.parse(packet)).reason());
    }

    @Test
    void icmpHeaders() throws MalformedException {
        ByteBuf message = Unpooled.buffer().writeZero(8).writeBytes("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var header = new IcmpMessage(8, 0, 0x00010002);
        header.set(message, 0, 3);
        assertEquals(header, IcmpMessage.parse(message));
        assertFalse(header.isError());
        message.setByte(10, 'd');
        assertEquals("wrong ICMP checksum", assertThrows(MalformedException.class, () -> IcmpMessage.parse(message)).reason());
        assertEquals("ICMP message shorter than its header",
                assertThrows(MalformedException.class, () -> IcmpMessage.parse(hex("08000000000000"))).reason());
    }

    @Test
    void udpHeaders() throws MalformedException {
        InetAddress from = Inet4Addresses.of(0x0a00020f);
        InetAddress to = Inet4Addresses.of(0x0a000202);
        long pseudo = InternetChecksum.pseudoHeader(from, to, 17, 11);
        ByteBuf datagram = Unpooled.buffer().writeZero(8).writeBytes(new byte[]{1, 2, 3});
        UdpView.set(datagram, 0, 1000, 69, 11, pseudo);
        UdpView view = UdpView.parse(datagram);
        assertEquals(1000, view.sourcePort());
        assertEquals(69, view.destinationPort());
        InetAddress other = Inet4Addresses.of(0x0a000210);
        assertTrue(view.holds(datagram, from, to));
        assertFalse(view.holds(datagram, other, to));
        assertTrue(new UdpView(1, 2, 11, 0).holds(datagram, other, to), "the sender made none");
        assertFalse(new UdpView(1, 2, 11, 0).holds(datagram, Ip6Address.ANY.toInet(), Ip6Address.ANY.toInet()), "which IPv6 forbids");
        assertEquals("UDP datagram shorter than its header",
                assertThrows(MalformedException.class, () -> UdpView.parse(hex("00"))).reason());
        assertEquals("UDP length 7 in a packet with 8 bytes",
                assertThrows(MalformedException.class, () -> UdpView.parse(hex("0001000200070000"))).reason());
        assertEquals("UDP length 9 in a packet with 8 bytes",
                assertThrows(MalformedException.class, () -> UdpView.parse(hex("0001000200090000"))).reason());
    }

    /** A checksum that comes out as zero is sent as all ones (RFC 768). */
    @Test
    void aZeroUdpChecksumIsSentAsOnes() {
        ByteBuf datagram = Unpooled.buffer().writeZero(10);
        int length = 10;
        int sum = InternetChecksum.fold(InternetChecksum.pseudoHeader(0, 0, 17, length) + length);
        datagram.setShort(8, 0xffff - sum);
        UdpView.set(datagram, 0, 0, 0, length, InternetChecksum.pseudoHeader(0, 0, 17, length));
        assertEquals(0xffff, datagram.getUnsignedShort(6));
    }

    @Test
    void noBytesMakeAParserThrowAnythingElse() {
        var random = new Random(10);
        String[] seeds = {"ffffffffffff525400fedcba0806", "00010800060400015254001234560a00020f0000000000000a000202",
            "4500001c000040004011b8b8c0a80001c0a800c70001000200080000", "0800f7fd00010001", "0001000200080000"};
        int good = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(seeds[random.nextInt(seeds.length)]);
            for (int n = random.nextInt(4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes, 0, random.nextInt(bytes.length + 1));
            good += parses(EthernetView::parse, buffer) + parses(ArpMessage::parse, buffer) + parses(Ipv4View::parse, buffer)
                    + parses(Ipv4View::parseQuoted, buffer) + parses(IcmpMessage::parse, buffer) + parses(UdpView::parse, buffer);
        }
        assertTrue(good > 1000, "some must be right: " + good);
    }

    private interface Parser {
        Object parse(ByteBuf buffer) throws MalformedException;
    }

    private static int parses(Parser parser, ByteBuf buffer) {
        int index = buffer.readerIndex();
        try {
            parser.parse(buffer);
            return 1;
        } catch (MalformedException e) {
            return 0;
        } finally {
            assertEquals(index, buffer.readerIndex());
        }
    }

    private static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits));
    }

    /** As RFC 1071 section 4.1 has it. */
    private static int slow(byte[] data, int index, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (i & 1) == 0 ? (data[index + i] & 0xff) << 8 : data[index + i] & 0xff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) (~sum & 0xffff);
    }
}
