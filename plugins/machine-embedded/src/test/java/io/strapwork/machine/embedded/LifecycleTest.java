package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    @Test
    void closesInAnyStateAndTwice() {
        for (int state = 0; state < 4; state++) {
            var machine = TestMachine.ccw();
            if (state > 0) {
                CcwPlayer player = machine.ccwPlayer(2);
                if (state > 1) {
                    player.bringUp(0);
                }
                if (state > 2) {
                    machine.network.deliver(new byte[60]);
                }
            }
            machine.close();
            machine.close();
            assertTrue(machine.network.closed);
        }
    }

    @Test
    void aMachineHasItsOneBus() {
        try (var ccw = TestMachine.ccw(); var pci = TestMachine.pci()) {
            assertEquals(List.of("ccw"), ccw.machine.hardware().buses().stream().map(bus -> bus.kind()).toList());
            assertEquals(List.of("pci"), pci.machine.hardware().buses().stream().map(bus -> bus.kind()).toList());
            assertEquals(Architecture.S390X, ccw.machine.hardware().architecture());
        }
    }

    /** With their gateways: 200 GiB of guest memory that costs nothing, and no thread is left. */
    @Test
    void twoHundredAtOnce() {
        var provider = new EmbeddedProvider(EmbeddedOptions.standard(), BootClock.system(), new Random(1));
        var machines = new ArrayList<Machine>();
        try {
            for (int i = 0; i < 200; i++) {
                Architecture architecture = Architecture.values()[i % 3];
                machines.add(provider.powerOn(
                        new PowerOn("many-" + i, architecture, ByteSize.parse("1GiB"), architecture.usualBus(), Optional.empty())));
            }
        } finally {
            machines.forEach(Machine::close);
        }
        assertEquals(200, machines.size());
        assertEquals(List.of(),
                Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith("many-")).toList());
    }
}
