package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.strapwork.runtime.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Boots of a fleet on one network of this computer. */
class FleetWiresTests {
    private final FleetWires wires = new FleetWires();

    private Optional<ReentrantLock> of(String... overrides) {
        return wires.of(Profile.parse("lab.toml", "[machine]\narchitecture = \"s390x\"\n", List.of(overrides)));
    }

    @Test
    void machinesThatWouldTakeEachOthersFramesTakeTurns() {
        assertSame(of("machine.network=tap:tap0", "machine.mac=52:54:00:00:00:01").orElseThrow(),
                of("machine.network=tap:tap0", "machine.mac=52:54:00:00:00:02").orElseThrow());
        assertSame(of("machine.network=interface:eth0").orElseThrow(), of("machine.network=interface:eth0").orElseThrow());
        assertSame(of("machine.network=interface:eth0", "machine.mac=52:54:00:00:00:0A").orElseThrow(),
                of("machine.network=interface:eth0", "machine.mac=52:54:00:00:00:0a").orElseThrow());
    }

    @Test
    void othersRunAtOnce() {
        assertNotSame(of("machine.network=interface:eth0", "machine.mac=52:54:00:00:00:01").orElseThrow(),
                of("machine.network=interface:eth0", "machine.mac=52:54:00:00:00:02").orElseThrow());
        assertNotSame(of("machine.network=tap:tap0").orElseThrow(), of("machine.network=tap:tap1").orElseThrow());
        assertEquals(Optional.empty(), of());
        assertEquals(Optional.empty(), of("machine.network=gateway"));
    }
}
