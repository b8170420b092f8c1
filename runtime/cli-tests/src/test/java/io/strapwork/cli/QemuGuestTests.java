package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.GptDisk;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guest does after the handoff: it drives the card itself, restarts, ends. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuGuestTests {
    @TempDir
    private static Path shared;
    private static QemuLab lab;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        lab = new QemuLab(shared);
    }

    private CommandLineRun boot(String architecture, String words, String... further) throws IOException {
        var arguments = new ArrayList<>(List.of("--json", outcomeFile().toString()));
        arguments.addAll(List.of(further));
        return strapwork(folder, lab.boot(architecture, "http", words, arguments));
    }

    private Path outcomeFile() {
        return folder.resolve("outcome.json");
    }

    private JsonNode guest() throws IOException {
        return new ObjectMapper().readTree(outcomeFile().toFile()).get("guest");
    }

    /** The gateway serves it as it served the firmware, and the card was left as a driver expects it. */
    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64", "x86_64"})
    void theGuestDrivesTheSameCard(String architecture) throws Exception {
        CommandLineRun run = boot(architecture, "guest.lease guest.shut=poweroff");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("guest: lease of 10.0.2.15 from 10.0.2.2, router 10.0.2.2\n"), run::toString);
        assertTrue(run.out().contains("guest: fetched 3000000 bytes, md5 " + lab.noteDigest()), run::toString);
        assertEquals("{\"reboots\":0,\"ending\":\"shut down\"}", guest().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64", "x86_64"})
    void aRestartEntersTheFirmwareAgain(String architecture) throws Exception {
        CommandLineRun run = boot(architecture, "guest.lease guest.shut=reboot", "-P", "machine.reboots=1");
        assertEquals(0, run.status(), run::toString);
        assertEquals(3, run.out().split("guest: lease of 10.0.2.15", -1).length, run::toString);
        assertEquals(
                "{\"reboots\":1,\"ending\":\"restarted\",\"notRebooted\":\"the profile allows no more than reboots = 1 in [machine]\"}",
                guest().toString());
        assertTrue(Files.size(outcomeFile()) > 1000);
    }

    /** A kernel from a disk that the firmware has driven: the disk is the guest's then, to read and to write. */
    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64", "x86_64"})
    void theDisksThatItBootedFromAreTheGuests(String architecture) throws Exception {
        for (String tool : List.of("mke2fs", "sfdisk")) {
            QemuLab.program(tool);
        }
        String kernel = QemuLab.kernel(architecture);
        Path boot = Files.createDirectories(folder.resolve("tree/boot/grub")).getParent();
        for (String name : List.of(kernel, "initrd.gz")) {
            Files.copy(lab.files(architecture).resolve(architecture).resolve(name), boot.resolve(name));
        }
        Files.writeString(boot.resolve("grub/grub.cfg"), "menuentry one {\n linux /boot/" + kernel + " "
                + QemuLab.commandLine(architecture, "guest.disks guest.shut=poweroff") + "\n initrd /boot/initrd.gz\n}\n");
        Path first = GptDisk.ext4(folder.resolve("first.img"), folder.resolve("tree"), 96 << 20);
        String digest = md5(Files.readAllBytes(first));
        var second = new byte[737_280 * 2];
        new Random(2).nextBytes(second);
        Files.write(folder.resolve("second.img"), second);
        Path profile = new Lab(folder).profile("guest", """
                [machine]
                use = "qemu"
                architecture = "%s"
                memory = "1GiB"
                network = "none"
                disks = ["first.img,serial=FIRST", "second.img,serial=SECOND,block-size=4096,writable"]
                [trust]
                use = "none"
                [handoff]
                use = "linux-%s"
                """.formatted(architecture, architecture));
        CommandLineRun run = strapwork(folder,
                List.of("boot", profile.toString(), "--timeout", "300s", "--json", outcomeFile().toString()));
        assumeFalse(run.out().contains("guest: no module virtio_blk"),
                "the kernel for " + architecture + " has no driver for disks: run samples/kernels/fetch-disk-drivers");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("guest: FIRST 196608 512 md5 " + digest), run::toString);
        assertTrue(run.out().contains("guest: SECOND 2880 4096 md5 " + md5(second)), run::toString);
        assertFalse(run.out().contains("refuses"), run::toString);
        String written = "written by the guest\n";
        assertEquals(written, new String(Files.readAllBytes(folder.resolve("second.img")), 0, written.length(), StandardCharsets.US_ASCII));
        assertEquals(digest, md5(Files.readAllBytes(first)), "what is not writable is not written to");
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    @ParameterizedTest
    @CsvSource({"s390x,panic", "ppc64,panic", "x86_64,crash"})
    void aPanicIsToldAsThat(String architecture, String how) throws Exception {
        CommandLineRun run = boot(architecture, "guest.shut=" + how, "--until", "never said");
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-X225  the guest panicked"), run::toString);
        assertEquals("{\"reboots\":0,\"ending\":\"panicked\"}", guest().toString());
    }
}
