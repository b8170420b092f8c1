package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.cli.lab.Leftovers;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LeftoversTests {
    @Test
    void memoryThatIsStillMappedIsSeen() {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "no /proc/self/maps");
        var leftovers = new Leftovers();
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(64 << 20);
            assertTrue(leftovers.mappedMore() >= 64 << 20, () -> leftovers.mappedMore() + " bytes");
        }
        assertTrue(leftovers.mappedMore() < 32 << 20, () -> leftovers.mappedMore() + " bytes");
    }
}
