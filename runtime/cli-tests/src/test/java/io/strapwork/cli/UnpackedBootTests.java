package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strapwork.cli.lab.KernelLog;
import io.strapwork.cli.lab.OutcomeFile;
import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Debian's kernels find the same computer, command line and initrd whoever unpacks them. {@code -Dstrapwork.unpack.all=true} tries each with each memory and number of processors. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnpackedBootTests {
    private static final String LAST = "guest: told md5";
    @TempDir
    private static Path shared;
    private static QemuLab lab;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        lab = new QemuLab(shared);
    }

    static Stream<Arguments> boots() {
        if (!Boolean.getBoolean("strapwork.unpack.all")) {
            return Stream.of(Arguments.of("x86_64", "5GiB", 2), Arguments.of("x86_64-trixie", "1GiB", 1),
                    Arguments.of("x86_64-unstable", "1GiB", 2));
        }
        return Stream.of("x86_64", "x86_64-trixie", "x86_64-unstable").flatMap(kernel -> Stream.of("1GiB", "5GiB")
                .flatMap(memory -> Stream.of(1, 2).map(cpus -> Arguments.of(kernel, memory, cpus))));
    }

    private String serve(String name, byte[] kernel) throws IOException {
        Files.write(lab.files("x86_64").resolve(name), kernel);
        return "fetch.kernel=http://10.0.2.2/" + name;
    }

    private Path outcome(String unpack) {
        return folder.resolve(unpack + ".json");
    }

    private String boot(String unpack, String until, String... overrides) throws Exception {
        var further = new ArrayList<>(List.of("-P", "load.unpack=" + unpack, "-P",
                "handoff.cmdline=" + KernelLog.COMMAND_LINE + " printk.devkmsg=on guest.tell", "--json", outcome(unpack).toString(),
                "--until", until));
        for (String each : overrides) {
            further.addAll(List.of("-P", each));
        }
        CommandLineRun run = strapwork(folder, lab.boot("x86_64", "http", "", further));
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains(until), run::toString);
        return run.out();
    }

    /** All but where the kernel lies. */
    private ObjectNode comparable(String unpack) throws IOException {
        ObjectNode outcome = OutcomeFile.comparable(outcome(unpack));
        var segments = outcome.get("segments").iterator();
        while (segments.hasNext()) {
            if (segments.next().get("name").asText().startsWith("kernel.")) {
                segments.remove();
            }
        }
        var entry = (ObjectNode) outcome.get("entry");
        entry.remove("address");
        ((ObjectNode) entry.get("registers")).remove("rip");
        return outcome;
    }

    @ParameterizedTest
    @MethodSource("boots")
    void findsTheSameComputer(String kernel, String memory, int cpus) throws Exception {
        String[] overrides = {serve("vmlinuz", Files.readAllBytes(QemuLab.x86Kernel(kernel))), "machine.memory=" + memory,
            "machine.cpus=" + cpus};
        String auto = boot("auto", LAST, overrides);
        String never = boot("never", LAST, overrides);
        assertTrue(auto.contains("bytes; no KASLR, no 5-level paging") && !auto.contains("Memory KASLR using"), auto);
        assertTrue(!never.contains("no KASLR") && never.contains("Memory KASLR using"), never);
        assertEquals(KernelLog.of(never), KernelLog.of(auto));
        KernelLog log = KernelLog.of(auto);
        assertTrue(log.count("Command line: " + KernelLog.COMMAND_LINE) == 1 && log.count("BIOS-e820: ") > 5 && log.count("ACPI: ") > 5
                && log.count("RAMDISK: ") == 1 && log.early().size() > 50, log::toString);
        assertTrue(log.later().contains("smp: Brought up 1 node, " + cpus + " CPU" + (cpus == 1 ? "" : "s")), log::toString);
        assertEquals(6, log.later().size(), log::toString);
        assertEquals(comparable("never"), comparable("auto"));
        assertEquals(2, comparable("auto").get("parts").size());
        assertFalse(OutcomeFile.read(outcome("auto")).get("entry").equals(OutcomeFile.read(outcome("never")).get("entry")));
    }

    /** It is the kernel that says so, as nobody else has unpacked it. */
    @Test
    void aDamagedKernelEndsTheSame() throws Exception {
        byte[] kernel = Files.readAllBytes(QemuLab.x86Kernel("x86_64"));
        kernel[kernel.length / 2] ^= 1;
        String name = serve("damaged", kernel);
        for (String unpack : List.of("auto", "never")) {
            boot(unpack, "XZ-compressed data is corrupt", name);
        }
        assertEquals(OutcomeFile.comparable(outcome("never")), OutcomeFile.comparable(outcome("auto")));
    }
}
