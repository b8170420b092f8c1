package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.machine.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trampolines that are shipped are those of the sources in {@code trampolines/}. */
@Tag("real")
class TrampolineSourceTests {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void assembled(Architecture architecture) throws Exception {
        String assembler = switch (architecture) {
            case S390X -> "s390x-linux-gnu-as";
            case X86_64 -> "x86_64-linux-gnu-as";
            case PPC64 -> "powerpc64-linux-gnu-as";
        };
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", assembler)), assembler + " is not installed");
        Path binary = folder.resolve("bin");
        Path log = folder.resolve("log");
        Process build = new ProcessBuilder("trampolines/build", architecture.id(), binary.toString()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        assertTrue(build.waitFor(60, TimeUnit.SECONDS));
        String said = Files.readString(log);
        assertEquals(0, build.exitValue(), said);
        assertArrayEquals(Trampoline.code(architecture), Files.readAllBytes(binary));
    }
}
