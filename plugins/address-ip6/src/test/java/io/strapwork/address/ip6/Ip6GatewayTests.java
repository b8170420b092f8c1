package io.strapwork.address.ip6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.gateway.Faults;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.network.gateway.Ip6Assignment;
import io.strapwork.network.gateway.Ip6Settings;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.GuestNetwork;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The three plugins on the real engine, in a network of the gateway's that has no IPv4. */
class Ip6GatewayTests {
    private static final String LEASED = "fd00:5354:5250:0:0:0:0:15/64";
    private static final String OWN = "fd00:5354:5250:0:5054:ff:fe12:3456/64";
    private static final String LINK_LOCAL = "fe80:0:0:0:5054:ff:fe12:3456/64";

    /** A piece of a boot. */
    private interface Boot {
        void run(GuestNetwork guest, BootFileSource source, VirtualClock clock) throws Exception;
    }

    private static void boot(Way way, Ip6Assignment assignment, long seed, UnaryOperator<GatewaySettings> change, Boot boot)
            throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        clock.run("ip6", () -> {
            UnaryOperator<GatewaySettings> network = settings -> change.apply(settings.withIp4(false)
                    .withIp6(Optional.of(Ip6Settings.standard(assignment))).withLease(Duration.ofHours(1)));
            try (GuestNetwork guest = GuestNetwork.start(clock, seed, network)) {
                var random = new Random(seed);
                BootFileSource source = switch (way) {
                    case SLAAC -> new Slaac(Ip6ClientTests.OPTIONS, clock, random);
                    case DHCP6 -> new Dhcp6Client(Ip6ClientTests.OPTIONS, clock, random);
                    case ROUTERS -> new RouterAdvised(Ip6ClientTests.OPTIONS, clock, random);
                };
                boot.run(guest, source, clock);
                ((AutoCloseable) source).close();
                guest.settle();
                int sent = guest.packetsSent();
                clock.sleep(Duration.ofHours(20));
                assertEquals(sent, guest.packetsSent(), "packets are still sent after it was closed");
                assertEquals(List.of(), guest.leftOver());
                assertEquals(List.of(), guest.leaked());
                assertEquals(List.of(), guest.wrongs());
            }
            return true;
        });
    }

    private static List<String> addresses(IpConfiguration configuration) {
        return configuration.addresses().stream().map(Object::toString).toList();
    }

    private static Lease acquire(GuestNetwork guest, BootFileSource source) {
        return source.acquire(guest.network(), Architecture.S390X);
    }

    private static void expect(Way way, Ip6Assignment assignment, List<String> addresses) throws Exception {
        boot(way, assignment, 1, settings -> settings, (guest, source, clock) -> {
            Lease lease = acquire(guest, source);
            assertEquals(addresses, addresses(lease.configuration()));
            assertEquals(lease.configuration(), guest.network().facts().configuration());
            assertEquals(List.of("fd00:5354:5250:0:0:0:0:3"),
                    lease.configuration().nameServers().stream().map(server -> server.getHostAddress()).toList());
            assertEquals(1, lease.configuration().routes().size());
            assertTrue(clock.elapsed().compareTo(Duration.ofMillis(100)) < 0, clock.elapsed().toString());
        });
    }

    @Test
    void eachWayInEachNetwork() throws Exception {
        for (Ip6Assignment assignment : Ip6Assignment.values()) {
            boolean autonomous = assignment != Ip6Assignment.DHCP6;
            expect(Way.DHCP6, assignment, List.of(LEASED, LINK_LOCAL));
            expect(Way.ROUTERS, assignment, List.of(autonomous ? OWN : LEASED, LINK_LOCAL));
            if (autonomous) {
                expect(Way.SLAAC, assignment, List.of(OWN, LINK_LOCAL));
            }
        }
    }

    @Test
    void bootFiles() throws Exception {
        for (Way way : Way.values()) {
            for (Ip6Assignment assignment : Ip6Assignment.values()) {
                if (way == Way.SLAAC && assignment == Ip6Assignment.DHCP6) {
                    continue;
                }
                boot(way, assignment, 2, settings -> settings.withBoot(Optional.of("linux.img"), Optional.empty()), (guest, source,
                        clock) -> {
                    var request = new BootFileRequest(Architecture.S390X, Optional.empty(), Optional.empty());
                    Lease lease = source.acquireWithBootFile(guest.network(), request);
                    assertEquals("tftp://[fd00:5354:5250::2]/linux.img", lease.bootFile().orElse("none"));
                    assertEquals("fd00:5354:5250::2", lease.nextServer().orElse("nobody"));
                    assertTrue(clock.elapsed().compareTo(Duration.ofMillis(100)) < 0, clock.elapsed().toString());
                    var again = new BootFileRequest(Architecture.S390X, Optional.empty(), Optional.of("iPXE"));
                    assertEquals(lease.bootFile(), source.acquireWithBootFile(guest.network(), again).bootFile());
                });
            }
        }
    }

    @Test
    void badWires() throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            var faults = new Faults(0.15, 0.1, 0.1, Duration.ofMillis(3), Duration.ofMillis(2), seed);
            for (Way way : Way.values()) {
                Ip6Assignment assignment = way == Way.SLAAC ? Ip6Assignment.SLAAC : Ip6Assignment.DHCP6;
                boot(way, assignment, seed, settings -> settings.withFaults(faults),
                        (guest, source, _) -> assertEquals(2, acquire(guest, source).configuration().addresses().size()));
            }
        }
    }

    @Test
    void staysConfigured() throws Exception {
        for (Way way : Way.values()) {
            Ip6Assignment assignment = way == Way.SLAAC ? Ip6Assignment.SLAAC : Ip6Assignment.DHCP6;
            boot(way, assignment, 3, settings -> settings, (guest, source, clock) -> {
                Lease lease = acquire(guest, source);
                clock.sleep(Duration.ofHours(10));
                assertEquals(lease.configuration(), guest.network().facts().configuration());
            });
        }
    }

    @Test
    void survivesHostileAnswers() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            long harm = seed;
            Way way = Way.values()[(int) seed % 3];
            Ip6Assignment assignment = way == Way.SLAAC ? Ip6Assignment.STATELESS : Ip6Assignment.DHCP6;
            boot(way, assignment, seed, settings -> settings, (guest, source, clock) -> {
                guest.beHostile(harm);
                acquire(guest, source);
                clock.sleep(Duration.ofHours(1));
            });
        }
    }

    @Test
    void givesUpOnASilentNetwork() throws Exception {
        for (Way way : Way.values()) {
            boot(way, Ip6Assignment.SLAAC, 4, settings -> settings.withIp4(true).withIp6(Optional.empty()), (guest, source, clock) -> {
                Problem problem = assertThrows(StrapworkException.class, () -> acquire(guest, source)).problems().getFirst();
                assertEquals("SW-N001", problem.code());
                assertEquals(Duration.ofSeconds(60), clock.elapsed());
                assertEquals(IpConfiguration.NONE, guest.network().facts().configuration());
            });
        }
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        boot(Way.ROUTERS, Ip6Assignment.SLAAC, 5, settings -> settings.withIp4(true).withIp6(Optional.empty()), (guest, source, _) -> {
            Thread.currentThread().interrupt();
            Problem problem = assertThrows(StrapworkException.class, () -> acquire(guest, source)).problems().getFirst();
            assertEquals("SW-N002", problem.code());
            assertTrue(Thread.interrupted());
            guest.settle();
            assertEquals(IpConfiguration.NONE, guest.network().facts().configuration());
        });
    }

    @Test
    void usesTheBootsRandomness() throws Exception {
        for (Way way : Way.values()) {
            var digests = new HashSet<String>();
            for (int i = 0; i < 2; i++) {
                boot(way, way == Way.SLAAC ? Ip6Assignment.SLAAC : Ip6Assignment.DHCP6, 6, settings -> settings, (guest, source, _) -> {
                    acquire(guest, source);
                    digests.add(guest.packetsDigest());
                });
            }
            assertEquals(1, digests.size());
        }
    }
}
