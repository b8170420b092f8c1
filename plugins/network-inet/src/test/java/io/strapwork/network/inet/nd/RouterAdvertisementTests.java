package io.strapwork.network.inet.nd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.nd.RouterAdvertisement.DnsSearchList;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterAdvertisement.RouteInformation;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class RouterAdvertisementTests {
    private static final MacAddress ROUTER = MacAddress.parse("52:54:00:aa:00:01");
    /** From radvd 2.19. */
    private static final String RADVD = "8600ae8a40c8000c00007530000003e8" + "030440c0000151800000384000000000"
            + "20010db8000100000000000000000000" + "03044040ffffffff0000000000000000" + "20010db8000200000000000000000000"
            + "180330180000000c20010db8ffff00000000000000000000" + "190500000000000420010db800010000000000000000005320010db8"
            + "000100000000000000000054" + "1f05000000000004036c6162076578616d706c650004636f7270076578616d706c65" + "000000000000"
            + "05010000000005c8" + "0101525400aa0001";

    private final List<String> told = new ArrayList<>();

    static Inet6Address ip(String address) {
        return (Inet6Address) InetAddress.ofLiteral(address);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    private RouterAdvertisement parse(String hex) throws MalformedException {
        return RouterAdvertisement.parse(bytes(hex), told::add);
    }

    private static RouterAdvertisement full() {
        return new RouterAdvertisement(64, true, true, RouterPreference.HIGH, 12, 30_000, 1_000, Optional.of(ROUTER),
                OptionalInt.of(1480),
                List.of(new PrefixInformation(ip("2001:db8:1::"), 64, true, true, 86_400, 14_400),
                        new PrefixInformation(ip("2001:db8:2::"), 64, false, true, RouterAdvertisement.INFINITY, 0)),
                List.of(new RouteInformation(ip("2001:db8:ffff::"), 48, RouterPreference.LOW, 12)),
                List.of(new RecursiveDnsServers(4, List.of(ip("2001:db8:1::53"), ip("2001:db8:1::54")))),
                List.of(new DnsSearchList(4, List.of("lab.example", "corp.example"))));
    }

    private static String written(RouterAdvertisement message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        return ByteBufUtil.hexDump(out);
    }

    @Test
    void readsAllThatRadvdSays() throws Exception {
        assertEquals(full(), parse(RADVD));
        assertEquals(List.of(), told);
    }

    @Test
    void readsWhatItWrites() throws Exception {
        assertEquals(full(), parse(written(full())));
        RouterAdvertisement bare = RouterAdvertisement.of(1800);
        assertEquals("8600000000000708" + "0000000000000000", written(bare));
        assertEquals(bare, parse(written(bare)));
        RouterAdvertisement defaults = bare.withRoutes(new RouteInformation(ip("::"), 0, RouterPreference.MEDIUM, 9),
                new RouteInformation(ip("2001:db8::1"), 128, RouterPreference.HIGH, RouterAdvertisement.INFINITY));
        assertEquals(defaults, parse(written(defaults)));
    }

    /** RFC 4191 2.2: the reserved pattern is medium; of a router with lifetime 0 each is. */
    @Test
    void preferences() throws Exception {
        assertEquals(RouterPreference.LOW, parse("8600000000180708" + "0000000000000000").preference());
        assertEquals(RouterPreference.MEDIUM, parse("8600000000100708" + "0000000000000000").preference());
        assertEquals(RouterPreference.MEDIUM, parse("8600000000080000" + "0000000000000000").preference());
    }

    @Test
    void bitsBehindAPrefixAreCleared() throws Exception {
        String flags = "03040bc00000000100000001" + "00000000";
        assertEquals(ip("2000::"), parse(written(RouterAdvertisement.of(0)) + flags + "20010db8000100000000000000000001").prefixes()
                .getFirst().prefix());
    }

    @Test
    void anOddOptionCostsThatOptionOnly() throws Exception {
        String head = written(RouterAdvertisement.of(1800));
        RouterAdvertisement bare = parse(head);
        for (String option : List.of("05010000000004ff", "0501000000010000", "05020000000005dc" + "0".repeat(16),
                "030481c0" + "0".repeat(56), "030240c0" + "0".repeat(24), "1802410000000001" + "0".repeat(16), "1801100000000001",
                "1802401000000001" + "0".repeat(16), "1803810000000001" + "0".repeat(32), "1804800000000001" + "0".repeat(48),
                "1901000000000001", "1902000000000001" + "0".repeat(16), "1f02000000000001" + "ff00000000000000")) {
            told.clear();
            assertEquals(bare.withMtu(OptionalInt.of(1300)), parse(head + option + "0501000000000514"), option);
            assertEquals(1, told.size(), option);
        }
        assertEquals(bare, parse(head + "0e01010203040506" + "fe01000000000000"), "a nonce, and who knows what");
        assertEquals(Optional.empty(), parse(head + "01020000000000000000000000000000").source(), "no Ethernet address");
    }

    @Test
    void whatIsNoAdvertisementIsRefusedWithAReason() {
        assertEquals("router advertisement of 15 bytes", refused("860000000000070800000000000000"));
        assertEquals("type 133 and code 0 are no router advertisement", refused("85000000000007080000000000000000"));
        assertEquals("type 134 and code 1 are no router advertisement", refused("86010000000007080000000000000000"));
        String length = "the option at byte 16 of a neighbour discovery message has a wrong length";
        assertEquals(length, refused("86000000000007080000000000000000" + "0100000000000000"));
        assertEquals(length, refused("86000000000007080000000000000000" + "0102000000000000"));
        assertEquals(length, refused("86000000000007080000000000000000" + "01"));
    }

    private String refused(String hex) {
        return assertThrows(MalformedException.class, () -> parse(hex)).reason();
    }

    @Test
    void listsAreBounded() throws Exception {
        RouterAdvertisement read = parse(written(RouterAdvertisement.of(1)) + "1801000000000001".repeat(4_000) + "19ff000000000001"
                + "0".repeat(4_064));
        assertEquals(32, read.routes().size());
        assertEquals(8, read.dnsServers().getFirst().addresses().size());
        assertTrue(told.contains("more than 32 options of a kind"));
    }

    @Test
    void wrongValuesAreNotWritten() {
        assertThrows(IllegalArgumentException.class, () -> RouterAdvertisement.of(65_536));
        assertThrows(IllegalArgumentException.class, () -> new PrefixInformation(ip("::"), 129, true, true, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new RecursiveDnsServers(1L << 32, List.of()));
        var many = new RecursiveDnsServers(1, Collections.nCopies(128, ip("::1")));
        assertThrows(IllegalArgumentException.class, () -> written(RouterAdvertisement.of(0).withDns(List.of(many), List.of())));
    }

    @Test
    void solicitations() throws Exception {
        var solicitation = new RouterSolicitation(Optional.of(ROUTER));
        ByteBuf out = Unpooled.buffer();
        solicitation.write(out);
        assertEquals("8500000000000000" + "0101525400aa0001", ByteBufUtil.hexDump(out));
        assertEquals(solicitation, RouterSolicitation.parse(out));
        assertEquals(Optional.empty(), RouterSolicitation.parse(bytes("8500000000000000")).source());
        assertThrows(MalformedException.class, () -> RouterSolicitation.parse(bytes("85000000000000")));
        assertThrows(MalformedException.class, () -> RouterSolicitation.parse(bytes("86000000000000000000000000000000")));
    }

    /** What is read can be written and read again. */
    private static boolean readable(byte[] bytes) {
        var told = new ArrayList<String>();
        RouterAdvertisement message;
        try {
            message = RouterAdvertisement.parse(Unpooled.wrappedBuffer(bytes), told::add);
        } catch (MalformedException expected) {
            assertFalse(expected.reason().isEmpty());
            return false;
        }
        told.forEach(words -> assertFalse(words.isBlank()));
        try {
            assertEquals(message, RouterAdvertisement.parse(bytes(written(message)), _ -> {}));
        } catch (MalformedException e) {
            throw new AssertionError("what is written can't be read", e);
        }
        return true;
    }

    @Test
    void noInputBringsAnythingElseThanTheFormatException() {
        var random = new Random(6);
        byte[] seed = HexFormat.of().parseHex(RADVD);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(seed.length + 40) : seed.length);
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read += readable(bytes) ? 1 : 0;
        }
        assertTrue(read > 1_000, "the mutations leave some messages readable: " + read);
    }

    static Stream<byte[]> messages() {
        return Stream.of(RADVD, written(full())).map(HexFormat.of()::parseHex);
    }

    @MethodSource("messages")
    @FuzzTest
    void anyBytes(byte[] bytes) {
        readable(bytes);
        try {
            RouterSolicitation.parse(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedException expected) {
            assertFalse(expected.reason().isEmpty());
        }
    }
}
