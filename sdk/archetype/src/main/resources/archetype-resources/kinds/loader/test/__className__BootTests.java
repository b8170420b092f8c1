package ${package};

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.plugin.Room;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Boots such an image on the embedded machine. */
@BootTest("${id}.toml")
class ${className}BootTests {
    @Test
    void boots(BootSession boot) {
        boot.serve("kernel", ${className}Images.image(0x100000, 0x10, 5000));
        assertThat(boot.run()).handedOff().at(0x100010).through(Room.LOAD, "${id}").segment("kernel").at(0x100000).fileBytes(5000);
    }

    @Test
    void tellsOfABrokenImage(BootSession boot) {
        boot.serve("kernel", ${className}Images.image(0x100000, 5000, 5000));
        assertThat(boot.run()).failedWith("SW-I900").in(Room.LOAD).where("byte 16");
    }

    /** The same firmware with another handoff. */
    @Nested
    class Swapped {
        @Swap
        final HandoffShim handoff = (plan, request) -> new Handoff(List.of(), List.of(),
                new CpuState(plan.architecture(), plan.entry(), Map.of("r3", 42L)),
                new EntryContract("swapped", List.of(new RegisterIs("r3", -1, 42, "the answer"))));

        @Test
        void boots(BootSession boot) {
            boot.serve("kernel", ${className}Images.image(0x100000, 0x10, 5000));
            assertThat(boot.run()).handedOff().contract("swapped").register("r3", 42);
        }
    }
}
