package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.QemuLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines with more of everything: processors, memory, command line, and ten of them at once. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuSizeTests {
    @TempDir
    private static Path shared;
    private static QemuLab lab;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        lab = new QemuLab(shared);
    }

    /** Words that make a whole line as long as this. */
    private static String words(String architecture, int bytes) {
        String line = QemuLab.commandLine(architecture, "guest.shut=poweroff guest.pad=");
        return "guest.shut=poweroff guest.pad=" + "x".repeat(bytes - line.length() - 1) + "y";
    }

    /** Limits without the NUL at the end: s390x says its own in the image, x86_64 in the boot protocol's header, ppc64 has COMMAND_LINE_SIZE. */
    @ParameterizedTest
    @CsvSource({"s390x,4GiB,4095", "ppc64,4GiB,2047", "x86_64,4GiB,2047", "x86_64,5GiB,2047"})
    void twoProcessorsMuchMemoryAndALongCommandLine(String architecture, String memory, int limit) throws Exception {
        String words = words(architecture, limit);
        CommandLineRun run = strapwork(folder,
                lab.boot(architecture, "http", words, List.of("-P", "machine.cpus=2", "-P", "machine.memory=" + memory)));
        assertEquals(0, run.status(), run::toString);
        byte[] line = (QemuLab.commandLine(architecture, words) + "\n").getBytes(StandardCharsets.US_ASCII);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(line));
        assertTrue(run.out().contains("guest: command line of " + (limit + 1) + " bytes, md5 " + digest), run::toString);
        assertTrue(run.out().contains("guest: processors 2, "), run::toString);
        long kibibytes = Long.parseLong(run.out().replaceAll("(?s).*guest: processors 2, MemTotal: +([0-9]+) kB.*", "$1"));
        long asked = Long.parseLong(memory.substring(0, 1)) << 20;
        assertTrue(kibibytes > asked * 9 / 10 && kibibytes <= asked, kibibytes + " KiB of " + asked);
    }

    @ParameterizedTest
    @CsvSource({"s390x,4096", "ppc64,2048", "x86_64,2048"})
    void aByteMoreIsAProblem(String architecture, int bytes) throws Exception {
        CommandLineRun run = strapwork(folder, lab.boot(architecture, "http", words(architecture, bytes), List.of()));
        assertEquals(1, run.status(), run::toString);
        String said = "the command line has " + bytes + " bytes, but the kernel has room for " + (bytes - 1);
        assertTrue(
                run.errors().contains(said) && run.errors().contains("handoff.cmdline")
                        && run.errors().contains("shorten the command line"),
                run::toString);
    }

    /** In one JVM. Each has its own gateway, network and QEMU process. */
    @Test
    void tenAtOnce() throws Exception {
        List<String> architectures = List.of("s390x", "ppc64", "x86_64");
        List<String> protocols = List.of("http", "https", "tftp", "http");
        for (String architecture : architectures) {
            lab.files(architecture);
        }
        var boots = new ArrayList<Callable<CommandLineRun>>();
        for (int i = 0; i < 10; i++) {
            List<String> arguments = lab.boot(architectures.get(i % 3), protocols.get(i % 4), "",
                    List.of("-P", "machine.memory=512MiB", "-P", "machine.tls=" + folder.resolve("tls" + i), "--until", "Linux version"));
            if (i % 4 == 1) {
                arguments.addAll(List.of("-P", "transport.tls.ca=" + folder.resolve("tls" + i).resolve("ca.pem")));
            }
            arguments.set(arguments.indexOf("240s"), "400s");
            boots.add(() -> strapwork(folder, arguments));
        }
        try (var threads = Executors.newFixedThreadPool(10)) {
            for (Future<CommandLineRun> one : threads.invokeAll(boots)) {
                assertEquals(0, one.get().status(), one.get()::toString);
                assertTrue(one.get().out().contains("Linux version"), one.get()::toString);
            }
        }
        assertEquals(List.of(),
                ProcessHandle.current().descendants().filter(child -> child.info().command().orElse("").contains("qemu")).toList());
    }
}
