package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Room;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;

@BootTest(value = """
        name = "no-dhcp"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        dhcp = false
        [address]
        use = "dhcp"
        patience = "60s"
        [fetch]
        kernel = "tftp://10.0.2.2/vmlinux"
        [trust]
        use = "none"
        """)
class DhcpTimeoutTests {
    @RepeatedTest(20)
    void aMinuteWithoutAnAnswerTakesNoTime(BootSession boot, VirtualClock clock) {
        assertThat(boot.run()).failedWith("SW-N201").in(Room.ADDRESS).waited(Room.ADDRESS, Duration.ofSeconds(60));
        assertEquals(Duration.ofSeconds(60), clock.elapsed());
    }
}
