package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where s390-ccw looks for PXELINUX's configuration when DHCP names no boot file, as QEMU's own tests of it have it, over both buses. */
@BootTest("""
        name = "places"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        mac = "02:ca:fe:ba:be:42"
        next-server = "10.0.2.2"
        [trust]
        use = "none"
        """)
class PxelinuxPlacesTests {
    private static final String CONFIG = """
            # pxelinux.cfg style config file
            default second
            label absent
            kernel kernel.absent
            initrd initrd.absent
            label second
            kernel kernel.second
            initrd initrd.second
            append chosen=second
            label third
            kernel kernel.third
            """;

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"virtio-ccw, default, '', second", "virtio-ccw, 01-02-ca-fe-ba-be-42, 3, third", "virtio-ccw, 0A00020F, 3, third",
        "virtio-ccw, 0A00, '', second", "virtio-pci, default, '', second", "virtio-pci, 01-02-ca-fe-ba-be-42, 3, third",
        "virtio-pci, 0A00020F, 3, third", "virtio-pci, 0A00, '', second"})
    void isFound(String link, String file, String wanted, String entry, BootSession boot) {
        boot.serve("pxelinux.cfg/" + file, text(CONFIG)).serve("kernel.second", Profiles.kernel())
                .serve("kernel.third", Profiles.kernel())
                .serve("initrd.second", text("an initrd")).with("link.use=" + link);
        BootOutcome outcome = (wanted.isEmpty() ? boot : boot.with("fetch.menu.entry=" + wanted)).run();
        assertThat(outcome).handedOff();
        assertEquals("tftp://10.0.2.2/pxelinux.cfg/" + file, outcome.menu().orElseThrow().config());
        assertEquals(entry, outcome.menu().orElseThrow().entry());
        assertEquals("tftp://10.0.2.2/kernel." + entry, outcome.parts().getFirst().uri());
    }
}
