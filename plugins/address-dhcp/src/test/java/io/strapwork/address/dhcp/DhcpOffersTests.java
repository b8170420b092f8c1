package io.strapwork.address.dhcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.address.dhcp.ScriptedNetwork.Answer;
import io.strapwork.address.dhcp.ScriptedNetwork.Asked;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.testkit.VirtualClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several servers in one network (PXE 2.1). */
class DhcpOffersTests {
    private static final DhcpClientOptions OPTIONS = new DhcpClientOptions(Duration.ofSeconds(60), Duration.ofSeconds(4),
            Duration.ofSeconds(64), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Inet4Address ROUTER = DhcpClientTests.address("10.0.2.1");
    private static final Inet4Address SECOND = DhcpClientTests.address("10.0.2.4");
    private static final Inet4Address PROXY = DhcpClientTests.address("10.0.2.5");
    private static final Inet4Address OTHER = DhcpClientTests.address("10.0.2.6");
    private static final byte[] MENU = {6, 1, 0, 8, 7, 0, 7, 1, 10, 0, 2, 6, 9, 14, 0, 0, 4, 'd', 'i', 's', 'k', 0, 7, 4, 'b', 'o', 'o',
        't', 10, 2, 0, 'P', (byte) 255};

    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("dhcp-test", clock);
    private final List<String> log = new ArrayList<>();
    private long began;
    private long took;

    @AfterEach
    void close() {
        loop.close();
    }

    private Lease acquire(boolean withBootFile, Function<Asked, List<Answer>> servers) {
        var network = ScriptedNetwork.of(loop, asked -> {
            log.add(asked.message().type().orElseThrow() + (asked.port() == 67 ? "" : " to " + asked.to().getHostAddress()));
            return servers.apply(asked);
        });
        began = clock.nanoTime();
        try (DhcpClient client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            Lease lease = withBootFile
                    ? client.acquireWithBootFile(network, new BootFileRequest(Architecture.S390X, Optional.empty(), Optional.empty()))
                    : client.acquire(network, Architecture.S390X);
            took = Duration.ofNanos(clock.nanoTime() - began).toMillis();
            return lease;
        }
    }

    private static boolean is(Asked asked, DhcpMessageType type) {
        return asked.port() == 67 && asked.message().type().orElseThrow() == type;
    }

    private static Answer answer(Asked asked, DhcpMessageType type, Inet4Address server, int host, String file, long millis) {
        var options = DhcpOptions.builder().messageType(type).addresses(DhcpOption.SERVER_IDENTIFIER, server).prefix(24)
                .addresses(DhcpOption.ROUTERS, ROUTER).seconds(DhcpOption.LEASE_TIME, Duration.ofSeconds(1000));
        return new Answer(asked.message().replyTo().yourAddress(DhcpClientTests.address("10.0.2." + host)).file(file)
                .options(options.build()).build(), server, Duration.ofMillis(millis));
    }

    /** A server that leases one address. */
    private static Function<Asked, List<Answer>> server(Inet4Address server, int host, String file, long millis) {
        return asked -> is(asked, DhcpMessageType.DISCOVER)
                ? List.of(answer(asked, DhcpMessageType.OFFER, server, host, file, millis))
                : is(asked, DhcpMessageType.REQUEST)
                        && asked.message().options().address(DhcpOption.SERVER_IDENTIFIER).equals(Optional.of(server))
                                ? List.of(answer(asked, DhcpMessageType.ACK, server, host, file, 1))
                                : List.of();
    }

    private static DhcpMessage pxe(Asked asked, DhcpMessageType type, Inet4Address server, String file, byte... vendor) {
        var options = DhcpOptions.builder().messageType(type).text(DhcpOption.VENDOR_CLASS, "PXEClient")
                .addresses(DhcpOption.SERVER_IDENTIFIER, server);
        if (vendor.length > 0) {
            options.bytes(DhcpOption.VENDOR_SPECIFIC, vendor);
        }
        return asked.message().replyTo().nextServer(file.isEmpty() ? DhcpLeases.anyAddress() : server).file(file).options(options.build())
                .build();
    }

    private static Function<Asked, List<Answer>> proxy(String file, long millis, byte... vendor) {
        return asked -> is(asked, DhcpMessageType.DISCOVER)
                ? List.of(new Answer(pxe(asked, DhcpMessageType.OFFER, PROXY, file, vendor), PROXY, Duration.ofMillis(millis)))
                : List.of();
    }

    private static Function<Asked, List<Answer>> bootServer(Inet4Address at, String file, byte... vendor) {
        return asked -> asked.port() == 4011 && asked.to().equals(at)
                ? List.of(new Answer(pxe(asked, DhcpMessageType.ACK, at, file, vendor), at, Duration.ofMillis(1)))
                : List.of();
    }

    @SafeVarargs
    private static Function<Asked, List<Answer>> all(Function<Asked, List<Answer>>... servers) {
        return asked -> List.of(servers).stream().flatMap(server -> server.apply(asked).stream()).toList();
    }

    private static void assertBoots(String file, String from, Lease lease) {
        assertEquals(Optional.of(file), lease.bootFile());
        assertEquals(Optional.of(from), lease.nextServer().or(() -> lease.server().map(InetAddress::getHostAddress)));
    }

    @Test
    void nobodyWaitsForWhatIsNotMissing() {
        acquire(false, all(server(ROUTER, 15, "", 0), proxy("vmlinux", 500)));
        assertTrue(took < 50, took + " ms");
        assertEquals(List.of("DISCOVER", "REQUEST"), log);
        log.clear();
        assertBoots("vmlinuz", "10.0.2.1", acquire(true, all(server(ROUTER, 15, "vmlinuz", 0), proxy("", 500))));
        assertTrue(took < 50, took + " ms");
        assertEquals(List.of("DISCOVER", "REQUEST"), log);
    }

    @Test
    void aProxyMayBeSlowerThanTheRouter() {
        for (int millis : List.of(0, 500, 2500, 7000)) {
            log.clear();
            Lease lease = acquire(true, all(server(ROUTER, 15, "", 0), proxy("vmlinux", millis)));
            assertBoots("vmlinux", "10.0.2.5", lease);
            assertTrue(took < millis + 100, took + " ms");
            assertEquals(List.of("10.0.2.1 offers 10.0.2.15, no boot file", "10.0.2.5 offers boot file vmlinux (proxyDHCP)"),
                    lease.offers());
        }
    }

    @Test
    void theServerThatKnowsTheBootFileIsTaken() {
        Lease lease = acquire(true, all(server(ROUTER, 15, "", 0), server(SECOND, 16, "vmlinux", 1500)));
        assertBoots("vmlinux", "10.0.2.4", lease);
        assertEquals(DhcpClientTests.address("10.0.2.16"), lease.configuration().ip4().orElseThrow().address());
    }

    @Test
    void withoutAnyBootFileThereIsALeaseInTheEnd() {
        Lease lease = acquire(true, server(ROUTER, 15, "", 0));
        assertEquals(Optional.empty(), lease.bootFile());
        assertTrue(took > 9000 && took < 15_000, took + " ms");
        assertEquals(List.of("DISCOVER", "DISCOVER", "REQUEST"), log);
        assertEquals(List.of("10.0.2.1 offers 10.0.2.15, no boot file"), lease.offers());
    }

    @Test
    void aProxyWithoutABootFileIsAskedAtPort4011() {
        Lease lease = acquire(true, all(server(ROUTER, 15, "", 100), proxy("", 0), bootServer(PROXY, "vmlinux")));
        assertBoots("vmlinux", "10.0.2.5", lease);
        assertEquals(List.of("DISCOVER", "REQUEST", "REQUEST to 10.0.2.5"), log);
        assertTrue(lease.offers().contains("10.0.2.5 offers boot file vmlinux (proxyDHCP)"), lease.offers().toString());
    }

    @Test
    void theMenuLeadsToItsBootServer() {
        var asked4011 = new ArrayList<DhcpMessage>();
        Function<Asked, List<Answer>> watch = asked -> {
            if (asked.port() == 4011) {
                asked4011.add(asked.message());
            }
            return List.of();
        };
        assertBoots("pxe/vmlinux.0", "10.0.2.6", acquire(true,
                all(server(ROUTER, 15, "", 100), proxy("", 0, MENU), bootServer(OTHER, "pxe/vmlinux.0"), watch)));
        assertArrayEquals(new byte[]{71, 4, 0, 7, 0, 0, (byte) 255},
                asked4011.getFirst().options().bytes(DhcpOption.VENDOR_SPECIFIC).orElseThrow());
        assertEquals(DhcpClientTests.address("10.0.2.15"), asked4011.getFirst().clientAddress());
        // As dnsmasq: the menu itself comes at port 4011.
        log.clear();
        assertBoots("pxe/vmlinux.0", "10.0.2.6", acquire(true,
                all(server(ROUTER, 15, "", 100), proxy("", 0), bootServer(PROXY, "", MENU), bootServer(OTHER, "pxe/vmlinux.0"))));
        assertEquals(List.of("DISCOVER", "REQUEST", "REQUEST to 10.0.2.5", "REQUEST to 10.0.2.6"), log);
    }

    @Test
    void bootServersThatAreSilentOrGoInCirclesEnd() {
        assertEquals(Optional.empty(), acquire(true, all(server(ROUTER, 15, "", 100), proxy("", 0))).bootFile());
        assertEquals(4, log.stream().filter("REQUEST to 10.0.2.5"::equals).count());
        assertTrue(took < 12_000, took + " ms");
        log.clear();
        byte[] circle = MENU.clone();
        circle[11] = 5;
        assertEquals(Optional.empty(),
                acquire(true,
                        all(server(ROUTER, 15, "", 100), proxy("", 0, MENU), bootServer(OTHER, "", circle), bootServer(PROXY, "", MENU)))
                        .bootFile());
        assertTrue(log.size() <= 10, log.toString());
    }

    @Test
    void refusalsAreNoStorm() {
        Function<Asked, List<Answer>> naks = asked -> is(asked, DhcpMessageType.REQUEST)
                ? List.of(answer(asked, DhcpMessageType.NAK, ROUTER, 15, "", 0))
                : server(ROUTER, 15, "", 0).apply(asked);
        var failure = assertThrows(StrapworkException.class, () -> acquire(false, naks));
        assertTrue(log.size() < 40, log.size() + " broadcasts");
        assertTrue(failure.problems().getFirst().hint().contains("10.0.2.1 refuses its own offer"), failure.problems().getFirst().hint());
        log.clear();
        assertEquals(DhcpClientTests.address("10.0.2.16"),
                acquire(false, all(naks, server(SECOND, 16, "", 10))).configuration().ip4().orElseThrow().address(),
                "the other server is taken");
        assertTrue(log.size() <= 4 && took < 100, log + " in " + took + " ms");
    }

    @Test
    void onlyTheServerThatWasAskedAcknowledges() {
        Lease lease = acquire(false, all(server(ROUTER, 15, "", 0), asked -> is(asked, DhcpMessageType.REQUEST)
                ? List.of(answer(asked, DhcpMessageType.ACK, SECOND, 99, "", 0), answer(asked, DhcpMessageType.NAK, SECOND, 99, "", 0))
                : List.of()));
        assertEquals(DhcpClientTests.address("10.0.2.15"), lease.configuration().ip4().orElseThrow().address());
    }

    @Test
    void aFloodOfOffersIsBounded() {
        Lease lease = acquire(true, asked -> {
            var answers = new ArrayList<Answer>();
            for (int i = 0; is(asked, DhcpMessageType.DISCOVER) && i < 3000; i++) {
                answers.add(
                        answer(asked, DhcpMessageType.OFFER, DhcpClientTests.address("10.1." + i / 200 + "." + (i % 200 + 1)), 15, "", 0));
            }
            answers.addAll(server(DhcpClientTests.address("10.1.0.1"), 15, "", 5).apply(asked));
            return answers;
        });
        assertEquals(16, lease.offers().size());
    }

    @Test
    void theBroadcastAddressIsNoHosts() {
        var failure = assertThrows(StrapworkException.class, () -> acquire(false, server(ROUTER, 255, "", 0)));
        assertTrue(failure.problems().getFirst().hint().contains("an offer of 10.0.2.255"), failure.problems().getFirst().hint());
    }

    /** dnsmasq's and Kea's rule for iPXE: the program to the firmware, the script to the program. */
    @Test
    void aBootProgramAsksAgain() {
        var uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        var asked = new ArrayList<DhcpMessage>();
        var network = ScriptedNetwork.of(loop, each -> {
            asked.add(each.message());
            boolean ipxe = each.message().options().text(DhcpOption.USER_CLASS).filter("iPXE"::equals).isPresent();
            return server(ROUTER, 15, ipxe ? "boot.ipxe" : "ipxe.efi", 0).apply(each);
        });
        try (DhcpClient client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            assertBoots("ipxe.efi", "10.0.2.1",
                    client.acquireWithBootFile(network, new BootFileRequest(Architecture.X86_64, Optional.of(uuid),
                            Optional.empty())));
            assertBoots("boot.ipxe", "10.0.2.1",
                    client.acquireWithBootFile(network, new BootFileRequest(Architecture.X86_64, Optional.of(uuid),
                            Optional.of("iPXE"))));
            assertTrue(network.listening());
            assertEquals(68, network.takenPort);
        }
        assertTrue(!network.listening());
        assertEquals(4, asked.size());
        assertEquals(Optional.empty(), asked.get(1).options().text(DhcpOption.USER_CLASS));
        assertEquals(Optional.empty(), asked.get(1).options().bytes(DhcpOption.IPXE));
        for (DhcpMessage second : asked.subList(2, 4)) {
            assertTrue(second.options().bytes(DhcpOption.IPXE).isPresent());
            assertEquals(asked.getFirst().options().text(DhcpOption.VENDOR_CLASS), second.options().text(DhcpOption.VENDOR_CLASS));
        }
        assertArrayEquals(HexFormat.of().parseHex("0033221100554477668899aabbccddeeff"),
                asked.getFirst().options().bytes(DhcpOption.CLIENT_MACHINE_IDENTIFIER).orElseThrow());
    }

    @Test
    void theMachinesIdentifierIsItsUuid() {
        var machines = new ArrayList<String>();
        var network = ScriptedNetwork.of(loop, each -> {
            machines.add(HexFormat.of().formatHex(each.message().options().bytes(DhcpOption.CLIENT_MACHINE_IDENTIFIER).orElseThrow()));
            return server(ROUTER, 15, "vmlinuz", 0).apply(each);
        });
        try (DhcpClient client = new DhcpClient(OPTIONS, clock, new Random(7))) {
            client.acquireWithBootFile(network, new BootFileRequest(Architecture.S390X,
                    Optional.of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")), Optional.empty()));
            client.acquire(network, Architecture.S390X);
        }
        assertEquals("0000112233445566778899aabbccddeeff", machines.getFirst());
        assertEquals("0000000000000000000000525400123456", machines.getLast());
    }
}
