package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.QemuLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The five ways to a configuration that QEMU's own tests of its s390x firmware try, from QEMU's own DHCP and TFTP servers: by default, MAC address, UUID, address, and a part of it with a menu. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PxelinuxPlacesTests {
    private static final String CONFIG = """
            # pxelinux.cfg style config file
            default second
            label absent
            kernel kernel.absent
            initrd initrd.absent
            label second
            kernel s390x/vmlinuz
            initrd s390x/initrd.gz
            append console=ttysclp0 chosen=second
            label third
            kernel s390x/vmlinuz
            append console=ttysclp0 chosen=third
            """;
    private static final String UUID = "550e8400-e29b-11d4-a716-446655441234";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"default, '', second", "01-02-ca-fe-ba-be-42, 3, third", UUID + ", '', second", "0A00020F, 3, third", "0A00, '', second"})
    void isFound(String file, String wanted, String entry) throws Exception {
        Path files = new QemuLab(folder).files("s390x");
        Files.createDirectories(files.resolve("pxelinux.cfg"));
        Files.writeString(files.resolve("pxelinux.cfg").resolve(file), CONFIG);
        Path profile = Files.writeString(folder.resolve("places.toml"), """
                name = "places"
                [machine]
                use = "qemu"
                architecture = "s390x"
                memory = "384MiB"
                mac = "02:ca:fe:ba:be:42"
                patience = "120s"
                network = "user,tftp=%s"
                arguments = ["-uuid", "%s"]
                [trust]
                use = "none"
                """.formatted(files, UUID));
        var words = new ArrayList<Object>(List.of("boot", profile, "--timeout", "240s", "--until",
                entry.equals("second") ? "Run /init as init process" : "chosen=third"));
        if (!wanted.isEmpty()) {
            words.addAll(List.of("--entry", wanted));
        }
        CommandLineRun run = strapwork(folder, words);
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("tftp://10.0.2.2/pxelinux.cfg/" + file + ": " + entry), run::toString);
        assertTrue(run.out().contains("Kernel command line: console=ttysclp0 chosen=" + entry), run::toString);
    }
}
