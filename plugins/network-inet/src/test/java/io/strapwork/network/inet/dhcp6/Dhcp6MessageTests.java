package io.strapwork.network.inet.dhcp6;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class Dhcp6MessageTests {
    /** A reply with a rapid commit, from Kea 2.2. */
    private static final String KEA = "070102050001000a000300015254001234560002000a00030001525400aa00010003002800000001000003e8000007d00005001820010db8"
            + "000100000000000000001001" + "00000bb800000fa0" + "000e0000" + "0017001020010db8000100000000000000000053"
            + "0018001b036c6162076578616d706c650004636f7270076578616d706c6500"
            + "003b001f687474703a2f2f5b323030313a6462383a313a3a315d2f677275622e656669"
            + "003c0017000e726f6f743d2f6465762f72616d3000057175696574";
    /** An advertisement of dnsmasq 2.90. */
    private static final String DNSMASQ = "020102030001000a000300015254001234560002000e00010001329f2800525400aa0001000300280000000100000708"
            + "00000c4e0005001820010db8000100000000000000002cbb00000e1000000e10000d0009000073756363657373" + "0007000100"
            + "0018000d036c6162076578616d706c65000017001020010db8000100000000000000000053"
            + "003b001f746674703a2f2f5b323030313a6462383a313a3a315d2f677275622e656c66";
    private static final MacAddress CARD = MacAddress.parse("52:54:00:12:34:56");
    private static final UUID MACHINE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private final List<String> told = new ArrayList<>();

    static Inet6Address ip(String address) {
        return (Inet6Address) InetAddress.ofLiteral(address);
    }

    private static Dhcp6Message parse(String hex) throws MalformedException {
        return Dhcp6Message.parse(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }

    private static String written(Dhcp6Message message) {
        ByteBuf out = Unpooled.buffer();
        message.write(out);
        return ByteBufUtil.hexDump(out);
    }

    @Test
    void readsWhatKeaReplies() throws Exception {
        Dhcp6Message reply = parse(KEA);
        assertEquals(Dhcp6MessageType.REPLY, reply.type());
        assertEquals(0x010205, reply.transaction());
        assertEquals(Optional.of(Duid.of(CARD)), reply.client());
        assertEquals(Optional.of(Duid.of(MacAddress.parse("52:54:00:aa:00:01"))), reply.server());
        assertEquals(
                List.of(new IdentityAssociation(1, 1000, 2000, List.of(new Address(ip("2001:db8:1::1001"), 3000, 4000)), Optional.empty())),
                reply.options().associations());
        assertTrue(reply.options().has(Dhcp6Option.RAPID_COMMIT));
        assertEquals(List.of(ip("2001:db8:1::53")), reply.options().addresses(Dhcp6Option.DNS_SERVERS));
        assertEquals(List.of("lab.example", "corp.example"), reply.options().domains(Dhcp6Option.DOMAIN_LIST, told::add));
        assertEquals(Optional.of("http://[2001:db8:1::1]/grub.efi"), reply.bootFile());
        assertEquals(List.of("root=/dev/ram0", "quiet"), reply.bootParameters());
        assertEquals(KEA, written(reply));
        assertEquals(List.of(), told);
    }

    @Test
    void readsWhatDnsmasqAdvertises() throws Exception {
        Dhcp6Message advertise = parse(DNSMASQ);
        assertEquals(Dhcp6MessageType.ADVERTISE, advertise.type());
        assertEquals("00:01:00:01:32:9f:28:00:52:54:00:aa:00:01", advertise.server().orElseThrow().toString());
        assertEquals(List.of(new Address(ip("2001:db8:1::2cbb"), 3600, 3600)),
                advertise.options().associations().getFirst().addresses());
        assertEquals(Optional.of(new Dhcp6Status(0, "success")), advertise.options().status());
        assertEquals(OptionalInt.of(0), advertise.options().unsignedByte(Dhcp6Option.PREFERENCE));
        assertEquals(Optional.of("tftp://[2001:db8:1::1]/grub.elf"), advertise.bootFile());
        assertEquals(DNSMASQ, written(advertise));
    }

    private static Dhcp6Message solicit() {
        return new Dhcp6Message(Dhcp6MessageType.SOLICIT, 0xcafe01,
                Dhcp6Options.builder().duid(Dhcp6Option.CLIENT_IDENTIFIER, Duid.of(MACHINE))
                        .association(IdentityAssociation.asking(0x12345678)).unsignedShorts(Dhcp6Option.ELAPSED_TIME, 7)
                        .unsignedShorts(Dhcp6Option.OPTION_REQUEST, 23, 24, 59, 60).bytes(Dhcp6Option.RAPID_COMMIT)
                        .unsignedShorts(Dhcp6Option.CLIENT_ARCHITECTURE, 16)
                        .bytes(Dhcp6Option.CLIENT_NETWORK_INTERFACE, (byte) 1, (byte) 3, (byte) 16)
                        .vendorClass(343, List.of("HTTPClient:Arch:00016:UNDI:003016")).texts(Dhcp6Option.USER_CLASS, List.of("iPXE"))
                        .build());
    }

    private static Dhcp6Message refusing() {
        var addressStatus = new Address(ip("2001:db8::1"), 0, 0, Optional.of(new Dhcp6Status(Dhcp6Status.NOT_ON_LINK, "elsewhere")));
        var association = new IdentityAssociation(1, 0, IdentityAssociation.INFINITY, List.of(addressStatus),
                Optional.of(new Dhcp6Status(Dhcp6Status.NO_ADDRESSES_AVAILABLE, "none left")));
        return new Dhcp6Message(Dhcp6MessageType.REPLY, 0, Dhcp6Options.builder().association(association)
                .status(new Dhcp6Status(Dhcp6Status.UNSPECIFIED_FAILURE, "")).unsignedInt(Dhcp6Option.SOL_MAX_RT, 60)
                .domains(Dhcp6Option.DOMAIN_LIST, List.of("a.example")).addresses(Dhcp6Option.DNS_SERVERS, List.of(ip("::1"), ip("::2")))
                .unsignedByte(Dhcp6Option.PREFERENCE, 255).text(Dhcp6Option.BOOT_FILE_URL, "tftp://[::1]/x").build());
    }

    @Test
    void readsWhatItWrites() throws Exception {
        assertEquals(solicit(), parse(written(solicit())));
        assertEquals(refusing(), parse(written(refusing())));
        Dhcp6Options options = parse(written(solicit())).options();
        assertEquals(List.of(23, 24, 59, 60), options.unsignedShorts(Dhcp6Option.OPTION_REQUEST));
        assertEquals(List.of("iPXE"), options.texts(Dhcp6Option.USER_CLASS));
        assertEquals(List.of("HTTPClient:Arch:00016:UNDI:003016"), options.vendorClass());
        assertEquals(OptionalInt.of(7), options.unsignedShort(Dhcp6Option.ELAPSED_TIME));
        IdentityAssociation refused = parse(written(refusing())).options().associations().getFirst();
        assertEquals("NoAddrsAvail none left", refused.status().orElseThrow().name() + " " + refused.status().get().text());
        assertEquals(Dhcp6Status.NOT_ON_LINK, refused.addresses().getFirst().status().orElseThrow().code());
        assertEquals(OptionalLong.of(60), refusing().options().unsignedInt(Dhcp6Option.SOL_MAX_RT));
        assertEquals(solicit().options(), solicit().options().toBuilder().build());
    }

    @Test
    void whoIsWho() {
        assertEquals("00:03:00:01:52:54:00:12:34:56", Duid.of(CARD).toString());
        assertEquals("00:04:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", Duid.of(MACHINE).toString());
        assertEquals(Optional.empty(), Duid.of(new byte[2]));
        assertEquals(Optional.empty(), Duid.of(new byte[131]));
        assertArrayEquals(new byte[130], Duid.of(new byte[130]).orElseThrow().toBytes());
    }

    @Test
    void whatIsNoMessageIsRefusedWithAReason() {
        assertEquals("DHCPv6 message of 3 bytes", refused("070102"));
        assertEquals("DHCPv6 message of type 12", refused("0c010203"), "of a relay agent");
        assertEquals("DHCPv6 message of type 0", refused("00010203"));
        assertEquals("the DHCPv6 option at byte 0 is cut off", refused("07010203" + "000100"));
        assertEquals("the DHCPv6 option at byte 4 is cut off", refused("07010203" + "000e0000" + "0001000200"));
        assertEquals("more than 256 DHCPv6 options", refused("07010203" + "000e0000".repeat(257)));
    }

    private static String refused(String hex) {
        return assertThrows(MalformedException.class, () -> parse(hex)).reason();
    }

    @Test
    void aMalformedOptionCostsThatOptionOnly() throws Exception {
        Dhcp6Options options = parse("07010203" + "0003000400000001" + "0003000c000000020000000000000000"
                + "0003001400000003" + "0000000000000000" + "00050004" + "00000000" + "00170003aabbcc" + "003c0003000561"
                + "003b000468740a70" + "000d000100" + "00060003001700" + "0001000100" + "00070000" + "0018000405616263"
                + "0010000200" + "00").options();
        assertEquals(List.of(IdentityAssociation.asking(2)), options.associations());
        assertEquals(List.of(), options.addresses(Dhcp6Option.DNS_SERVERS));
        assertEquals(List.of(), options.texts(Dhcp6Option.BOOT_FILE_PARAMETERS));
        assertEquals(Optional.empty(), options.text(Dhcp6Option.BOOT_FILE_URL));
        assertEquals(Optional.empty(), options.status());
        assertEquals(List.of(), options.unsignedShorts(Dhcp6Option.OPTION_REQUEST));
        assertEquals(Optional.empty(), options.duid(Dhcp6Option.CLIENT_IDENTIFIER));
        assertEquals(OptionalInt.empty(), options.unsignedByte(Dhcp6Option.PREFERENCE));
        assertEquals(List.of(), options.domains(Dhcp6Option.DOMAIN_LIST, told::add));
        assertEquals(List.of("the domain list is malformed from byte 0 on"), told);
        assertEquals(List.of(), options.vendorClass());
    }

    @Test
    void domainsAreThoseThatHostsHave() {
        Dhcp6Options options = Dhcp6Options.builder().domains(Dhcp6Option.DOMAIN_LIST,
                List.of("Lab.Example", "x/y", "lab.example", "a", "b", "c", "d", "e", "f", "g", "h")).build();
        assertEquals(List.of("lab.example", "a", "b", "c", "d", "e", "f", "g"),
                options.domains(Dhcp6Option.DOMAIN_LIST, told::add));
        assertEquals(List.of("a domain of the list has a label that is none", "more than 8 domains; h is left out"), told);
        assertThrows(IllegalArgumentException.class,
                () -> Dhcp6Options.builder().domains(Dhcp6Option.DOMAIN_LIST, List.of("a..b")));
    }

    /** All accessors can be asked for, and what is read can be written and read again. */
    private static boolean readable(byte[] bytes) {
        Dhcp6Message message;
        try {
            message = Dhcp6Message.parse(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedException expected) {
            assertFalse(expected.reason().isEmpty());
            return false;
        }
        message.client();
        message.server();
        message.bootFile().ifPresent(url -> assertTrue(url.chars().noneMatch(Character::isISOControl)));
        Dhcp6Options options = message.options();
        for (int code : options.codes()) {
            options.texts(code);
            options.addresses(code);
            options.unsignedShorts(code);
            options.unsignedInt(code);
            options.domains(code, words -> assertFalse(words.isBlank()));
        }
        options.vendorClass();
        options.status().ifPresent(status -> assertFalse(status.name().isBlank()));
        for (IdentityAssociation association : options.associations()) {
            assertEquals(List.of(association), Dhcp6Options.builder().association(association).build().associations());
        }
        assertArrayEquals(bytes, HexFormat.of().parseHex(written(message)));
        return true;
    }

    @Test
    void noInputBringsAnythingElseThanTheFormatException() {
        var random = new Random(6);
        byte[] seed = HexFormat.of().parseHex(KEA);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(seed.length + 40) : seed.length);
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 64 : 256);
            }
            read += readable(bytes) ? 1 : 0;
        }
        assertTrue(read > 1_000, "the mutations leave some messages readable: " + read);
    }

    static Stream<byte[]> messages() {
        return Stream.of(KEA, DNSMASQ, written(solicit()), written(refusing())).map(HexFormat.of()::parseHex);
    }

    @MethodSource("messages")
    @FuzzTest
    void anyBytes(byte[] bytes) {
        readable(bytes);
    }
}
