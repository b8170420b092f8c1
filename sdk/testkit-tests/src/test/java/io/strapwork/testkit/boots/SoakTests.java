package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.Wire;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A hundred times in a row, four at once, without a flake: {@code mvn -Dquick -Dstrapwork.soak=true -pl sdk/testkit-tests -am test -Dtest=SoakTests}. */
@Tag("soak")
@EnabledIfSystemProperty(named = "strapwork.soak", matches = "true", disabledReason = "takes minutes; set -Dstrapwork.soak=true")
@BootTest(Profiles.HTTP)
class SoakTests {
    @RepeatedTest(100)
    void bootsByHttp(BootSession boot) {
        assertThat(boot.serve("vmlinux", DemoKernel.bytes()).run()).handedOff().at(0x10000);
    }

    @RepeatedTest(100)
    void bootsByTftp(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).with("fetch.kernel=tftp://10.0.2.2/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    @RepeatedTest(100)
    void bootsOverABadWire(BootSession boot, Wire wire) {
        wire.loses(0.02).reorders(0.02).duplicates(0.02).corrupts(0.02).delays(Duration.ofMillis(3)).varies(Duration.ofMillis(1));
        assertThat(boot.serve("vmlinux", DemoKernel.bytes()).with("machine.mtu=1500").run()).handedOff().at(0x10000);
    }

    @RepeatedTest(100)
    void waitsAMinuteInVain(BootSession boot, VirtualClock clock) {
        assertThat(boot.with("machine.dhcp=false").run()).failedWith("SW-N201");
        assertEquals(Duration.ofSeconds(60), clock.elapsed());
    }
}
