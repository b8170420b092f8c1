package io.strapwork.handoff.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.Lease;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.trust.VerifiedImage;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandLineTests {
    private static final IpConfiguration BOTH = IpConfiguration.NONE
            .withAddresses(List.of(assigned("fe80::1", 64), assigned("192.0.2.15", 26), assigned("2001:db8::15", 64)))
            .withRoutes(List.of(Route.defaultVia(address("192.0.2.1")), Route.defaultVia(address("fe80::2"))))
            .withNameServers(List.of(address("192.0.2.3"), address("2001:db8::3"), address("192.0.2.4"), address("192.0.2.5")));

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static Assigned assigned(String text, int prefix) {
        return new Assigned(address(text), prefix);
    }

    private static String line(String own, Optional<Lease> lease, Optional<String> entry) {
        var faults = new HandoffFaults();
        String line = CommandLine.of(new HandoffRequest(Architecture.S390X, new MemoryLayout(List.of(GuestRange.of(0, 1 << 20)), List.of()),
                new VerifiedImage(List.of()), lease, Optional.empty(), MachineFacts.none(), entry), own, faults);
        faults.throwIfAny();
        return line;
    }

    private static Lease lease(IpConfiguration configuration, Map<Integer, byte[]> options) {
        return new Lease(configuration, Optional.of(address("192.0.2.2")), Optional.empty(), Optional.empty(), Optional.empty(),
                new TreeMap<>(options));
    }

    @Test
    void bothFamiliesAreTold() {
        assertEquals("quiet ip=192.0.2.15:192.0.2.2:192.0.2.1:255.255.255.192:box-1::none:192.0.2.3:192.0.2.4"
                + " ip=[2001:db8:0:0:0:0:0:15]::[fe80:0:0:0:0:0:0:2]:64:box-1::none:[2001:db8:0:0:0:0:0:3] rw",
                line("{ip} rw", Optional.of(lease(BOTH, Map.of(12, "box-1".getBytes()))), Optional.of("quiet")));
    }

    @Test
    void aHostNameCannotAddArguments() {
        String line = line("{ip}", Optional.of(lease(BOTH, Map.of(12, "a init=/bin/sh".getBytes()))), Optional.empty());
        assertTrue(!line.contains("init"), line);
    }

    @Test
    void withoutItTheLineIsAsItIs() {
        assertEquals("a {ipx} b", line("a {ipx} b", Optional.empty(), Optional.empty()));
    }

    @Test
    void aMenuEntryIsNotExpanded() {
        assertEquals("{ip} own", line("own", Optional.of(lease(BOTH, Map.of())), Optional.of("{ip}")));
    }

    @Test
    void withoutANetworkItIsAProblem() {
        for (Optional<Lease> none : List.of(Optional.<Lease>empty(),
                Optional.of(lease(IpConfiguration.NONE.withAddresses(List.of(assigned("fe80::1", 64))), Map.of())))) {
            StrapworkException thrown = assertThrows(StrapworkException.class, () -> line("{ip}", none, Optional.empty()));
            assertEquals("SW-H508", thrown.problems().getFirst().code());
        }
    }
}
