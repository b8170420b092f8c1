package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files by TFTP over a wire that loses packets: with windows what a loss costs follows the round trip, without them it is what the server was asked to wait. */
@BootTest("""
        name = "lossy"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        [fetch]
        kernel = "tftp://10.0.2.2/vmlinux"
        initrd = "tftp://10.0.2.2/initrd"
        [trust]
        use = "none"
        """)
class LossyBootTests {
    private static final int BYTES = 5_000_000;

    @ParameterizedTest
    @CsvSource({"1500,32,1", "9000,32,1", "65510,4,1", "1500,1,20"})
    void oneLossInAHundredCostsLittle(int mtu, int window, int seconds, BootSession boot, VirtualClock clock) {
        var initrd = new byte[BYTES];
        new Random(1).nextBytes(initrd);
        boot.serve("vmlinux", DemoKernel.bytes());
        boot.serve("initrd", initrd);
        assertThat(boot.with("machine.loss=0.01").with("machine.mtu=" + mtu).with("fetch.tftp.window-blocks=" + window).run()).handedOff();
        assertTrue(clock.elapsed().compareTo(Duration.ofSeconds(seconds)) <= 0, () -> "took " + clock);
    }
}
