package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two routers of which one is dead, and the server behind the other one: half a second more than with one router, at most. */
@BootTest("""
        name = "two-routers"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        families = ["ipv6"]
        [address]
        use = "ip6"
        [fetch]
        kernel = "http://[fd00:5354:5250::2]/vmlinux"
        [trust]
        use = "none"
        """)
class TwoRoutersTests {
    private static final Duration HEALTHY = Duration.ofMillis(50);
    private static final Duration LITTLE = Duration.ofMillis(500);

    private static void boots(BootSession boot, VirtualClock clock, Duration within) {
        boot.serve("vmlinux", Profiles.kernel());
        assertThat(boot.run()).handedOff().at(0x10000);
        assertTrue(clock.elapsed().compareTo(within) <= 0, () -> "took " + clock);
    }

    @Test
    @Swap(by = TwoRouters.Healthy.class)
    void healthy(BootSession boot, VirtualClock clock) {
        boots(boot, clock, HEALTHY);
    }

    @ParameterizedTest
    @CsvSource({"http, slaac, 0", "http, slaac, 300", "tftp, slaac, 0", "tftp, slaac, 300", "https, dhcp6, 0", "http, dhcp6, 300",
        "https, stateless, 300"})
    @Swap(by = TwoRouters.OneDead.class)
    void oneIsDead(String scheme, String advertised, int later, BootSession boot, VirtualClock clock) {
        boots(set(boot, scheme, advertised, later), clock, HEALTHY.plusMillis(later).plus(LITTLE));
    }

    @ParameterizedTest
    @CsvSource({"http, slaac, 0", "http, slaac, 300", "tftp, slaac, 0", "https, dhcp6, 300", "tftp, dhcp6, 300"})
    @Swap(by = TwoRouters.PreferredDead.class)
    void thePreferredOneIsDead(String scheme, String advertised, int later, BootSession boot, VirtualClock clock) {
        boots(set(boot, scheme, advertised, later), clock, HEALTHY.plusMillis(later).plus(LITTLE));
    }

    private static BootSession set(BootSession boot, String scheme, String advertised, int later) {
        return boot.with("fetch.kernel=" + scheme + "://[fd00:5354:5250::2]/vmlinux").with("machine.ip6=" + advertised)
                .with("machine.router-delay=" + later + "ms");
    }
}
