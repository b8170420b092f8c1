package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** 10 ms and one loss in 50 each way: the window keeps what came behind a gap, and a lost end of it is noticed in the time of a round trip. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aWindowFillsALossyPath(int seed, BootSession boot) throws NoSuchAlgorithmException {
        var initrd = new byte[2 * BYTES];
        new Random(1).nextBytes(initrd);
        boot.serve("vmlinux", DemoKernel.bytes()).serve("initrd", initrd);
        var outcome = boot.with("machine.mtu=1500").with("machine.loss=0.02").with("machine.delay=10ms").with("machine.seed=" + seed).run();
        assertThat(outcome).handedOff();
        var part = outcome.parts().stream().filter(each -> each.name().equals("initrd")).findFirst().orElseThrow();
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(initrd)), part.sha256());
        double rate = 1e3 * initrd.length / part.took().toNanos();
        assertTrue(rate >= 5.5, () -> rate + " MB/s");
    }

    /** When nothing comes back. */
    @ParameterizedTest
    @CsvSource({"static, http, SW-F306, fetch.http.connect-patience", "static, https, SW-F306, fetch.http.connect-patience",
        "static, tftp, SW-F210, fetch.tftp.patience", "dhcp, http, SW-N201, address.patience"})
    void whenAllIsLostPatienceIsAllItTakes(String address, String scheme, String code, String patience, BootSession boot,
            VirtualClock clock) {
        boot.serve("vmlinux", DemoKernel.bytes()).serve("initrd", new byte[100]);
        Duration before = clock.elapsed();
        assertThat(boot.with("machine.loss=1").with("address.use=" + address)
                .with(address.equals("static") ? "address.address=10.0.2.15/24" : "address.retry=100ms")
                .with("fetch.kernel=" + scheme + "://10.0.2.2/vmlinux").with("fetch.initrd=" + scheme + "://10.0.2.2/initrd")
                .with(patience + "=500ms").with("fetch.http.attempts=1").with("fetch.tftp.retry=100ms").run())
                .failedWith(code);
        long millis = clock.elapsed().minus(before).toMillis();
        assertTrue(millis >= 500 && millis < 510, () -> millis + " ms");
    }
}
