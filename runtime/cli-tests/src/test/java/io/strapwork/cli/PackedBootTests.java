package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.cli.lab.LinuxA;
import io.strapwork.cli.lab.QemuLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed boots, started by loaders that know nothing of Strapwork: QEMU's own, and kexec-tools in another Linux. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackedBootTests {
    private static final String LAST = "Run /init as init process";

    @TempDir
    private Path folder;

    private Path pack(String architecture) throws Exception {
        return pack(architecture, QemuLab.kernel(architecture));
    }

    private Path pack(String architecture, String kernel) throws Exception {
        Path kernels = new QemuLab(folder).files(architecture);
        Path into = folder.resolve("packed");
        String base = "http://10.0.2.2/" + architecture;
        List<String> words = List.of("pack", base + "/" + kernel, "--initrd", base + "/initrd.gz", "--on", "embedded",
                "--architecture", architecture, "--cmdline", QemuLab.commandLine(architecture, "proof=packed"), "--into",
                into.toString(), "-P",
                "machine.serve=" + kernels, "-P", "machine.memory=1GiB");
        CommandLineRun run = strapwork(folder, words);
        assertEquals(0, run.status(), run::toString);
        return into;
    }

    private static List<String> qemu(String architecture, String memory, Path packed) {
        return List.of("qemu-system-" + architecture, "-m", memory, "-kernel", packed.resolve("shim").toString(), "-initrd",
                packed.resolve("bundle").toString());
    }

    /** At 64 MiB and less the bundle lies where its parts go. */
    @ParameterizedTest
    @ValueSource(strings = {"48M", "64M", "1G"})
    void s390xByQemu(String memory) throws Exception {
        String said = LinuxA.console(qemu("s390x", memory, pack("s390x")), LAST);
        assertTrue(said.contains("strapwork: unpacking") && said.contains("proof=packed"), said);
    }

    @Test
    void x86ByTheRealModeEntry() throws Exception {
        String said = LinuxA.console(qemu("x86_64", "1G", pack("x86_64")), LAST);
        assertTrue(said.contains("strapwork: unpacking") && said.contains("proof=packed"), said);
        assertTrue(said.contains("ACPI: RSDP 0x"), "the machine's own tables: " + said);
        assertTrue(said.contains("BIOS-e820: [mem 0x0000000000100000-0x000000003ff"), "the machine's own memory: " + said);
    }

    /** kexec-tools put shim and bundle above 4 GiB where there is memory. */
    @ParameterizedTest
    @CsvSource({"1G,1", "5G,2"})
    void x86ByKexec(String memory, int cpus) throws Exception {
        byKexec(pack("x86_64"), memory, cpus);
    }

    private void byKexec(Path packed, String memory, int cpus) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/sbin/kexec")), "kexec-tools is not installed");
        assumeTrue(Files.isExecutable(Path.of("/bin/busybox")), "busybox-static is not installed");
        String said = byKexec("x86_64", packed, memory, cpus, LAST);
        assertTrue(said.contains("proof=packed"), said);
    }

    private String byKexec(String architecture, Path packed, String memory, int cpus, String until) throws Exception {
        var linux = new LinuxA(folder, architecture, """
                /sbin/kexec -l /shim --initrd=/bundle --command-line="" && echo "A: loaded=$($B cat /sys/kernel/kexec_loaded)"
                /sbin/kexec -e""").with(Map.of("shim", packed.resolve("shim"), "bundle", packed.resolve("bundle")));
        if (architecture.equals("x86_64")) {
            linux.with("/sbin/kexec");
        }
        String said = linux.run(QemuLab.kernels(architecture).resolve(architecture).resolve(QemuLab.kernel(architecture)), memory, cpus,
                until);
        assertTrue(said.contains("A: loaded=1") && said.contains("strapwork: unpacking"), said);
        return said;
    }

    /** Debian 12's kernel, and Debian 13's, which can't kexec by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"vmlinuz", "vmlinuz-6.12"})
    void s390xByKexec(String kernel) throws Exception {
        Path files = new QemuLab(folder).files("s390x").resolve("s390x");
        if (!kernel.equals("vmlinuz")) {
            Files.copy(LinuxA.fetched("s390x", kernel), files.resolve(kernel));
        }
        String said = byKexec("s390x", pack("s390x", kernel), "2G", 2, LAST);
        assertTrue(said.contains("proof=packed") && said.contains(kernel.equals("vmlinuz") ? "Linux version 6.1." : "Linux version 6.12."),
                said);
    }

    @Test
    void ppc64ByKexec() throws Exception {
        String said = byKexec("ppc64", pack("ppc64"), "2G", 2, LAST);
        assertTrue(said.contains("proof=packed") && !said.contains("OF stdout device"), said);
    }

    private Path packProfile(String profile, Path serve, String... more) throws Exception {
        Path into = folder.resolve("packed");
        var words = new ArrayList<>(List.of("pack", QemuLab.PROJECT.resolve("samples/profiles/" + profile + ".toml").toString(), "--into",
                into.toString(), "-P", "machine.serve=" + serve, "-P", "machine.patience=240s"));
        words.addAll(List.of(more));
        CommandLineRun run = strapwork(folder, words);
        assertEquals(0, run.status(), run::toString);
        return into;
    }

    /** The client interface is inside of the guest. */
    @Test
    void linuxAsksTheShimForAllThatItWantsToKnow() throws Exception {
        Path packed = packProfile("ppc64-openfirmware", new QemuLab(folder).files("ppc64"), "-P",
                "handoff.cmdline=console=hvc0 proof=packed");
        String said = byKexec("ppc64", packed, "2G", 2, LAST);
        for (String line : List.of("OF stdout device is: /vdevice/vty@71000000", "instantiating rtas at", "Booting Linux via __start()",
                "proof=packed",
                "smp: Brought up 1 node, 2 CPUs")) {
            assertTrue(said.contains(line), () -> "no \"" + line + "\" in " + said);
        }
    }

    @Test
    void grubLivesOnTheShim() throws Exception {
        Path kernels = QemuLab.kernels("ppc64");
        assumeTrue(Files.isRegularFile(kernels.resolve("ppc64/grub.elf")), "no ppc64/grub.elf; run samples/kernels/fetch-grub");
        assertTrue(byKexec("ppc64", packProfile("ppc64-grub", kernels), "2G", 1, "grub> ").contains("GNU GRUB"));
    }

    /** By its PVH note. */
    @ParameterizedTest
    @CsvSource({"1G,1", "5G,2"})
    void aKernelsElfFileByKexec(String memory, int cpus) throws Exception {
        Path files = new QemuLab(folder).files("x86_64").resolve("x86_64");
        Files.copy(LinuxA.fetched("x86_64", "vmlinux"), files.resolve("vmlinux"));
        Path packed = pack("x86_64", "vmlinux");
        assertTrue(Files.readString(packed.resolve("START.md")).contains("Entry: PVH"));
        byKexec(packed, memory, cpus);
    }
}
