package ${package};

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Boots the embedded machine. */
@BootTest("${id}.toml")
class ${className}BootTests {
    private static final byte[] MENU = "install kernel rd console=ttysclp0\nrescue http://10.0.2.2/lab/kernel - single\nbroken\n"
            .getBytes(StandardCharsets.US_ASCII);

    private static BootSession lab(BootSession boot) {
        return boot.serve("lab/menu.${id}", MENU).serve("lab/kernel", DemoKernel.bytes()).serve("lab/rd", new byte[100]);
    }

    @Test
    void bootsThePreset(BootSession boot) {
        BootOutcome outcome = lab(boot).run();
        assertThat(outcome).handedOff().segment("initrd").fileBytes(100);
        assertEquals("install", outcome.menu().orElseThrow().entry());
        assertEquals(1, outcome.menu().orElseThrow().remarks().size());
    }

    @Test
    void bootsWhatIsChosen(BootSession boot) {
        BootOutcome outcome = lab(boot).with("fetch.menu.entry=rescue").run();
        assertThat(outcome).handedOff();
        assertEquals("http://10.0.2.2/lab/kernel", outcome.parts().getFirst().uri());
    }

    @Test
    void tellsOfAConfigurationThatIsNotThere(BootSession boot) {
        assertThat(boot.serve("lab/kernel", DemoKernel.bytes()).run()).failedWith("SW-F110").in(Room.FETCH);
    }
}
