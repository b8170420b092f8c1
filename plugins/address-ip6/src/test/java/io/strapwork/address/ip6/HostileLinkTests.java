package io.strapwork.address.ip6;

import static io.strapwork.address.ip6.ScriptedLink.ip;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterAdvertisement.RouteInformation;
import io.strapwork.network.inet.nd.RouterPreference;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.net.Inet6Address;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Routers and servers that say anything, in any order and at any time: the client sends no more often than its timers and the answers give cause, and keeps no more than it has room for. */
class HostileLinkTests {
    private static final Dhcp6Identity IDENTITY = Dhcp6Identity.of(ScriptedLink.MAC,
            new BootFileRequest(Architecture.X86_64, Optional.empty(), Optional.empty()), Ip6ClientTests.OPTIONS);
    private static final int EVENTS = 80;
    private static final int AT_ONCE = 4;

    @Test
    void conversationsEndInLeasesOrGoOn() {
        int leases = 0;
        for (int seed = 0; seed < 400; seed++) {
            leases += new Conversation(new Random(seed)).converse();
        }
        assertTrue(leases > 60, leases + " leases");
    }

    @Test
    void routersSayAnything() {
        int addresses = 0;
        for (int seed = 0; seed < 400; seed++) {
            addresses += new Link(new Random(seed)).listen();
        }
        assertTrue(addresses > 60, addresses + " addresses");
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(800);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyConversation(byte[] bytes) {
        new Conversation(new FuzzedRandom(bytes)).converse();
    }

    @MethodSource("dice")
    @FuzzTest
    void anyRouters(byte[] bytes) {
        new Link(new FuzzedRandom(bytes)).listen();
    }

    private static byte[] changed(byte[] bytes, int from, Random random) {
        for (int changes = random.nextInt(3) == 0 ? random.nextInt(5) : 0; changes > 0; changes--) {
            bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static final class Conversation {
        private final Random random;
        private final Dhcp6Steps steps;
        private Dhcp6State state;
        private long now;
        private int sent = 1;
        private int causes = 1;
        private int leases;

        Conversation(Random random) {
            this.random = random;
            steps = new Dhcp6Steps(IDENTITY, true, new Random(2));
            state = (random.nextInt(5) == 0 ? steps.inform(0) : steps.solicit(0)).state();
        }

        int converse() {
            int atOnce = 0;
            for (int event = 0; event < EVENTS; event++) {
                if (now >= state.deadline() || state.deadline() != Long.MAX_VALUE && random.nextInt(5) == 0) {
                    atOnce = state.deadline() <= now ? atOnce + 1 : 0;
                    assertTrue(atOnce <= AT_ONCE, "timers that are over when they are set: " + state);
                    now = Math.max(now, state.deadline());
                    took(steps.timeout(state, now));
                } else if (random.nextInt(20) == 0) {
                    took(steps.duplicate(state, now));
                } else {
                    atOnce = 0;
                    now += random.nextInt(4) * TimeUnit.MILLISECONDS.toNanos(300);
                    try {
                        took(steps.received(state, Dhcp6Message.parse(Unpooled.wrappedBuffer(answer())), now));
                    } catch (MalformedException e) {
                        assertFalse(e.reason().isEmpty());
                    }
                }
            }
            return leases;
        }

        private void took(Dhcp6Steps.Next next) {
            state = next.state();
            causes++;
            for (Dhcp6Effect effect : next.effects()) {
                if (effect instanceof Dhcp6Effect.Send(Dhcp6Message message)) {
                    sent++;
                    assertTrue(message.options().has(Dhcp6Option.ELAPSED_TIME));
                }
                if (effect instanceof Dhcp6Effect.Leased(Held held)) {
                    IpConfiguration configuration = Ip6Configurations.of(ip("fe80::1"), Discovered.NOTHING, Optional.of(held),
                            List.of(held.reply()), true, now);
                    assertTrue(configuration.addresses().size() >= 2 && configuration.nameServers().size() <= Discovered.MOST);
                    Ip6Leases.of(configuration, Optional.of(held.reply()), Optional.empty(), Optional.empty(), List.of());
                    leases++;
                }
            }
            assertTrue(sent <= causes, "a storm: " + sent + " messages, " + causes + " causes");
        }

        private byte[] answer() {
            Dhcp6Options.Builder options = Dhcp6Options.builder().duid(Dhcp6Option.CLIENT_IDENTIFIER, IDENTITY.duid())
                    .duid(Dhcp6Option.SERVER_IDENTIFIER, Duid.of(new UUID(0, random.nextInt(3))));
            if (random.nextInt(6) != 0) {
                long seconds = random.nextInt(random.nextBoolean() ? 3 : 5_000);
                var address = new Address(ip("2001:db8::" + Integer.toHexString(1 + random.nextInt(3))), seconds, seconds,
                        status());
                options.association(
                        new IdentityAssociation(IDENTITY.iaid(), random.nextInt(4), random.nextInt(8), List.of(address), status()));
            }
            status().ifPresent(options::status);
            if (random.nextInt(3) == 0) {
                options.bytes(Dhcp6Option.RAPID_COMMIT);
            }
            if (random.nextInt(3) == 0) {
                options.text(Dhcp6Option.BOOT_FILE_URL, "http://[::1/x");
            }
            if (random.nextInt(3) == 0) {
                options.addresses(Dhcp6Option.DNS_SERVERS, Collections.nCopies(random.nextInt(40), ip("2001:db8::53")));
            }
            Dhcp6MessageType type = random.nextInt(10) == 0
                    ? Dhcp6MessageType.values()[random.nextInt(11)]
                    : state instanceof Dhcp6State.Soliciting && random.nextInt(3) != 0
                            ? Dhcp6MessageType.ADVERTISE
                            : Dhcp6MessageType.REPLY;
            int transaction = state instanceof Dhcp6State.Asking asking && random.nextInt(10) != 0 ? asking.sending().transaction() : 7;
            ByteBuf written = Unpooled.buffer();
            new Dhcp6Message(type, transaction, options.build()).write(written);
            return changed(ByteBufUtil.getBytes(written), 4, random);
        }

        private Optional<Dhcp6Status> status() {
            return random.nextInt(5) == 0 ? Optional.of(new Dhcp6Status(random.nextInt(8), "no")) : Optional.empty();
        }
    }

    private static final class Link {
        private final Random random;
        private final SlaacSteps steps = new SlaacSteps(new InterfaceIdentifiers(IdentifierKind.EUI64, ScriptedLink.MAC, ""), true,
                new Random(2));
        private SlaacState state = steps.start(0).state();
        private long now;
        private int sent = 1;
        private int causes = 1;

        Link(Random random) {
            this.random = random;
        }

        int listen() {
            int atOnce = 0;
            for (int event = 0; event < EVENTS; event++) {
                if (now >= state.deadline() || state.deadline() != Long.MAX_VALUE && random.nextInt(5) == 0) {
                    atOnce = state.deadline() <= now ? atOnce + 1 : 0;
                    assertTrue(atOnce <= AT_ONCE, "timers that are over when they are set: " + state);
                    now = Math.max(now, state.deadline());
                    took(steps.timeout(state, now));
                } else if (random.nextInt(20) == 0 && !state.discovered().addresses().isEmpty()) {
                    took(steps.duplicate(state, state.discovered().addresses().getFirst().address(), now));
                } else {
                    atOnce = 0;
                    now += random.nextInt(4) * TimeUnit.MILLISECONDS.toNanos(300);
                    try {
                        RouterAdvertisement message = RouterAdvertisement.parse(Unpooled.wrappedBuffer(advertisement()),
                                odd -> assertFalse(odd.isBlank()));
                        took(steps.received(state, message, address("fe80::"), random.nextInt(9) == 0 ? 254 : 255, now));
                    } catch (MalformedException e) {
                        assertFalse(e.reason().isEmpty());
                    }
                }
            }
            return state.discovered().addresses().size();
        }

        private void took(SlaacSteps.Next next) {
            state = next.state();
            causes++;
            sent += (int) next.effects().stream().filter(SlaacEffect.Solicit.class::isInstance).count();
            assertTrue(sent <= causes, "a storm: " + sent + " messages, " + causes + " causes");
            Discovered known = state.discovered();
            for (List<?> list : List.of(known.routers(), known.prefixes(), known.addresses(), known.routes(), known.servers(),
                    known.domains())) {
                assertTrue(list.size() <= Discovered.MOST);
            }
            Ip6Configurations.of(ip("fe80::1"), known, Optional.empty(), List.of(), false, now);
        }

        private Inet6Address address(String prefix) {
            byte[] bytes = ip(prefix).getAddress();
            bytes[random.nextInt(4) == 0 ? 7 : 15] = (byte) random.nextInt(40);
            return Ip6Address.of(bytes).toInet();
        }

        private long lifetime() {
            return random.nextInt(8) == 0 ? RouterAdvertisement.INFINITY : random.nextInt(random.nextBoolean() ? 3 : 20_000);
        }

        private byte[] advertisement() {
            RouterAdvertisement message = RouterAdvertisement.of(random.nextInt(random.nextBoolean() ? 2 : 9_000))
                    .withFlags(random.nextBoolean(), random.nextBoolean()).withPrefixes(new PrefixInformation(address("2001:db8::"),
                            random.nextInt(4) == 0 ? random.nextInt(129) : 64, random.nextBoolean(), random.nextBoolean(), lifetime(),
                            lifetime()))
                    .withRoutes(new RouteInformation(address("2001:db9::"), random.nextInt(129), RouterPreference.HIGH, lifetime()))
                    .withDns(List.of(new RecursiveDnsServers(lifetime(), List.of(address("2001:db8::"), address("2001:db8::")))),
                            List.of());
            ByteBuf written = Unpooled.buffer();
            message.write(written);
            return changed(ByteBufUtil.getBytes(written), 2, random);
        }
    }
}
