package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Boots that begin with what the server says: another firmware's program, a configuration, a script. */
@BootTest("""
        name = "by-menu"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        boot-file = "lab/pxelinux.0"
        [trust]
        use = "none"
        """)
class MenuBootTests {
    private static final String PXELINUX = """
            DEFAULT install
            LABEL install
              KERNEL vmlinux
              INITRD main.img,site.img
              APPEND entry=install
            LABEL rescue
              KERNEL http://10.0.2.2/vmlinux
              APPEND entry=rescue
            """;

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BootSession lab(BootSession boot) {
        return boot.serve("lab/vmlinux", Profiles.kernel()).serve("vmlinux", Profiles.kernel()).serve("lab/main.img", text("12345"))
                .serve("lab/site.img", text("678"));
    }

    private static MenuReport menu(BootOutcome outcome) {
        return outcome.menu().orElseThrow();
    }

    @Test
    void aProgramOfAnotherFirmwareLeadsToItsConfiguration(BootSession boot) {
        BootOutcome outcome = lab(boot).serve("lab/pxelinux.cfg/default", text(PXELINUX)).run();
        assertThat(outcome).handedOff().at(0x10000).segment("initrd").fileBytes(11);
        assertEquals("install", menu(outcome).entry());
        assertEquals("tftp://10.0.2.2/lab/pxelinux.cfg/default", menu(outcome).config());
        assertTrue(menu(outcome).trail().stream().anyMatch(line -> line.contains("01-52-54") && line.contains("not found")),
                menu(outcome).trail()::toString);
    }

    @Test
    void theProfileChoosesAnEntry(BootSession boot) {
        BootOutcome outcome = lab(boot).serve("lab/pxelinux.cfg/default", text(PXELINUX)).with("fetch.menu.entry=rescue").run();
        assertThat(outcome).handedOff();
        assertEquals("http://10.0.2.2/vmlinux", outcome.parts().getFirst().uri());
    }

    @Test
    void anEntryThatIsNotThereIsTold(BootSession boot) {
        lab(boot).serve("lab/pxelinux.cfg/default", text(PXELINUX)).with("fetch.menu.entry=resuce");
        assertThat(boot.run()).failedWith("SW-F113").in(Room.FETCH);
    }

    @Test
    void aScriptIsTheBootFile(BootSession boot) {
        lab(boot).serve("boot.ipxe", text("#!ipxe\nkernel http://${next-server}/vmlinux entry=script || goto end\nboot\n:end\n"))
                .with("machine.boot-file=http://10.0.2.2/boot.ipxe");
        BootOutcome outcome = boot.run();
        assertThat(outcome).handedOff();
        assertEquals("ipxe", menu(outcome).reader());
    }

    @Test
    void aConfigurationThatTheProfileNames(BootSession boot) {
        lab(boot)
                .serve("grub/grub.cfg",
                        text("set default=b\nmenuentry A --id a { linux /nothing }\nmenuentry B --id b {\n  linux /lab/vmlinux x=y\n}\n"))
                .with("fetch.menu.config=http://10.0.2.2/grub/grub.cfg");
        BootOutcome outcome = boot.run();
        assertThat(outcome).handedOff();
        assertEquals("b", menu(outcome).entry());
        assertEquals("http://10.0.2.2/lab/vmlinux", outcome.parts().getFirst().uri());
    }

    @Test
    void namesThatCountFromTheServersRootAreFound(BootSession boot) {
        BootOutcome outcome = boot.serve("s390x/vmlinux", Profiles.kernel())
                .serve("lab/pxelinux.cfg/default", text("default a\nlabel a\nkernel s390x/vmlinux\n")).run();
        assertThat(outcome).handedOff();
        assertEquals("tftp://10.0.2.2/s390x/vmlinux", outcome.parts().getFirst().uri());
    }

    @Test
    void noMenuAndNoFileIsTheFilesProblem(BootSession boot) {
        assertThat(lab(boot).run()).failedWith("SW-F220").in(Room.FETCH);
    }
}
