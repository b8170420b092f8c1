package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.LinuxA;
import io.strapwork.cli.lab.QemuLab;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One list of Open Firmware calls ({@code openfirmware/calls.c}), and one list of answers: from outside of the guest by Java, and from inside of it by the shim of a packed boot. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientCallsTests {
    private static final String COMPILER = "powerpc64-linux-gnu-gcc-12";
    private static final String LINE = "of the suite";
    private static final String END = "calls: end";

    @TempDir
    private Path folder;

    private Path served() throws Exception {
        QemuLab.kernels("ppc64");
        QemuLab.program(COMPILER);
        Path source = folder.resolve("calls.c");
        try (InputStream in = ClientCallsTests.class.getResourceAsStream("openfirmware/calls.c")) {
            Files.copy(in, source);
        }
        Path program = Files.createDirectories(folder.resolve("served/ppc64")).resolve("calls.elf");
        Process compiler = new ProcessBuilder(COMPILER, "-m32", "-mbig-endian", "-mcpu=power8", "-mno-vsx", "-mno-altivec", "-msoft-float",
                "-O1", "-std=gnu11", "-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-fno-pic",
                "-fno-tree-loop-distribute-patterns", "-fno-asynchronous-unwind-tables", "-Wall", "-Wextra", "-Werror", "-nostdlib",
                "-static", "-Wl,-m,elf32ppc,--build-id=none,-Ttext-segment=0x1000000,-e,_start", "-o", program.toString(),
                source.toString()).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0, said);
        return folder.resolve("served");
    }

    private List<String> words(String command, String... more) throws Exception {
        return Stream.concat(Stream.of(command,
                QemuLab.PROJECT.resolve("samples/profiles/ppc64-grub.toml").toString(), "-P", "machine.serve=" + served(), "-P",
                "fetch.kernel=http://10.0.2.2/ppc64/calls.elf", "-P", "handoff.cmdline=" + LINE, "-P", "machine.patience=240s"),
                Stream.of(more)).toList();
    }

    /** What the client said, and the answers that it should have got. */
    private static void check(String console) throws Exception {
        List<String> said = console.lines().map(String::strip).filter(line -> line.startsWith("call: ") || line.equals("written")).toList();
        try (InputStream in = ClientCallsTests.class.getResourceAsStream("openfirmware/answers")) {
            assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), String.join("\n", said) + "\n", console);
        }
        assertTrue(!console.contains("never"), "nothing is written to no instance");
    }

    @Test
    void fromOutside() throws Exception {
        CommandLineRun run = strapwork(folder, words("boot", "--until", END, "--timeout", "280s"));
        assertEquals(0, run.status(), run::toString);
        check(run.out());
    }

    @Test
    void fromInside() throws Exception {
        Path packed = folder.resolve("packed");
        CommandLineRun run = strapwork(folder, words("pack", "--into", packed.toString()));
        assertEquals(0, run.status(), run::toString);
        var linux = new LinuxA(folder, "ppc64", """
                /sbin/kexec -l /shim --initrd=/bundle --command-line=""
                /sbin/kexec -e""").with(Map.of("shim", packed.resolve("shim"), "bundle", packed.resolve("bundle")));
        check(linux.run(QemuLab.kernels("ppc64").resolve("ppc64/vmlinux"), "2G", 1, END));
    }
}
