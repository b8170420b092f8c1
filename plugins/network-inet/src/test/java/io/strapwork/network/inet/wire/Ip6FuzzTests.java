package io.strapwork.network.inet.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.nd.NeighbourMessage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are a packet, or a {@link MalformedException} with a reason; nothing outside the packet is read. */
class Ip6FuzzTests {
    private static final Ip6Address SOURCE = Ip6Address.of(bytes("fe80000000000000 505400fffe123456"));
    private static final String HEADER = "60000000%04x%02x40" + "fe80000000000000505400fffe123456" + "ff020000000000000000000000000001";
    /** Hop-by-hop options with a router alert, destination options, routing that is done with, a fragment. */
    private static final String[] BEHIND = {"3a000502 00000100", "3c000104 00000000 3a000104 00000000", "3b040000 00000000"
            + "00".repeat(32),
        "11000039 12345678", "2b000104 00000000 3a000000 00000000"};
    private static final int[] FIRST = {0, 0, 43, 44, 60};
    /** A solicitation and an advertisement with the option, and one without. */
    private static final String[] NEIGHBOURS = {"87000000 00000000 fe80000000000000505400fffe123456 0101525400123456",
        "88000000 60000000 fe80000000000000505400fffe123456 0201525400123456", "87000000 00000000 fe80000000000000505400fffe123456"};

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static Stream<byte[]> packets() {
        return Stream.iterate(0, i -> i < BEHIND.length, i -> i + 1)
                .map(i -> bytes(HEADER.formatted(bytes(BEHIND[i]).length, FIRST[i]) + BEHIND[i]));
    }

    static Stream<byte[]> messages() {
        return Stream.of(NEIGHBOURS).map(Ip6FuzzTests::bytes);
    }

    @MethodSource("packets")
    @FuzzTest
    void anyPacket(byte[] bytes) {
        walks(bytes);
    }

    @MethodSource("messages")
    @FuzzTest
    void anyIcmp(byte[] bytes) {
        reads(bytes);
    }

    /** @return whether it is a packet */
    private static boolean walks(byte[] bytes) {
        ByteBuf packet = Unpooled.wrappedBuffer(bytes);
        try {
            Ipv6View view = Ipv6View.parse(packet);
            int end = Ipv6View.HEADER + view.payloadLength();
            ExtensionHeaders headers = ExtensionHeaders.of(view, packet);
            assertTrue(headers.offset() >= Ipv6View.HEADER && headers.offset() <= end, headers::toString);
            assertTrue(headers.before() >= Ipv6View.NEXT_HEADER && headers.before() < end, headers::toString);
            ExtensionHeaders.Problem problem = headers.problem();
            assertTrue(problem == null || problem.pointer() >= Ipv6View.NEXT_HEADER && problem.pointer() < end, headers::toString);
            ExtensionHeaders.Fragment fragment = headers.fragment();
            assertTrue(fragment == null || problem == null && fragment.start() % 8 == 0, headers::toString);
            if (fragment != null) {
                ExtensionHeaders.behindFragments(headers.protocol(), packet.slice(headers.offset(), end - headers.offset()));
            }
            return true;
        } catch (MalformedException e) {
            assertFalse(e.reason().isEmpty());
            return false;
        } finally {
            assertEquals(0, packet.readerIndex());
        }
    }

    /** @return how it can be read */
    private static int reads(byte[] bytes) {
        ByteBuf message = Unpooled.wrappedBuffer(bytes);
        int read = 0;
        try {
            Icmp6Message header = Icmp6Message.parse(message, SOURCE, SOURCE.solicitedNode(), true);
            read = 1;
            NeighbourMessage parsed = header.type() == Icmp6Message.NEIGHBOUR_SOLICITATION
                    ? NeighbourMessage.solicitation(header, SOURCE, SOURCE.solicitedNode(), message)
                    : NeighbourMessage.advertisement(header, SOURCE, message);
            assertTrue(parsed.target().isHost(), parsed::toString);
            assertTrue(parsed.linkLayer() == NeighbourMessage.NO_ADDRESS || parsed.linkLayer() >>> 40 == 0
                    || (parsed.linkLayer() >>> 40 & 1) == 0 && parsed.linkLayer() >>> 48 == 0, parsed::toString);
            return 2;
        } catch (MalformedException e) {
            assertFalse(e.reason().isEmpty());
            return read;
        } finally {
            assertEquals(0, message.readerIndex());
        }
    }

    @Test
    void theSeedsAreRight() {
        packets().forEach(packet -> assertTrue(walks(packet), () -> HexFormat.of().formatHex(packet)));
        messages().forEach(message -> assertEquals(2, reads(message), () -> HexFormat.of().formatHex(message)));
    }

    @Test
    void whatIsChangedIsReadOrRefused() {
        var random = new Random(12);
        for (int round = 0; round < 20_000; round++) {
            byte[] packet = changed(packets().toList().get(random.nextInt(BEHIND.length)), random);
            walks(packet);
            reads(changed(messages().toList().get(random.nextInt(NEIGHBOURS.length)), random));
        }
    }

    private static byte[] changed(byte[] seed, Random random) {
        byte[] bytes = Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(seed.length + 20) : seed.length);
        for (int changes = random.nextInt(5); changes > 0 && bytes.length > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 64 : 256);
        }
        return bytes;
    }
}
