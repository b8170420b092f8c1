package io.strapwork.runtime.pack;

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

/** The shims that are shipped are those of the sources in {@code shims/}, by Debian 12's compiler. */
@Tag("real")
class ShimSourceTests {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void built(Architecture architecture) throws Exception {
        String compiler = switch (architecture) {
            case S390X -> "s390x-linux-gnu-gcc-12";
            case X86_64 -> "x86_64-linux-gnu-gcc-12";
            case PPC64 -> "powerpc64-linux-gnu-gcc-12";
        };
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", compiler)), compiler + " is not installed");
        Path shim = folder.resolve("shim");
        Path log = folder.resolve("log");
        Process build = new ProcessBuilder("shims/build", architecture.id(), shim.toString()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        assertTrue(build.waitFor(60, TimeUnit.SECONDS));
        String said = Files.readString(log);
        assertEquals(0, build.exitValue(), said);
        assertArrayEquals(Shims.read(architecture), Files.readAllBytes(shim));
    }
}
