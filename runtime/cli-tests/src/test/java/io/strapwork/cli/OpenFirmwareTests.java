package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two clients that are not ours live on the Open Firmware behind {@code openfirmware-ppc64}: Linux by its own prom_init, and GRUB. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenFirmwareTests {
    private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

    private Process boot(String profile, String image, String... more) throws IOException {
        String folder = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(folder != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        assumeTrue(Files.isRegularFile(Path.of(folder, "ppc64", image)),
                "no ppc64/" + image + "; run samples/kernels/fetch-kernels and fetch-grub");
        boolean installed = false;
        for (String path : System.getenv().getOrDefault("PATH", "").split(":")) {
            installed |= Files.isExecutable(Path.of(path, "qemu-system-ppc64"));
        }
        assumeTrue(installed, "qemu-system-ppc64 is not installed");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main", "boot",
                PROJECT.resolve("samples/profiles/" + profile + ".toml").toString(), "-P", "machine.serve=" + folder, "-P",
                "machine.patience=120s", "--timeout", "280s"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** What it says, up to a text, or all of it. */
    private static String read(Process process, String until) throws IOException {
        var text = new StringBuilder();
        for (int next = process.getInputStream().read(); next >= 0; next = process.getInputStream().read()) {
            text.append((char) next);
            if (!until.isEmpty() && text.lastIndexOf(until) == text.length() - until.length() && text.length() >= until.length()) {
                break;
            }
        }
        return text.toString();
    }

    private static void type(Process process, String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
    }

    @Test
    void linuxAsksForAllThatItWantsToKnow() throws Exception {
        Process process = boot("ppc64-openfirmware", "vmlinux", "-P", "machine.cpus=2", "--until", "Run /init as init process");
        try {
            String said = read(process, "");
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            for (String line : List.of("OF stdout device is: /vdevice/vty@71000000", "Calling ibm,client-architecture-support... done",
                    "instantiating rtas at", "Booting Linux via __start()", "of:Strapwork", "radix-mmu: ",
                    "smp: Brought up 1 node, 2 CPUs", "Run /init as init process")) {
                assertTrue(said.contains(line), () -> "no \"" + line + "\" in " + said);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"radix,xive,lpar: Using radix MMU,xive: Interrupt handling initialized",
        "hash,xics,hash-mmu: Initializing hash mmu with SLB,hash-mmu: htab_hash_mask"})
    void aKernelThatIsNotAskedGetsWhatTheProfileSays(String mmu, String interrupts, String first, String second) throws Exception {
        Process process = boot("ppc64-http", "vmlinux", "-P", "handoff.mmu=" + mmu, "-P", "handoff.interrupts=" + interrupts, "-P",
                "machine.cpus=2", "--until", "Run /init as init process");
        try {
            String said = read(process, "");
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains(first) && said.contains(second), said);
            assertEquals(interrupts.equals("xive"), said.contains("xive: "), said);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void grubLivesOnIt() throws Exception {
        Process process = boot("ppc64-grub", "grub.elf", "--keys");
        try {
            String said = read(process, "grub> ");
            assertTrue(said.contains("GNU GRUB"), said);
            type(process, "echo on'e' line\r");
            assertTrue(read(process, "grub> ").contains("one line"));
            type(process, "lsmmap\r");
            String map = read(process, "grub> ");
            assertTrue(map.contains("base_addr = 0x8000,"), map);
            type(process, "halt\r");
            assertTrue(read(process, "").contains("shut down"));
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void grubIsBootedAgain() throws Exception {
        Process process = boot("ppc64-grub", "grub.elf", "--keys", "-P", "machine.reboots=1");
        try {
            assertTrue(read(process, "grub> ").contains("GNU GRUB"));
            type(process, "reboot\r");
            assertTrue(read(process, "grub> ").contains("GNU GRUB"));
            type(process, "halt\r");
            assertTrue(read(process, "").contains("shut down"));
        } finally {
            process.destroyForcibly();
        }
    }
}
