package io.strapwork.api.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IpConfigurationTests {
    private static final InetAddress FOUR = InetAddress.ofLiteral("10.0.2.15");
    private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::15");
    private static final InetAddress ROUTER = InetAddress.ofLiteral("10.0.2.2");

    @Test
    void holdsBothFamilies() {
        var both = new IpConfiguration(List.of(new Assigned(SIX, 64), new Assigned(FOUR, 24)), List.of(Route.defaultVia(ROUTER)),
                List.of(SIX, ROUTER), List.of("lab.example"), OptionalInt.of(1400));
        assertEquals(Optional.of(new Assigned(FOUR, 24)), both.ip4());
        assertEquals("10.0.2.15/24", both.ip4().orElseThrow().toString());
        assertEquals(Optional.empty(), IpConfiguration.of(SIX, 64).ip4());
        assertEquals(both, IpConfiguration.NONE.withNameServers(List.of(SIX, ROUTER)).withSearchDomains(List.of("lab.example"))
                .withMtu(OptionalInt.of(1400)).withRoutes(both.routes()).withAddresses(both.addresses()));
    }

    @Test
    void theUnionHasEverythingOnce() {
        var four = IpConfiguration.of(FOUR, 24).withRoutes(List.of(Route.defaultVia(ROUTER))).withNameServers(List.of(ROUTER))
                .withSearchDomains(List.of("a.example", "b.example")).withMtu(OptionalInt.of(1500));
        var six = IpConfiguration.of(SIX, 64).withNameServers(List.of(SIX, ROUTER)).withSearchDomains(List.of("b.example"))
                .withMtu(OptionalInt.of(1400));
        assertEquals(new IpConfiguration(List.of(new Assigned(FOUR, 24), new Assigned(SIX, 64)), four.routes(), List.of(ROUTER, SIX),
                List.of("a.example", "b.example"), OptionalInt.of(1400)), IpConfiguration.union(List.of(four, six, four)));
        assertEquals(six, IpConfiguration.union(List.of(six)));
        var farther = new IpConfiguration(List.of(), List.of(), List.of(), List.of(), OptionalInt.empty(), OptionalInt.of(77));
        assertEquals(OptionalInt.of(77), IpConfiguration.union(List.of(six, farther)).withMtu(OptionalInt.of(1280)).hopLimit());
        assertEquals(IpConfiguration.NONE, IpConfiguration.union(List.of()));
    }

    @Test
    void aPrefixFitsItsFamily() {
        assertEquals("not a prefix length of 10.0.2.15: 33",
                assertThrows(IllegalArgumentException.class, () -> IpConfiguration.of(FOUR, 33)).getMessage());
        assertEquals(128, IpConfiguration.of(SIX, 128).addresses().getFirst().prefix());
        assertThrows(IllegalArgumentException.class, () -> IpConfiguration.of(SIX, 129));
        assertThrows(IllegalArgumentException.class, () -> Route.onLink(FOUR, -1));
    }

    @Test
    void aGatewayIsOfItsRoutesFamily() {
        assertEquals("0.0.0.0", Route.defaultVia(ROUTER).network().getHostAddress());
        assertEquals(InetAddress.ofLiteral("::"), Route.defaultVia(SIX).network());
        assertEquals("the gateway 10.0.2.2 is of another address family than 2001:db8:0:0:0:0:0:15/64",
                assertThrows(IllegalArgumentException.class, () -> Route.via(SIX, 64, ROUTER)).getMessage());
        assertEquals(Route.onLink(FOUR, 8), Route.via(FOUR, 8, InetAddress.ofLiteral("0.0.0.0")),
                "RFC 3442: an unspecified router is none");
    }
}
