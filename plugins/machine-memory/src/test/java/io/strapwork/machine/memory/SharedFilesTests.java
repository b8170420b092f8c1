package io.strapwork.machine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SharedFilesTests {
    private static final int PAGES = 0x20000;
    @TempDir
    Path folder;

    private SharedFiles.Part file(String name, int bytes) throws IOException {
        return new SharedFiles.Part(Files.write(folder.resolve(name), new byte[bytes]), bytes);
    }

    @Test
    void filesAreOnePiece() throws IOException {
        var first = file("first", PAGES);
        var second = file("second", 2 * PAGES);
        MemorySegment all;
        try (Arena arena = Arena.ofShared()) {
            all = SharedFiles.map(arena, List.of(first, second));
            assertEquals(3 * PAGES, all.byteSize());
            all.asSlice(PAGES - 2, 4).fill((byte) 7);
            all.set(ValueLayout.JAVA_BYTE, 3 * PAGES - 1, (byte) 9);
        }
        byte[] low = Files.readAllBytes(first.file());
        byte[] high = Files.readAllBytes(second.file());
        assertEquals(List.of((byte) 0, (byte) 7, (byte) 7), List.of(low[PAGES - 3], low[PAGES - 2], low[PAGES - 1]));
        assertEquals(List.of((byte) 7, (byte) 7, (byte) 0, (byte) 9), List.of(high[0], high[1], high[2], high[2 * PAGES - 1]));
        assertThrows(IllegalStateException.class, () -> all.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        var missing = new SharedFiles.Part(folder.resolve("missing"), PAGES);
        try (Arena arena = Arena.ofShared()) {
            assertEquals(missing.file() + " can't be opened",
                    assertThrows(IOException.class, () -> SharedFiles.map(arena, List.of(missing))).getMessage());
        }
    }
}
