package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.GuestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link AddressSource} does, on a network as the embedded machine's, in virtual time: the guest is 10.0.2.15/24 there. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class AddressSourceContract {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LEASE = Duration.ofHours(1);

    /** What a source may decline. */
    protected enum Ability {
        /** It asks somebody on the network, by DHCP or otherwise. */
        ASKS,
        /** It renews the lease until it is closed. */
        RENEWS,
        /** It fails when nobody answers. One that asks and then takes an address of its own declines. */
        FAILS
    }

    /** A new source that gives up within ten minutes. */
    protected abstract AddressSource source(BootClock clock, RandomGenerator random);

    /** What this source doesn't. */
    protected Set<Ability> declined() {
        return EnumSet.noneOf(Ability.class);
    }

    private boolean asks() {
        return !declined().contains(Ability.ASKS);
    }

    /** One boot's network, and the source. */
    private static final class World {
        private final VirtualClock clock;
        private final GuestNetwork guest;
        private final AddressSource source;

        private World(VirtualClock clock, GuestNetwork guest, AddressSource source) {
            this.clock = clock;
            this.guest = guest;
            this.source = source;
        }

        private Lease acquire() {
            return source.acquire(guest.network(), Architecture.S390X);
        }

        private IpConfiguration configuration() {
            return guest.network().facts().configuration();
        }

        private void close() throws Exception {
            if (source instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    /** A piece of a boot. */
    @FunctionalInterface
    private interface Boot {
        void run(World world) throws Exception;
    }

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    /** On a thread as the boot's; nothing may be left over. */
    private void boot(long seed, UnaryOperator<GatewaySettings> change, Boot boot) throws Exception {
        var clock = VirtualClock.jumping();
        clock.run("contract", () -> {
            try (GuestNetwork guest = GuestNetwork.start(clock, seed, settings -> change.apply(settings.withLease(LEASE)))) {
                var world = new World(clock, guest, source(clock, new Random(seed)));
                boot.run(world);
                ended(world);
            }
            return true;
        });
    }

    private static void ended(World world) throws Exception {
        assertEquals(List.of(), world.guest.wrongs(), "the network was misused");
        world.close();
        world.close();
        world.guest.settle();
        int sent = world.guest.packetsSent();
        world.clock.sleep(LEASE.multipliedBy(20));
        assertEquals(sent, world.guest.packetsSent(), "ignores close: packets are still sent after it was closed");
        assertEquals(List.of(), world.guest.leftOver(), "ignores close: it leaves something behind");
        assertEquals(List.of(), world.guest.leaked());
        assertEquals(List.of(), world.guest.wrongs(), "the network was misused");
    }

    @Test
    void configuresTheNetwork() throws Exception {
        boot(1, settings -> settings, world -> {
            Lease lease = world.acquire();
            assertEquals(lease.configuration(), world.configuration(), "the network is configured as the lease says");
            assertEquals(Optional.of("10.0.2.15/24"), lease.configuration().ip4().map(Assigned::toString),
                    "the address, and bits of the network");
            assertTrue(world.clock.elapsed().compareTo(Duration.ofMinutes(1)) < 0, "a minute for an address on a quiet network");
        });
    }

    @Test
    void tellsWhatItWasTold() throws Exception {
        boot(2, settings -> settings.withBoot(Optional.of("linux.img"), Optional.of("10.0.2.9")), world -> {
            Lease lease = world.acquire();
            if (asks()) {
                assertEquals(Optional.of("linux.img"), lease.bootFile(), "the boot file that the server told");
                assertEquals(Optional.of("10.0.2.9"), lease.nextServer(), "the next server that the server told");
                assertEquals(Optional.of(LEASE), lease.length(), "how long the lease lasts");
                assertEquals("10.0.2.2", lease.server().map(server -> server.getHostAddress()).orElse("nobody"), "who gave the lease");
                assertEquals(Optional.of("10.0.2.2"),
                        lease.configuration().routes().stream().flatMap(route -> route.gateway().stream())
                                .map(router -> router.getHostAddress()).findFirst(),
                        "the way out");
                assertEquals(List.of("10.0.2.3"),
                        lease.configuration().nameServers().stream().map(server -> server.getHostAddress()).toList());
            } else {
                assertEquals(Optional.empty(), lease.server(), "it asks nobody, so nobody gave the lease");
            }
        });
    }

    @Test
    void givesUpOnASilentNetwork() throws Exception {
        boot(3, settings -> settings.withDhcp(false), world -> {
            if (!asks()) {
                world.acquire();
                assertNotEquals(IpConfiguration.NONE, world.configuration(), "it asks nobody, so it needs no server");
                return;
            }
            if (declined().contains(Ability.FAILS)) {
                Lease lease = world.acquire();
                assertTrue(world.clock.elapsed().compareTo(PATIENCE) <= 0, () -> "it helped itself only after " + world.clock.elapsed());
                assertEquals(lease.configuration(), world.configuration(),
                        "it declines to fail, and the network is not configured as the lease says");
                return;
            }
            StrapworkException refused = ToldWell.refuses("a network without a server", 'N', world::acquire);
            assertFalse(refused.problems().getFirst().where().isBlank(), "a problem must say where");
            assertTrue(world.clock.elapsed().compareTo(PATIENCE) <= 0, () -> "it gave up too late, after " + world.clock.elapsed());
            assertTrue(world.clock.elapsed().compareTo(Duration.ofSeconds(2)) >= 0,
                    () -> "it gave up after " + world.clock.elapsed() + ", before any server could answer");
            assertEquals(IpConfiguration.NONE, world.configuration(), "no lease, and the network is configured");
        });
    }

    @Test
    void getsThroughABadWire() throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            var faults = new io.strapwork.network.gateway.Faults(0.15, 0.1, 0.1, Duration.ofMillis(3), Duration.ofMillis(2), seed);
            boot(seed, settings -> settings.withFaults(faults), world -> {
                Lease lease = world.acquire();
                assertEquals(Optional.of("10.0.2.15/24"), lease.configuration().ip4().map(Assigned::toString),
                        "a wire that loses every seventh frame");
            });
        }
    }

    @Test
    void survivesHostileAnswers() throws Exception {
        for (long seed = 1; seed <= 30; seed++) {
            long harm = seed;
            boot(seed, settings -> settings, world -> {
                world.guest.beHostile(harm);
                try {
                    world.acquire();
                    world.clock.sleep(LEASE);
                } catch (StrapworkException e) {
                    ToldWell.check(e, 'N');
                } catch (RuntimeException e) {
                    throw new AssertionError("acquire may throw only StrapworkException, but it threw: " + e, e);
                }
            });
        }
    }

    @Test
    void renewsUntilItIsClosed() throws Exception {
        boot(4, settings -> settings, world -> {
            Lease lease = world.acquire();
            int sent = world.guest.packetsSent();
            world.clock.sleep(LEASE.multipliedBy(10));
            if (declined().contains(Ability.RENEWS)) {
                assertEquals(sent, world.guest.packetsSent(), "it declines to renew, but sends");
            } else {
                assertTrue(world.guest.packetsSent() > sent, "it doesn't renew: it sent nothing while the lease ran out ten times");
                assertEquals(lease.configuration().ip4(), world.configuration().ip4(),
                        "the address is gone although a server renews it");
            }
        });
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        boot(5, settings -> settings.withDhcp(false), world -> {
            Thread.currentThread().interrupt();
            try {
                world.acquire();
                assertTrue(!asks() || declined().contains(Ability.FAILS), "it continued after an interrupt");
            } catch (StrapworkException e) {
                ToldWell.check(e, 'N');
            } catch (RuntimeException e) {
                throw new AssertionError("acquire may throw only StrapworkException, but it threw: " + e, e);
            }
            assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return or throw");
        });
    }

    @Test
    void leavesTheEventLoopFree() throws Exception {
        boot(6, settings -> settings.withDhcp(false), world -> {
            Duration began = world.clock.elapsed();
            var ran = new CompletableFuture<Duration>();
            // The virtual clock itself tells of a loop that waits by the computer's clock.
            world.guest.loop().eventLoop().schedule(() -> ran.complete(world.clock.elapsed()), 1, TimeUnit.SECONDS);
            try {
                world.acquire();
            } catch (StrapworkException e) {
                ToldWell.check(e, 'N');
            }
            Duration waited = world.clock.await(ran).minus(began);
            assertTrue(waited.compareTo(Duration.ofSeconds(3)) < 0,
                    () -> "blocks the event loop: a timer of a second rings after " + waited);
        });
    }

    @Test
    void usesTheBootsRandomness() throws Exception {
        var digests = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            boot(7, settings -> settings, world -> {
                world.acquire();
                digests.add(world.guest.packetsDigest());
            });
        }
        assertEquals(digests.getFirst(), digests.getLast(),
                "the same seed gives other packets: take randomness and time from the constructor's arguments");
    }

    @Test
    void twoBootsAtOnce() throws Exception {
        var boots = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            long seed = 10L + i;
            var done = new CompletableFuture<Void>();
            boots.add(done);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    boot(seed, settings -> settings, world -> {
                        Lease lease = world.acquire();
                        world.clock.sleep(LEASE);
                        assertEquals(lease.configuration().ip4(), world.configuration().ip4());
                    });
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Void> boot : boots) {
            boot.exceptionally(e -> {
                throw new AssertionError("concurrent boots disturbed each other: " + e.getMessage(), e);
            }).join();
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(source(VirtualClock.still(), new Random(1)));
    }
}
