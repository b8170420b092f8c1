package io.strapwork.address.dhcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.testkit.VirtualClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DhcpClientTests {
    private static final DhcpClientOptions OPTIONS = new DhcpClientOptions(Duration.ofSeconds(60), Duration.ofSeconds(4),
            Duration.ofSeconds(64), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());
    private static final Inet4Address SERVER = address("10.0.2.2");
    private static final Inet4Address OFFERED = address("10.0.2.15");

    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("dhcp-test", clock);

    @AfterEach
    void close() {
        loop.close();
    }

    static Inet4Address address(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static DhcpOptions.Builder standard(DhcpMessageType type) {
        return DhcpOptions.builder().messageType(type).addresses(DhcpOption.SERVER_IDENTIFIER, SERVER).prefix(24)
                .addresses(DhcpOption.ROUTERS, SERVER)
                .addresses(DhcpOption.NAME_SERVERS, address("10.0.2.3")).seconds(DhcpOption.LEASE_TIME, Duration.ofSeconds(1000));
    }

    private static DhcpMessage answer(DhcpMessage to, DhcpMessageType type) {
        return to.replyTo().yourAddress(OFFERED).nextServer(SERVER).file("vmlinuz").options(standard(type).build()).build();
    }

    private static List<DhcpMessage> obey(DhcpMessage message) {
        return switch (message.type().orElseThrow()) {
            case DISCOVER -> List.of(answer(message, DhcpMessageType.OFFER));
            case REQUEST -> List.of(answer(message, DhcpMessageType.ACK));
            default -> List.of();
        };
    }

    private Lease acquire(ScriptedNetwork network) {
        try (DhcpClient client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            return client.acquire(network, Architecture.S390X);
        }
    }

    /** Renewals may follow: the clock jumps on until the client is closed. */
    private static List<DhcpMessageType> firstTypes(ScriptedNetwork network, int count) {
        return network.sent.stream().limit(count).map(message -> message.type().orElseThrow()).toList();
    }

    private Problem refused(Function<DhcpMessage, List<DhcpMessage>> server) {
        var network = new ScriptedNetwork(loop, server);
        var exception = assertThrows(StrapworkException.class, () -> acquire(network));
        assertFalse(network.listening());
        assertEquals(0, network.takenPort);
        return exception.problems().getFirst();
    }

    @Test
    void leasesWhatTheServerGives() {
        var network = new ScriptedNetwork(loop, DhcpClientTests::obey);
        Lease lease = acquire(network);
        assertEquals(List.of(new Assigned(OFFERED, 24)), lease.configuration().addresses());
        assertEquals(List.of(Route.defaultVia(SERVER)), lease.configuration().routes());
        assertEquals(List.of(address("10.0.2.3")), lease.configuration().nameServers());
        assertEquals(Optional.of("vmlinuz"), lease.bootFile());
        assertEquals(Optional.of("10.0.2.2"), lease.nextServer());
        assertEquals(Optional.of(Duration.ofSeconds(1000)), lease.length());
        assertEquals(List.of(lease.configuration()), network.pieces);
        assertEquals(List.of(DhcpMessageType.DISCOVER, DhcpMessageType.REQUEST), firstTypes(network, 2));
        assertFalse(network.listening(), "close gives the port back");
    }

    /** Of a server on the same computer, such as dnsmasq behind a tap device, the card never sums the answers. */
    @Test
    void sumsThatTheDeviceVouchesForAreNotLookedAt() {
        var network = new ScriptedNetwork(loop, DhcpClientTests::obey);
        network.checked = true;
        assertEquals(OFFERED, acquire(network).configuration().ip4().orElseThrow().address());
    }

    @Test
    void tellsWhatBoots() {
        var network = new ScriptedNetwork(loop, DhcpClientTests::obey);
        acquire(network);
        DhcpOptions options = network.sent.getFirst().options();
        assertEquals(List.of(31), options.unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE));
        assertEquals(Optional.of("PXEClient:Arch:00031:UNDI:003016"), options.text(DhcpOption.VENDOR_CLASS));
        assertArrayEquals(new byte[]{1, 0x52, 0x54, 0, 0x12, 0x34, 0x56}, options.bytes(DhcpOption.CLIENT_IDENTIFIER).orElseThrow());
        assertEquals(17, options.bytes(DhcpOption.CLIENT_MACHINE_IDENTIFIER).orElseThrow().length);
        assertTrue(options.requested().containsAll(List.of(1, 3, 6, 43, 60, 66, 67, 121)));
    }

    @Test
    void retransmitsWithDoublingDelays() {
        var seen = new AtomicInteger();
        var network = new ScriptedNetwork(loop,
                message -> message.type().orElseThrow() == DhcpMessageType.DISCOVER && seen.incrementAndGet() < 4
                        ? List.of()
                        : obey(message));
        acquire(network);
        assertEquals(
                List.of(DhcpMessageType.DISCOVER, DhcpMessageType.DISCOVER, DhcpMessageType.DISCOVER, DhcpMessageType.DISCOVER,
                        DhcpMessageType.REQUEST),
                firstTypes(network, 5));
        assertEquals(0, network.sent.getFirst().seconds());
        int third = network.sent.get(3).seconds();
        assertTrue(third >= 4 + 8 + 16 - 3 && third <= 4 + 8 + 16 + 3, "after about 28 s, was " + third);
    }

    @Test
    void startsOverAfterARefusal() {
        var refusals = new AtomicInteger();
        var network = new ScriptedNetwork(loop,
                message -> message.type().orElseThrow() == DhcpMessageType.REQUEST && refusals.getAndIncrement() == 0
                        ? List.of(message.replyTo()
                                .options(DhcpOptions.builder().messageType(DhcpMessageType.NAK)
                                        .addresses(DhcpOption.SERVER_IDENTIFIER, SERVER)
                                        .build())
                                .build())
                        : obey(message));
        assertEquals(OFFERED, acquire(network).configuration().ip4().orElseThrow().address());
        assertEquals(List.of(DhcpMessageType.DISCOVER, DhcpMessageType.REQUEST, DhcpMessageType.DISCOVER, DhcpMessageType.REQUEST),
                firstTypes(network, 4));
        assertTrue(network.sent.get(2).transaction() != network.sent.get(0).transaction(), "a new exchange");
    }

    @Test
    void ignoresStrayMessages() {
        var network = new ScriptedNetwork(loop, message -> {
            DhcpMessage good = obey(message).getFirst();
            var other = DhcpMessage.request(message.transaction() + 1, message.client()).build().replyTo().yourAddress(address("10.0.2.99"))
                    .options(standard(
                            DhcpMessageType.ACK).build())
                    .build();
            var noAddress = message.replyTo().options(standard(good.type().orElseThrow()).build()).build();
            return List.of(other, noAddress, good, good);
        });
        assertEquals(OFFERED, acquire(network).configuration().ip4().orElseThrow().address());
    }

    @Test
    void takesBootFactsOfAProxy() {
        var network = new ScriptedNetwork(loop, message -> message.type().orElseThrow() == DhcpMessageType.DISCOVER
                ? List.of(message.replyTo().nextServer(address("10.0.2.9")).file("pxe/vmlinux")
                        .options(DhcpOptions.builder().messageType(DhcpMessageType.OFFER).text(
                                DhcpOption.VENDOR_CLASS, "PXEClient").addresses(DhcpOption.SERVER_IDENTIFIER, address("10.0.2.9")).build())
                        .build(), obey(message).getFirst())
                : obey(message));
        Lease lease = acquire(network);
        assertEquals(Optional.of("pxe/vmlinux"), lease.bootFile());
        assertEquals(Optional.of("10.0.2.9"), lease.nextServer());
    }

    @Test
    void renewsWhileTheBootGoesOn() throws Exception {
        var network = new ScriptedNetwork(loop, DhcpClientTests::obey);
        var client = new DhcpClient(OPTIONS, clock, new Random(7));
        client.acquire(network, Architecture.PPC64);
        // The idle loop jumps to T1 by itself, again and again.
        while (clock.await(loop.eventLoop().submit(() -> network.sent.size())) < 4) {
            clock.sleep(Duration.ofSeconds(1));
        }
        clock.await(loop.eventLoop().submit(() -> {
            assertEquals(OFFERED, network.sent.get(2).clientAddress());
            assertEquals(SERVER, network.destinations.get(2));
            assertFalse(network.sent.get(2).options().has(DhcpOption.SERVER_IDENTIFIER));
        }));
        client.close();
        client.close();
    }

    /** As when the network's boot file asks again, as another program. */
    @Test
    void aSecondLeaseTakesThePlaceOfTheFirst() throws Exception {
        var answers = new AtomicInteger(15);
        var network = new ScriptedNetwork(loop, message -> message.type().orElseThrow() == DhcpMessageType.DISCOVER
                ? List.of(answer(message, DhcpMessageType.OFFER))
                : List.of(message.replyTo().yourAddress(address("10.0.2." + answers.getAndIncrement()))
                        .options(standard(DhcpMessageType.ACK).build()).build()));
        try (var client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            for (int i = 15; i < 18; i++) {
                Lease lease = client.acquire(network, Architecture.PPC64);
                assertEquals(List.of(new Assigned(address("10.0.2." + i), 24)), lease.configuration().addresses());
                assertEquals(List.of(lease.configuration()), clock.await(loop.eventLoop().submit(() -> List.copyOf(network.pieces))));
            }
        }
    }

    @Test
    void losesALeaseThatNobodyRenews() throws Exception {
        var acknowledged = new AtomicInteger();
        var network = new ScriptedNetwork(loop,
                message -> message.type().orElseThrow() == DhcpMessageType.REQUEST && acknowledged.getAndIncrement() > 0
                        || message.type().orElseThrow() == DhcpMessageType.DISCOVER && acknowledged.get() > 0 ? List.of() : obey(message));
        try (var client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            client.acquire(network, Architecture.PPC64);
            while (clock.await(loop.eventLoop().submit(() -> !network.pieces.isEmpty()))) {
                clock.sleep(Duration.ofSeconds(1));
            }
            clock.await(loop.eventLoop().submit(() -> assertTrue(
                    network.sent.stream().skip(2).anyMatch(message -> message.type().orElseThrow() == DhcpMessageType.REQUEST))));
        }
    }

    @Test
    void saysThatNobodyAnswered() {
        Problem problem = refused(message -> List.of());
        assertEquals("SW-N201", problem.code());
        assertEquals("link 52:54:00:12:34:56", problem.where());
        assertEquals("no DHCP server gave a lease within 60 s", problem.what());
        assertEquals(
                "5 messages sent, nothing usable heard\ncheck that the network has a DHCP server, or set use = \"static\" in [address]",
                problem.hint());
    }

    @Test
    void saysWhatWasWrongWithTheAnswers() {
        Problem problem = refused(message -> List
                .of(message.replyTo().yourAddress(OFFERED).options(DhcpOptions.builder().messageType(DhcpMessageType.OFFER).build())
                        .build()));
        assertTrue(problem.hint().startsWith("5 messages sent, heard: an offer without a server identifier"), problem.hint());
    }
}
