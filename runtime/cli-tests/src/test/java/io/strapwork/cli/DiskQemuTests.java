package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.GptDisk;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's kernels from a disk as distributions have it, to user space. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskQemuTests {
    @TempDir
    private Path folder;

    private Path tree(String architecture) throws IOException {
        Path kernels = QemuLab.kernels(architecture).resolve(architecture);
        Path boot = Files.createDirectories(folder.resolve("tree/boot"));
        Files.copy(kernels.resolve(QemuLab.kernel(architecture)), boot.resolve(QemuLab.kernel(architecture)));
        Files.copy(kernels.resolve("initrd.gz"), boot.resolve("initrd.gz"));
        return folder.resolve("tree");
    }

    private void grub(Path tree, String architecture, String console) throws IOException {
        Files.writeString(Files.createDirectories(tree.resolve("boot/grub")).resolve("grub.cfg"), """
                set default="0"
                set timeout=5
                if [ x$feature_platform_search_hint = xy ]; then
                  search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt2 %s
                else
                  search --no-floppy --fs-uuid --set=root %s
                fi
                menuentry 'Debian GNU/Linux' --class debian --id 'gnulinux-simple' {
                    linux /boot/%s console=%s panic=-1
                    initrd /boot/initrd.gz
                }
                """.formatted(GptDisk.UUID, GptDisk.UUID, QemuLab.kernel(architecture), console));
    }

    @ParameterizedTest
    @CsvSource({"x86_64,ttyS0", "ppc64,hvc0"})
    void grubsConfigurationOnExt4(String architecture, String console) throws Exception {
        Path tree = tree(architecture);
        grub(tree, architecture, console);
        GptDisk.ext4(folder.resolve("disk.img"), tree, 192 << 20);
        JsonNode menu = boots(architecture);
        assertEquals("disk://0/2/boot/grub/grub.cfg", menu.get("config").asText());
        assertEquals("gnulinux-simple", menu.get("entry").asText());
    }

    @ParameterizedTest
    @CsvSource({"x86_64,ttyS0", "ppc64,hvc0"})
    void grubsConfigurationOnBtrfs(String architecture, String console) throws Exception {
        Path tree = tree(architecture);
        grub(tree, architecture, console);
        GptDisk.btrfs(folder.resolve("disk.img"), tree, 320 << 20);
        assertEquals("disk://0/2/boot/grub/grub.cfg", boots(architecture).get("config").asText());
    }

    @ParameterizedTest
    @CsvSource({"x86_64,ttyS0", "ppc64,hvc0"})
    void entriesOfTheBootLoaderSpecificationOnXfs(String architecture, String console) throws Exception {
        Path tree = tree(architecture);
        Files.writeString(Files.createDirectories(tree.resolve("loader/entries")).resolve("debian.conf"), """
                title Debian GNU/Linux
                linux /boot/%s
                initrd /boot/initrd.gz
                options console=%s panic=-1
                """.formatted(QemuLab.kernel(architecture), console));
        GptDisk.xfs(folder.resolve("disk.img"), tree, 400 << 20);
        assertTrue(boots(architecture).get("entry").asText().startsWith("debian"));
    }

    /** @return the menu that it came from */
    private JsonNode boots(String architecture) throws Exception {
        Path kernels = QemuLab.kernels(architecture).resolve(architecture);
        Path profile = new Lab(folder).profile("disk", """
                [machine]
                use = "qemu"
                architecture = "%s"
                memory = "1GiB"
                network = "none"
                disks = ["disk.img"]
                [trust]
                use = "none"
                [handoff]
                use = "linux-%s"
                """.formatted(architecture, architecture));
        Path log = folder.resolve("log");
        Path outcome = folder.resolve("outcome.json");
        Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main", "boot",
                profile.toString(), "--timeout",
                "280s", "--until", "Run /init as init process", "--json", outcome.toString())).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS));
            String said = Files.readString(log, StandardCharsets.ISO_8859_1);
            assertTrue(said.contains("Run /init as init process"), said);
            JsonNode json = new ObjectMapper().readTree(outcome.toFile());
            assertTrue(Files.readString(kernels.resolveSibling("SHA256SUMS")).contains(json.get("parts").get(0).get("sha256").asText()));
            assertTrue(Files.readString(kernels.resolveSibling("SHA256SUMS")).contains(json.get("parts").get(1).get("sha256").asText()));
            return json.get("menu");
        } finally {
            process.destroyForcibly();
        }
    }
}
