package ${package};

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.fake.Parts;
import org.junit.jupiter.api.Test;

/** Boots the embedded machine. */
@BootTest("${id}.toml")
class ${className}BootTests {
    private static final byte[] KERNEL = DemoKernel.bytes();

    @Test
    void bootsWhatIsRight(BootSession boot) {
        boot.serve("kernel", KERNEL).with("trust.parts.kernel=" + KERNEL.length + " " + Parts.sha256(KERNEL));
        assertThat(boot.run()).handedOff().verified("kernel", "${id}");
    }

    @Test
    void refusesAllElse(BootSession boot) {
        boot.serve("kernel", KERNEL).with("trust.parts.kernel=5 " + Parts.sha256(new byte[5]));
        assertThat(boot.run()).failedWith("SW-T900").in(Room.TRUST);
    }

    /** The same firmware with another verifier. */
    @Test
    @Swap("trust=none")
    void swapped(BootSession boot) {
        boot.serve("kernel", KERNEL);
        assertThat(boot.run()).handedOff().verified("kernel", "none");
    }
}
