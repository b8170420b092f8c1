package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshMemoryTests {
    private static final long PAGES_OF_MEBIBYTE = 256;

    @Test
    void hasThePagesMappedBeforeTheyAreWritten() throws IOException {
        Path pagemap = Path.of("/proc/self/pagemap");
        assumeTrue(Files.isReadable(pagemap), "no /proc/self/pagemap");
        assumeTrue(mapsOnRequest(System.getProperty("os.version", "")), "Linux maps pages on request since 5.14");
        try (Arena arena = Arena.ofShared()) {
            var memory = new GrowingMemory(arena);
            memory.grow(40 << 20); // which the C library takes anew from the kernel
            new FreshMemory().map(memory.bytes().asSlice(2 << 20, 1 << 20));
            // the first and the last page are shared with what isn't prepared
            assertTrue(mapped(pagemap, memory.bytes().asSlice(2 << 20, 1 << 20)) >= PAGES_OF_MEBIBYTE - 1);
            assertEquals(0, mapped(pagemap, memory.bytes().asSlice(16 << 20, 1 << 20)));
        }
    }

    @Test
    void takesMemoryThatNeedsNoPages() {
        byte[] heap = new byte[1 << 20];
        heap[0] = 5;
        var fresh = new FreshMemory();
        fresh.map(MemorySegment.ofArray(heap));
        fresh.map(MemorySegment.NULL);
        assertEquals(5, heap[0]);
    }

    private static boolean mapsOnRequest(String release) {
        var parts = List.of(release.split("[^0-9]+"));
        return parts.size() > 1 && Integer.parseInt(parts.get(0)) * 1000 + Integer.parseInt(parts.get(1)) >= 5014;
    }

    /** Pages that are in memory: bit 63 of their entries (Documentation/admin-guide/mm/pagemap.rst of Linux). */
    private static long mapped(Path pagemap, MemorySegment memory) throws IOException {
        long first = memory.address() / 4096;
        byte[] entries = new byte[(int) (memory.byteSize() / 4096) * 8];
        try (var file = Files.newByteChannel(pagemap)) {
            file.position(first * 8);
            file.read(ByteBuffer.wrap(entries));
        }
        long mapped = 0;
        for (int i = 7; i < entries.length; i += 8) {
            mapped += entries[i] < 0 ? 1 : 0;
        }
        return mapped;
    }
}
