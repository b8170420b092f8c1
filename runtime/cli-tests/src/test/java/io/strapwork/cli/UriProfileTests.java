package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel's URI in place of a profile. */
class UriProfileTests {
    @TempDir
    private Path folder;

    @Test
    void bootsAndShowsTheProfileThatItStandsFor() throws IOException {
        Files.write(folder.resolve("vmlinux"), DemoKernel.bytes());
        Files.writeString(folder.resolve("initrd"), "initrd");
        CommandLineRun run = strapwork(folder, "boot", "http://me:secret@10.0.2.2/vmlinux", "--initrd", "tftp://10.0.2.2/initrd",
                "--initrd",
                "http://10.0.2.2/initrd", "--on", "embedded", "--architecture", "s390x", "--cmdline", "a=\"b c\"", "-P",
                "machine.serve=" + folder);
        assertEquals(0, run.status(), run::toString);
        assertEquals("", run.errors());
        String profile = """
                as a profile:

                    [machine]
                    use = "embedded"
                    architecture = "s390x"

                    [fetch]
                    kernel = "http://***@10.0.2.2/vmlinux"
                    initrd = ["tftp://10.0.2.2/initrd", "http://10.0.2.2/initrd"]

                    [trust]
                    use = "none"

                    [handoff]
                    cmdline = "a=\\"b c\\""

                command-line: s390x""";
        assertTrue(run.out().startsWith(profile), run::toString);
        assertTrue(run.out().contains("entered    0x10000 with contract linux-s390x"), run::toString);
    }

    @Test
    void explainShowsItToo() {
        CommandLineRun run = strapwork(folder, "explain", "https://10.0.2.2/vmlinuz", "--architecture", "x86_64");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().startsWith(
                "as a profile:\n\n    [machine]\n    architecture = \"x86_64\"\n\n    [fetch]\n    kernel = \"https://10.0.2.2/vmlinuz\"\n"),
                run::toString);
    }

    @Test
    void whatIsWrongIsToldAsOfAProfile() {
        CommandLineRun run = strapwork(folder, "boot", "htp://me:secret@10.0.2.2/vmlinuz", "--architecture", "s390x", "--on", "qmu");
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.errors().startsWith("command-line.toml can't be assembled: 2 problems"), run::toString);
        assertTrue(run.errors().contains("did you mean \"qemu\"?"), run::toString);
        assertFalse(run.toString().contains("secret"), run::toString);
    }

    @Test
    void aProfileHasItsOwnKeys() {
        CommandLineRun run = strapwork(folder, "boot", "--initrd", "http://10.0.2.2/initrd");
        assertEquals(new CommandLineRun(2, "", "strapwork: --initrd needs the URI of a kernel, as in boot http://server/vmlinuz; "
                + "use -P to change a profile's keys\n"), run);
    }
}
