package io.strapwork.address.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.GuestNetwork;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaticAddressTests {
    @Test
    void readsAllOptions() {
        IpConfiguration configuration = new StaticAddress(
                new StaticOptions("10.0.2.15/24", List.of(), Optional.of("10.0.2.2"), List.of("192.168.7.0/24 via 10.0.2.9"),
                        List.of("10.0.2.3"), Optional.of("lab.example"), Optional.of(1400)),
                BootClock.system())
                .configuration();
        assertEquals("[10.0.2.15/24]", configuration.addresses().toString());
        assertEquals(List.of("0.0.0.0/0 10.0.2.2", "192.168.7.0/24 10.0.2.9"),
                routes(configuration));
        assertEquals(java.util.List.of("lab.example"), configuration.searchDomains());
        assertEquals(1400, configuration.mtu().orElseThrow());
    }

    @Test
    void bothFamilies() {
        IpConfiguration configuration = new StaticAddress(new StaticOptions("2001:db8::15/64", List.of("10.0.2.15/24"),
                Optional.of("fe80::1"), List.of("0.0.0.0/0 via 10.0.2.2", "2001:db8:1::/48 via 2001:db8::9"), List.of("2001:db8::53"),
                Optional.empty(), Optional.empty()), BootClock.system()).configuration();
        assertEquals("[2001:db8:0:0:0:0:0:15/64, 10.0.2.15/24]", configuration.addresses().toString());
        assertEquals(List.of("0:0:0:0:0:0:0:0/0 fe80:0:0:0:0:0:0:1", "0.0.0.0/0 10.0.2.2", "2001:db8:1:0:0:0:0:0/48 2001:db8:0:0:0:0:0:9"),
                routes(configuration));
        assertEquals("[/2001:db8:0:0:0:0:0:53]", configuration.nameServers().toString());
    }

    @Test
    void whoHasIpv6HasALinkLocalAddress() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        clock.run("static", () -> {
            try (GuestNetwork guest = GuestNetwork.start(clock, 1)) {
                new StaticAddress(new StaticOptions("2001:db8::15/64", List.of(), Optional.empty(), List.of(), List.of(), Optional.empty(),
                        Optional.empty()), clock).acquire(guest.network(), Architecture.S390X);
                assertEquals("[2001:db8:0:0:0:0:0:15/64, fe80:0:0:0:5054:ff:fe12:3456/64]",
                        guest.network().facts().configuration().addresses().toString());
            }
            return true;
        });
    }

    private static List<String> routes(IpConfiguration configuration) {
        return configuration.routes().stream().map(route -> route.network().getHostAddress() + "/" + route.prefix() + " "
                + route.gateway().orElseThrow().getHostAddress()).toList();
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        var options = new StaticOptions("10.0.2.15", List.of("2001:db8::15/129", "fe80::1%eth0/64"), Optional.of("10.0.2.256"),
                List.of("10.1.0.0/33 via 10.0.2.9", "somewhere", "10.1.0.0/16 via fe80::1"),
                List.of("dns.example"),
                Optional.empty(), Optional.of(100));
        List<Problem> problems = assertThrows(StrapworkException.class,
                () -> new StaticAddress(options, BootClock.system()).configuration()).problems();
        assertEquals(List.of(
                "[address] address \"10.0.2.15\" is not understood: write an address and a prefix length, such as \"10.0.2.15/24\"",
                "[address] addresses \"2001:db8::15/129\" is not understood: write an address and a prefix length, such as \"10.0.2.15/24\"",
                "[address] addresses \"fe80::1%eth0/64\" is not understood: write an address and a prefix length, such as \"10.0.2.15/24\"",
                "[address] gateway \"10.0.2.256\" is not understood: write an address, such as \"10.0.2.2\" or \"2001:db8::2\"",
                "[address] routes \"10.1.0.0/33\" is not understood: write an address and a prefix length, such as \"10.0.2.15/24\"",
                "[address] routes \"somewhere\" is not understood: write \"192.168.7.0/24 via 10.0.2.9\"",
                "[address] routes \"10.1.0.0/16 via fe80::1\" is not understood: write two addresses of one family",
                "[address] dns \"dns.example\" is not understood: write an address, such as \"10.0.2.2\" or \"2001:db8::2\"",
                "[address] mtu \"100\" is not understood: write 576 to 65535"),
                problems.stream().map(problem -> problem.where() + " " + problem.what() + ": " + problem
                        .hint()).toList());
    }
}
