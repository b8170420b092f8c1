package io.strapwork.address.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaticAddressTests {
    @Test
    void readsAllOptions() {
        IpConfiguration configuration = new StaticAddress(
                new StaticOptions("10.0.2.15/24", Optional.of("10.0.2.2"), List.of("192.168.7.0/24 via 10.0.2.9"),
                        List.of("10.0.2.3"), Optional.of("lab.example"), Optional.of(1400)),
                BootClock.system())
                .configuration();
        assertEquals("[10.0.2.15/24]", configuration.addresses().toString());
        assertEquals(List.of("0.0.0.0/0 10.0.2.2", "192.168.7.0/24 10.0.2.9"),
                configuration.routes().stream().map(route -> route.network().getHostAddress() + "/"
                        + route.prefix() + " " + route.gateway().orElseThrow().getHostAddress()).toList());
        assertEquals(java.util.List.of("lab.example"), configuration.searchDomains());
        assertEquals(1400, configuration.mtu().orElseThrow());
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        var options = new StaticOptions("10.0.2.15", Optional.of("10.0.2.256"), List.of("10.1.0.0/33 via 10.0.2.9", "somewhere"),
                List.of("dns.example"),
                Optional.empty(), Optional.of(100));
        List<Problem> problems = assertThrows(StrapworkException.class,
                () -> new StaticAddress(options, BootClock.system()).configuration()).problems();
        assertEquals(List.of("[address] address \"10.0.2.15\" is not understood: write an address and a prefix, such as \"10.0.2.15/24\"",
                "[address] gateway \"10.0.2.256\" is not understood: write an IPv4 address, such as \"10.0.2.2\"",
                "[address] routes \"10.1.0.0/33\" is not understood: write an address and a prefix, such as \"10.0.2.15/24\"",
                "[address] routes \"somewhere\" is not understood: write \"192.168.7.0/24 via 10.0.2.9\"",
                "[address] dns \"dns.example\" is not understood: write an IPv4 address, such as \"10.0.2.2\"",
                "[address] mtu \"100\" is not understood: write 576 to 65535"),
                problems.stream().map(problem -> problem.where() + " " + problem.what() + ": " + problem
                        .hint()).toList());
    }
}
