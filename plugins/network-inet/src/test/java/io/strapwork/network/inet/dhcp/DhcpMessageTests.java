package io.strapwork.network.inet.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration.Route;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class DhcpMessageTests {
    private static final MacAddress CLIENT = MacAddress.parse("52:54:00:12:34:56");

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        var message = sample().build();
        assertEquals(message, DhcpMessage.parse(written(message, 576)));
    }

    @Test
    void fieldsLieWhereTheRfcPutsThem() {
        ByteBuf bytes = written(sample().build(), 576);
        assertEquals(1, bytes.getByte(0));
        assertEquals(0xcafebabe, bytes.getInt(4));
        assertEquals(7, bytes.getShort(8));
        assertEquals(0x8000, bytes.getUnsignedShort(10));
        assertEquals(0x0a00020f, bytes.getInt(12));
        assertEquals(0x525400123456L, bytes.getLong(28) >>> 16);
        assertEquals('b', bytes.getByte(108));
        assertEquals(0x63825363, bytes.getInt(236));
        assertEquals(0x350101, bytes.getMedium(240));
        assertTrue(bytes.readableBytes() >= 300);
    }

    @Test
    void typedOptionsKeepTheirMeaning() throws Exception {
        var routes = List.of(Route.defaultVia(ip("10.0.2.2")), Route.via(ip("10.1.128.0"), 17, ip("10.0.2.3")),
                Route.via(ip("1.2.3.4"), 32, ip("10.0.2.4")), Route.onLink(ip("10.9.0.0"), 16));
        var options = DhcpOptions.builder().prefix(23).seconds(DhcpOption.LEASE_TIME, Duration.ofDays(3)).forever(DhcpOption.REBINDING_TIME)
                .unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE, 31, 14).text(DhcpOption.BOOT_FILE_NAME, "kernel\0").classlessRoutes(routes)
                .addresses(DhcpOption.STATIC_ROUTES, ip("0.0.0.0"), ip("9.9.9.9"), ip("8.8.8.8"), ip("10.0.2.2")).request(1, 3, 255)
                .build();
        var read = DhcpMessage.parse(written(sample().options(options).build(), 576)).options();
        assertEquals(OptionalInt.of(23), read.prefix());
        assertEquals(Optional.of(Duration.ofDays(3)), read.seconds(DhcpOption.LEASE_TIME));
        assertEquals(Optional.empty(), read.seconds(DhcpOption.REBINDING_TIME));
        assertTrue(read.isForever(DhcpOption.REBINDING_TIME));
        assertEquals(List.of(31, 14), read.unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE));
        assertEquals(Optional.of("kernel"), read.text(DhcpOption.BOOT_FILE_NAME));
        assertEquals(routes, read.classlessRoutes());
        assertEquals(List.of(Route.via(ip("8.8.8.8"), 32, ip("10.0.2.2"))), read.staticRoutes());
        assertEquals(List.of(1, 3, 255), read.requested());
    }

    @Test
    void malformedOptionsAreAsGoodAsAbsent() {
        var options = DhcpOptions.builder().bytes(DhcpOption.SUBNET_MASK, (byte) 255, (byte) 0, (byte) 255, (byte) 0)
                .bytes(DhcpOption.ROUTERS, new byte[5]).bytes(DhcpOption.MESSAGE_TYPE, (byte) 99).text(DhcpOption.HOST_NAME, "a\033[2Jb")
                .bytes(DhcpOption.CLASSLESS_ROUTES, (byte) 33, (byte) 0).bytes(DhcpOption.LEASE_TIME, (byte) 1).build();
        assertEquals(OptionalInt.empty(), options.prefix());
        assertEquals(List.of(), options.addresses(DhcpOption.ROUTERS));
        assertEquals(Optional.empty(), options.messageType());
        assertEquals(Optional.empty(), options.text(DhcpOption.HOST_NAME));
        assertEquals(List.of(), options.classlessRoutes());
        assertEquals(Optional.empty(), options.seconds(DhcpOption.LEASE_TIME));
    }

    @Test
    void longOptionsAreSplitAndJoined() throws Exception {
        var value = new byte[700];
        new Random(1).nextBytes(value);
        var message = sample().options(DhcpOptions.builder().bytes(DhcpOption.VENDOR_SPECIFIC, value).build()).build();
        ByteBuf bytes = written(message, 1500);
        assertEquals(255, bytes.getUnsignedByte(241));
        assertTrue(Arrays.equals(value, DhcpMessage.parse(bytes).options().bytes(DhcpOption.VENDOR_SPECIFIC).orElseThrow()));
    }

    @Test
    void whatDoesNotFitGoesIntoFileAndServerName() throws Exception {
        var value = new byte[300];
        new Random(2).nextBytes(value);
        var options = DhcpOptions.builder().messageType(DhcpMessageType.ACK).bytes(DhcpOption.VENDOR_SPECIFIC, value)
                .text(200, "x".repeat(100)).build();
        var message = sample().serverName("").file("").options(options).build();
        ByteBuf bytes = written(message, 576);
        assertTrue(bytes.readableBytes() <= 548);
        assertEquals(DhcpOption.OVERLOAD, bytes.getByte(240));
        assertEquals(message, DhcpMessage.parse(bytes));
        var kept = message.toBuilder().file("kernel").build();
        assertThrows(IllegalArgumentException.class, () -> written(kept.toBuilder().serverName("s").build(), 576));
        var more = message.toBuilder().options(options.toBuilder().bytes(201, new byte[200]).build()).build();
        assertThrows(IllegalArgumentException.class, () -> written(more, 576));
    }

    @Test
    void whatIsNoDhcpMessageIsRefusedWithAReason() {
        assertEquals("only 239 bytes", refused(Unpooled.buffer().writeZero(239)));
        assertEquals("operation 3", refused(written(sample().build(), 576).setByte(0, 3)));
        assertEquals("hardware type 6 with addresses of 6 bytes", refused(written(sample().build(), 576).setByte(1, 6)));
        assertEquals("no magic cookie: plain BOOTP", refused(written(sample().build(), 576).setByte(236, 0)));
        assertEquals("option 53 at byte 240 is cut off", refused(written(sample().build(), 576).writerIndex(242)));
        assertEquals("option 52 is none of 1, 2, 3", refused(written(sample().build(), 576).setByte(240, 52).setByte(242, 4)));
    }

    @Test
    void noInputBringsAnythingElseThanTheFormatException() {
        var random = new Random(42);
        byte[] seed = new byte[400];
        written(sample().build(), 576).getBytes(0, seed, 0, 300);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(seed, 200 + random.nextInt(300));
            for (int i = random.nextInt(12); i >= 0; i--) {
                bytes[random.nextInt(4) == 0
                        ? random.nextInt(bytes.length)
                        : Math.min(bytes.length - 1, 240 + random.nextInt(60))] = (byte) (random.nextBoolean() ? 52 : random.nextInt());
            }
            read += readable(bytes) ? 1 : 0;
        }
        assertTrue(read > 1000, "the mutations leave some messages readable: " + read);
    }

    private static boolean readable(byte[] bytes) {
        DhcpMessage message;
        try {
            message = DhcpMessage.parse(Unpooled.wrappedBuffer(bytes));
        } catch (DhcpFormatException expected) {
            assertTrue(!expected.getMessage().isEmpty());
            return false;
        }
        message.type();
        message.bootFile();
        DhcpOptions options = message.options();
        for (int number : options.numbers()) {
            options.text(number);
            options.addresses(number);
            options.seconds(number);
            options.unsignedShorts(number);
        }
        options.classlessRoutes();
        options.staticRoutes();
        options.prefix();
        PxeMenu.of(options);
        SearchDomains.of(options, oddity -> assertTrue(!oddity.isBlank()));
        try {
            assertEquals(message, DhcpMessage.parse(written(message, 65_000)));
        } catch (DhcpFormatException e) {
            throw new AssertionError("what is written can't be read", e);
        }
        return true;
    }

    static Stream<byte[]> messages() {
        return Stream.of(sample().build(), sample().options(DhcpOptions.builder().messageType(DhcpMessageType.ACK)
                .bytes(DhcpOption.VENDOR_SPECIFIC, HexFormat.of().parseHex("06010808070001010a000206" + "0904000101610a0200" + "50ff"))
                .bytes(119, HexFormat.of().parseHex("03656e67056170706c6503636f6d0003656e67c004"))
                .bytes(121, new byte[]{24, 10, 0, 3, 10, 0, 2, 2}).build()).build())
                .map(message -> ByteBufUtil.getBytes(written(message, 1500)));
    }

    @MethodSource("messages")
    @FuzzTest
    void anyBytes(byte[] bytes) {
        readable(bytes);
    }

    private static DhcpMessage.Builder sample() {
        return DhcpMessage.request(0xcafebabe, CLIENT).seconds(7).broadcast(true).clientAddress(ip("10.0.2.15")).serverName("boot")
                .file("boot/kernel")
                .options(DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER).request(1, 3, 6, 67)
                        .text(DhcpOption.VENDOR_CLASS, "PXEClient").addresses(DhcpOption.REQUESTED_ADDRESS, ip("10.0.2.15")).build());
    }

    private static ByteBuf written(DhcpMessage message, int maximum) {
        ByteBuf out = Unpooled.buffer();
        message.write(out, maximum);
        return out;
    }

    private static String refused(ByteBuf bytes) {
        return assertThrows(DhcpFormatException.class, () -> DhcpMessage.parse(bytes)).getMessage();
    }

    static Inet4Address ip(String address) {
        try {
            return (Inet4Address) InetAddress.getByName(address);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
