package io.strapwork.address.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.GuestNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AutoAddressTests {
    private static final IpConfiguration IP4 = IpConfiguration.of(InetAddress.ofLiteral("10.0.2.15"), 24);
    private static final IpConfiguration IP6 = IpConfiguration.of(InetAddress.ofLiteral("2001:db8::15"), 64);

    private final VirtualClock clock = VirtualClock.jumping();
    private final List<String> calls = new ArrayList<>();

    /** Answers after a time, or fails. */
    private final class Slow implements BootFileSource {
        private final String name;
        private final Duration after;
        private final Optional<Lease> lease;

        Slow(String name, Duration after, Optional<Lease> lease) {
            this.name = name;
            this.after = after;
            this.lease = lease;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            calls.add(name);
            try {
                clock.sleep(after);
            } catch (InterruptedException e) {
                calls.add(name + " interrupted");
                Thread.currentThread().interrupt();
                throw problem("SW-N998");
            }
            return lease.orElseThrow(() -> problem("SW-N999"));
        }

        @Override
        public Lease acquireWithBootFile(IpNetwork network, BootFileRequest request) {
            return acquire(network, request.machine());
        }

        private StrapworkException problem(String code) {
            return new Problem(code, Blame.PEER, name, "nobody answers", "").asException();
        }
    }

    private static Lease lease(IpConfiguration configuration, String bootFile) {
        return new Lease(configuration, configuration.addresses().stream().map(own -> own.address()).findFirst(), Optional.empty(),
                Optional.of(bootFile).filter(file -> !file.isEmpty()), Optional.empty(),
                new TreeMap<>(configuration.ip4().isPresent() ? Map.of(12, new byte[]{'h'}) : Map.of()), List.of("offer of " + bootFile));
    }

    private Slow slow(String name, int seconds, Lease lease) {
        return new Slow(name, Duration.ofSeconds(seconds), Optional.of(lease));
    }

    private Slow silent(String name) {
        return new Slow(name, Duration.ofSeconds(60), Optional.empty());
    }

    /** A piece of a boot. */
    private interface Boot {
        void run(AutoAddress auto, IpNetwork network) throws Exception;
    }

    private void boot(AddressSource dhcp, AddressSource ip6, Boot boot, Family... families) throws Exception {
        clock.run("auto", () -> {
            try (GuestNetwork guest = GuestNetwork.start(clock, 1);
                    var auto = new AutoAddress(new AutoOptions(List.of(families), Duration.ofSeconds(2), Duration.ofSeconds(8)), dhcp, ip6,
                            clock)) {
                boot.run(auto, guest.network());
            }
            return true;
        });
    }

    private static Lease withBootFile(AutoAddress auto, IpNetwork network) {
        return auto.acquireWithBootFile(network, new BootFileRequest(Architecture.S390X, Optional.empty(), Optional.empty()));
    }

    @Test
    void theFirstFamilyIsEnough() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "")), silent("ip6"), (auto, network) -> {
            assertEquals(IP4, auto.acquire(network, Architecture.S390X).configuration());
            assertEquals(Duration.ofSeconds(1), clock.elapsed());
        });
        assertEquals(List.of("ip4", "ip6", "ip6 interrupted"), calls);
        calls.clear();
    }

    @Test
    void theLeaseGrows() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "")), slow("ip6", 3, lease(IP6, "")), (auto, network) -> {
            assertEquals(IP4, auto.acquire(network, Architecture.S390X).configuration());
            assertEquals(IP4, auto.lease(Duration.ZERO).configuration());
            assertEquals(Duration.ofSeconds(1), clock.elapsed());
            assertEquals(IP4, auto.lease(Duration.ofSeconds(1)).configuration());
            assertEquals(IpConfiguration.union(List.of(IP4, IP6)), auto.lease(Duration.ofSeconds(9)).configuration());
            assertEquals(Duration.ofSeconds(3), clock.elapsed());
        });
    }

    /** IPv6 is the faster one on most networks, and many servers have only IPv4. */
    @Test
    void ip4IsWaitedForShortly() throws Exception {
        boot(slow("ip4", 2, lease(IP4, "")), slow("ip6", 1, lease(IP6, "")), (auto, network) -> {
            assertEquals(IpConfiguration.union(List.of(IP4, IP6)), auto.acquire(network, Architecture.S390X).configuration());
            assertEquals(Duration.ofSeconds(2), clock.elapsed());
        });
    }

    @Test
    void ip4ThatDoesNotComeIsNotWaitedForAnyLonger() throws Exception {
        boot(silent("ip4"), slow("ip6", 1, lease(IP6, "")), (auto, network) -> {
            assertEquals(IP6, auto.acquire(network, Architecture.S390X).configuration());
            assertEquals(Duration.ofSeconds(3), clock.elapsed());
        });
    }

    @Test
    void whoeverKnowsABootFile() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "")), slow("ip6", 3, lease(IP6, "http://[2001:db8::1]/x")), (auto, network) -> {
            Lease lease = withBootFile(auto, network);
            assertEquals(Optional.of("http://[2001:db8::1]/x"), lease.bootFile());
            assertEquals(IpConfiguration.union(List.of(IP4, IP6)), lease.configuration());
            assertEquals("2001:db8:0:0:0:0:0:15", lease.server().orElseThrow().getHostAddress());
            assertEquals(1, lease.options().size());
            assertEquals(2, lease.offers().size());
            assertEquals(Duration.ofSeconds(3), clock.elapsed());
        });
    }

    @Test
    void nobodyKnowsABootFile() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "")), silent("ip6"), (auto, network) -> {
            assertEquals(IP4, withBootFile(auto, network).configuration());
            assertEquals(Duration.ofSeconds(9), clock.elapsed());
        });
    }

    @Test
    void bothFail() throws Exception {
        boot(silent("ip4"), silent("ip6"), (auto, network) -> {
            List<Problem> problems = assertThrows(StrapworkException.class, () -> auto.acquire(network, Architecture.S390X)).problems();
            assertEquals(List.of("ip4", "ip6"), problems.stream().map(Problem::where).toList());
            assertEquals(Duration.ofSeconds(60), clock.elapsed());
        });
    }

    @Test
    void oneFamilyOnly() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "")), silent("ip6"), (auto, network) -> auto.acquire(network, Architecture.S390X), Family.IPV4);
        assertEquals(List.of("ip4"), calls);
    }

    @Test
    void isAskedAgain() throws Exception {
        boot(slow("ip4", 1, lease(IP4, "ipxe.efi")), slow("ip6", 5, lease(IP6, "")), (auto, network) -> {
            withBootFile(auto, network);
            assertEquals(Optional.of("ipxe.efi"), withBootFile(auto, network).bootFile());
            assertEquals(List.of("ip4", "ip6", "ip4"), List.copyOf(calls));
            clock.sleep(Duration.ofSeconds(10));
            assertEquals(IpConfiguration.union(List.of(IP4, IP6)), withBootFile(auto, network).configuration());
        });
    }

    @Test
    void anInterruptEndsBoth() throws Exception {
        boot(silent("ip4"), silent("ip6"), (auto, network) -> {
            Thread.currentThread().interrupt();
            StrapworkException e = assertThrows(StrapworkException.class, () -> auto.acquire(network, Architecture.S390X));
            assertEquals(2, e.problems().size());
            assertTrue(Thread.interrupted());
        });
        assertEquals(List.of("ip4", "ip6"), calls.stream().filter(call -> !call.contains(" ")).toList());
    }
}
