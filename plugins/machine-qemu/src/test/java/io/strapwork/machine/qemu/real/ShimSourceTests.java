package io.strapwork.machine.qemu.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.machine.qemu.process.Shims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shims that are shipped are those of the sources in {@code shims/}. */
@Tag("real")
class ShimSourceTests {
    @TempDir
    Path folder;

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> log());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private byte[] assembled(String prefix, String source, List<String> flags, String... link) throws Exception {
        RealMachines.need(prefix + "as");
        var command = new ArrayList<>(List.of(prefix + "as"));
        command.addAll(flags);
        command.addAll(List.of("-o", folder.resolve("o").toString(), "shims/" + source));
        run(command.toArray(String[]::new));
        if (link.length > 0) {
            var linker = new ArrayList<>(List.of(prefix + "ld"));
            linker.addAll(List.of(link));
            linker.addAll(List.of("--oformat", "binary", "-o", folder.resolve("bin").toString(), folder.resolve("o").toString()));
            run(linker.toArray(String[]::new));
        } else {
            run(prefix + "objcopy", "-O", "binary", folder.resolve("o").toString(), folder.resolve("bin").toString());
        }
        return Files.readAllBytes(folder.resolve("bin"));
    }

    @Test
    void s390x() throws Exception {
        byte[] code = assembled("s390x-linux-gnu-", "s390x.S", List.of());
        assertArrayEquals(Shims.read("s390x.bin"), Arrays.copyOf(code, 256));
    }

    @Test
    void ppc64() throws Exception {
        assertArrayEquals(Shims.read("ppc64.bin"), assembled("powerpc64-linux-gnu-", "ppc64.S", List.of("-mpower8")));
    }

    @Test
    void x86() throws Exception {
        String prefix = Files.isExecutable(Path.of("/usr/bin/x86_64-linux-gnu-as")) ? "x86_64-linux-gnu-" : "";
        assertArrayEquals(Shims.read("x86_64.bin"),
                assembled(prefix, "x86_64.S", List.of("--64"), "-m", "elf_x86_64", "-Ttext=0xffff0000"));
    }
}
