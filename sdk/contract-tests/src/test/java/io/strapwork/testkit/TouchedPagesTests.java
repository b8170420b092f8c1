package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TouchedPagesTests {
    private static final int CHUNK = 1 << 16;

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsTouched() {
        try (Arena arena = Arena.ofConfined(); var pages = new TouchedPages()) {
            MemorySegment bytes = arena.allocate(16 * CHUNK, CHUNK);
            for (int i = 0; i < 16; i++) {
                bytes.set(ValueLayout.JAVA_BYTE, i * CHUNK + 17L * i, (byte) 1);
                assertTrue(pages.mayHave(bytes.asSlice((long) i * CHUNK, CHUNK)), "chunk " + i);
            }
        }
    }

    @Test
    void nobodyHasTouchedWhatHasNoPages() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/pagemap")), "only Linux tells");
        try (var pages = new TouchedPages()) {
            assertFalse(pages.mayHave(MemorySegment.ofAddress(1L << 16).reinterpret(CHUNK)));
        }
    }

    @Test
    void filesAreAlwaysLookedAt() throws IOException {
        Path file = folder.resolve("memory");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined();
                var pages = new TouchedPages()) {
            assertTrue(pages.mayHave(channel.map(FileChannel.MapMode.READ_WRITE, 0, CHUNK, arena)));
        }
        try (var pages = new TouchedPages()) {
            assertTrue(pages.mayHave(MemorySegment.ofArray(new byte[CHUNK])));
        }
    }
}
