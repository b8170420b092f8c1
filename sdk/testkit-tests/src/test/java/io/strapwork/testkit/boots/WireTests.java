package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.Wire;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BootTest(value = Profiles.HTTP, overrides = "machine.mtu=1500")
class WireTests {
    @Test
    void survivesABadWire(BootSession boot, Wire wire, GuestMemory memory) {
        wire.loses(0.02).delays(Duration.ofMillis(5)).reorders(0.02).duplicates(0.02).corrupts(0.02).seed(7);
        assertThat(boot.serve("vmlinux", DemoKernel.bytes()).run()).handedOff().at(0x10000);
        assertEquals("S390EP",
                new String(memory.at(GuestAddress.of(0x10008), 6).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tftp", "http"})
    void noTurnedBitGetsThrough(String scheme, BootSession boot, Wire wire) {
        wire.corrupts(0.05).varies(Duration.ofMillis(1)).delays(Duration.ofMillis(2));
        boot.serve("vmlinux", DemoKernel.bytes()).with("fetch.kernel=" + scheme + "://10.0.2.2/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000).segment("kernel.0").at(0x10000);
        assertTrue(wire.frames() > 100, () -> "frames on the wire: " + wire.frames());
    }

    @Test
    void theMemoryIsThereAfterTheBootOnly(GuestMemory memory) {
        assertEquals("the machine was not entered", assertThrows(IllegalStateException.class, memory::ranges).getMessage());
    }

    @Test
    void aWireThatLosesAllTakesAMinuteOfNobodysTime(BootSession boot, Wire wire, VirtualClock clock) {
        wire.loses(1);
        assertThat(boot.run()).failedWith("SW-N201");
        assertEquals(Duration.ofSeconds(60), clock.elapsed());
    }
}
