package ${package};

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import org.junit.jupiter.api.Test;

/** Boots the embedded machine. */
@BootTest("${id}.toml")
class ${className}BootTests {
    private static BootSession lab(BootSession boot) {
        return boot.serve("kernel", DemoKernel.bytes());
    }

    @Test
    void bootsACardThatIsListed(BootSession boot) {
        assertThat(lab(boot).run()).handedOff();
    }

    @Test
    void refusesAnotherCard(BootSession boot) {
        assertThat(lab(boot).with("machine.mac=52:54:00:00:00:01").run()).failedWith("SW-N900").in(Room.ADDRESS);
    }

    @Test
    void refusesWhatIsNoAddress(BootSession boot) {
        assertThat(lab(boot).with("address.gateway=router").run()).failedWith("SW-N901").in(Room.ADDRESS);
    }

    /** The same firmware with another source. */
    @Test
    @Swap("address=dhcp")
    void swapped(BootSession boot) {
        assertThat(lab(boot).run()).handedOff();
    }
}
