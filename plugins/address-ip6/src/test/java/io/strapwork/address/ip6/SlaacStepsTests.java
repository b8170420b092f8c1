package io.strapwork.address.ip6;

import static io.strapwork.address.ip6.ScriptedLink.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.address.ip6.Discovered.Own;
import io.strapwork.address.ip6.Discovered.Router;
import io.strapwork.address.ip6.SlaacEffect.Ignored;
import io.strapwork.address.ip6.SlaacEffect.Solicit;
import io.strapwork.address.ip6.SlaacState.Listening;
import io.strapwork.address.ip6.SlaacState.Soliciting;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.DnsSearchList;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterAdvertisement.RouteInformation;
import io.strapwork.network.inet.nd.RouterPreference;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlaacStepsTests {
    private static final Inet6Address ROUTER = ip("fe80::1");
    private static final Inet6Address PREFIX = ip("2001:db8:1::");
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final SlaacSteps steps = new SlaacSteps(new InterfaceIdentifiers(IdentifierKind.EUI64, ScriptedLink.MAC, ""), true,
            new Random(3));

    private static RouterAdvertisement prefix(int length, long valid, long preferred) {
        return RouterAdvertisement.of(1800).withPrefixes(new PrefixInformation(PREFIX, length, true, true, valid, preferred));
    }

    private SlaacState received(SlaacState state, RouterAdvertisement message, long now) {
        return steps.received(state, message, ROUTER, 255, now).state();
    }

    private SlaacState start() {
        return steps.start(0).state();
    }

    private static long hours(SlaacState state) {
        return state.discovered().addresses().getFirst().until() / HOUR;
    }

    private static RouterAdvertisement hops(int limit) {
        RouterAdvertisement usual = prefix(64, 3600, 3600);
        return new RouterAdvertisement(limit, usual.managed(), usual.other(), usual.preference(), usual.lifetime(), usual.reachableTime(),
                usual.retransTimer(), usual.source(), usual.mtu(), usual.prefixes(), usual.routes(), usual.dnsServers(),
                usual.searchLists());
    }

    /** RFC 4861 6.3.4: 0 says nothing; CVE-2015-2922: a small one is an attack. */
    @Test
    void theHopLimitIsTheLastRouters() {
        SlaacState state = received(start(), hops(0), 0);
        assertEquals(OptionalInt.empty(), state.discovered().hopLimit());
        state = received(state, hops(77), 1);
        assertEquals(OptionalInt.of(77), state.discovered().hopLimit());
        for (int same : new int[]{0, 1, 31}) {
            state = received(state, hops(same), 2);
            assertEquals(OptionalInt.of(77), state.discovered().hopLimit(), "after " + same);
        }
        assertEquals(OptionalInt.of(32), received(state, hops(32), 3).discovered().hopLimit());
        assertTrue(steps.received(state, hops(1), ROUTER, 255, 4).effects().toString().contains("hop limit of 1"));
        assertEquals(OptionalInt.of(77), Ip6Configurations.of(ip("fe80::7"), state.discovered(), Optional.empty(), List.of(), false, 5)
                .hopLimit());
    }

    /** RFC 4862 5.5.3 e: somebody who can only send advertisements takes an address away in two hours at the earliest. */
    @Test
    void theTwoHoursRule() {
        SlaacState ten = received(start(), prefix(64, 36_000, 36_000), 0);
        assertEquals(10, hours(ten));
        assertEquals(20, hours(received(ten, prefix(64, 72_000, 0), 0)), "longer");
        assertEquals(3, hours(received(ten, prefix(64, 10_800, 0), 0)), "more than two hours");
        assertEquals(2, hours(received(ten, prefix(64, 60, 0), 0)), "less");
        assertEquals(2, hours(received(ten, prefix(64, 0, 0), 0)));
        assertEquals(10, hours(received(ten, prefix(64, 60, 0), 9 * HOUR)), "less is left already");
        assertEquals(0, received(ten, prefix(64, 60, 0), 0).discovered().addresses().getFirst().preferred() / HOUR);
        assertEquals(Long.MAX_VALUE,
                received(ten, prefix(64, RouterAdvertisement.INFINITY, 0), 0).discovered().addresses().getFirst().until());
    }

    @Test
    void anAddressEnds() {
        SlaacState state = received(start(), prefix(64, 100, 50), 0);
        assertEquals(TimeUnit.SECONDS.toNanos(50), state.deadline());
        state = steps.timeout(state, state.deadline()).state();
        assertEquals(TimeUnit.SECONDS.toNanos(100), state.deadline());
        SlaacSteps.Next next = steps.timeout(state, state.deadline());
        assertEquals(List.of(), next.state().discovered().addresses());
        assertInstanceOf(Listening.class, next.state());
    }

    @Test
    void asksAgainWhenTheLastRouterIsGone() {
        SlaacState state = received(start(), RouterAdvertisement.of(10), 0);
        assertEquals(List.of(new Router(ROUTER, RouterPreference.MEDIUM, TimeUnit.SECONDS.toNanos(10))), state.discovered().routers());
        SlaacSteps.Next next = steps.timeout(state, state.deadline());
        assertInstanceOf(Soliciting.class, next.state());
        assertTrue(next.effects().stream().anyMatch(Solicit.class::isInstance));
    }

    /** RFC 7559: in longer and longer times, an hour at most; a router that is no way out doesn't end the questions. */
    @Test
    void asksLessAndLess() {
        SlaacState state = received(start(), prefix(64, 100_000, 100_000).withFlags(true, false), 0);
        assertInstanceOf(Listening.class, state);
        state = received(start(), RouterAdvertisement.of(0), 0);
        long before = 0;
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Soliciting.class, state);
            before = state.deadline();
            state = steps.timeout(state, before).state();
        }
        long interval = (state.deadline() - before) / TimeUnit.MINUTES.toNanos(1);
        assertTrue(interval >= 54 && interval <= 66, interval + " min");
    }

    @Test
    void whatIsNoAdvertisementOfTheLinkIsIgnored() {
        assertInstanceOf(Ignored.class, steps.received(start(), prefix(64, 100, 50), ROUTER, 254, 0).effects().getFirst());
        assertInstanceOf(Ignored.class, steps.received(start(), prefix(64, 100, 50), ip("2001:db8::1"), 255, 0).effects().getFirst());
    }

    @Test
    void prefixesThatAreNone() {
        assertEquals(List.of(), received(start(), prefix(63, 100, 50), 0).discovered().addresses());
        assertEquals(1, received(start(), prefix(63, 100, 50), 0).discovered().prefixes().size(), "on the link all the same");
        assertEquals(List.of(), received(start(), prefix(64, 50, 100), 0).discovered().addresses());
        assertEquals(List.of(), received(start(), RouterAdvertisement.of(1).withPrefixes(
                new PrefixInformation(ip("fe80::"), 64, true, true, 100, 50), new PrefixInformation(ip("ff00::"), 64, true, true, 100, 50)),
                0).discovered().addresses());
        var others = new SlaacSteps(new InterfaceIdentifiers(IdentifierKind.EUI64, ScriptedLink.MAC, ""), false, new Random(3));
        assertEquals(List.of(), others.received(start(), prefix(64, 100, 50), ROUTER, 255, 0).state().discovered().addresses());
    }

    @Test
    void routesAndServersEnd() {
        SlaacState state = received(start(), RouterAdvertisement.of(1800)
                .withRoutes(new RouteInformation(ip("2001:db8:ff::"), 48, RouterPreference.LOW, 20),
                        new RouteInformation(ip("::"), 0, RouterPreference.HIGH, 5_000))
                .withDns(List.of(new RecursiveDnsServers(30, List.of(ip("2001:db8::53"), ip("ff02::53"), ip("::1")))),
                        List.of(new DnsSearchList(40, List.of("lab.example")))),
                0);
        Discovered discovered = state.discovered();
        assertEquals(RouterPreference.HIGH, discovered.routers().getFirst().preference(), "of the route of no bits");
        assertEquals(1, discovered.routes().size());
        assertEquals(1, discovered.servers().size(), "no host answers at a group, nor at the loopback address");
        assertEquals(0, discovered.at(TimeUnit.SECONDS.toNanos(20)).routes().size());
        assertEquals(0, discovered.at(TimeUnit.SECONDS.toNanos(30)).servers().size());
        assertEquals(0, discovered.at(TimeUnit.SECONDS.toNanos(40)).domains().size());
        assertEquals(List.of(), received(state, RouterAdvertisement.of(1800)
                .withDns(List.of(new RecursiveDnsServers(0, List.of(ip("2001:db8::53")))), List.of()), 1).discovered().servers());
    }

    @Test
    void duplicatesAreReplacedThreeTimes() {
        SlaacState state = received(start(), prefix(64, 100, 50), 0);
        for (int counter = 1; counter <= 3; counter++) {
            Own own = state.discovered().addresses().getFirst();
            state = steps.duplicate(state, own.address(), 0).state();
            assertEquals(counter, state.discovered().addresses().getFirst().counter());
            assertNotEquals(own.address(), state.discovered().addresses().getFirst().address());
        }
        state = steps.duplicate(state, state.discovered().addresses().getFirst().address(), 0).state();
        assertEquals(List.of(), state.discovered().addresses());
    }

    @Test
    void identifiers() {
        var eui64 = new InterfaceIdentifiers(IdentifierKind.EUI64, MacAddress.parse("00:11:22:33:44:55"), "");
        assertEquals(ip("fe80::211:22ff:fe33:4455"), eui64.address(ip("fe80::"), 0));
        var stable = new InterfaceIdentifiers(IdentifierKind.STABLE, ScriptedLink.MAC, "secret");
        assertEquals(stable.address(PREFIX, 0), stable.address(PREFIX, 0));
        assertNotEquals(stable.address(PREFIX, 0), stable.address(PREFIX, 1));
        assertNotEquals(stable.address(PREFIX, 0),
                new InterfaceIdentifiers(IdentifierKind.STABLE, ScriptedLink.MAC, "other").address(PREFIX,
                        0));
        assertTrue(InterfaceIdentifiers.isReserved(0));
        assertTrue(InterfaceIdentifiers.isReserved(0xfdff_ffff_ffff_ff80L));
        assertTrue(InterfaceIdentifiers.isReserved(0x0200_5eff_fe00_0001L));
    }
}
