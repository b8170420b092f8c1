package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GrowingMemoryTests {
    @Test
    void keepsWhatThereWas() {
        try (Arena arena = Arena.ofShared()) {
            var memory = new GrowingMemory(arena);
            assertEquals(0, memory.bytes().byteSize());
            for (long size = 8; size <= 64 << 20; size *= 2) {
                memory.grow(size);
                assertEquals(size, memory.bytes().byteSize());
                memory.bytes().set(ValueLayout.JAVA_LONG, size - 8, size);
            }
            for (long size = 8; size <= 64 << 20; size *= 2) {
                assertEquals(size, memory.bytes().get(ValueLayout.JAVA_LONG, size - 8));
            }
        }
    }

    @Test
    void moreThanThereIsLeavesWhatThereWas() {
        try (Arena arena = Arena.ofShared()) {
            var memory = new GrowingMemory(arena);
            memory.grow(8);
            memory.bytes().set(ValueLayout.JAVA_LONG, 0, 42);
            assertThrows(OutOfMemoryError.class, () -> memory.grow(1L << 60));
            assertEquals(42, memory.bytes().get(ValueLayout.JAVA_LONG, 0));
            memory.grow(16);
            assertEquals(42, memory.bytes().get(ValueLayout.JAVA_LONG, 0));
        }
    }

    @Test
    void preparingKeepsWhatThereWasAndEndsWithTheMemory() {
        try (Arena arena = Arena.ofShared()) {
            var memory = new GrowingMemory(arena);
            memory.grow((3 << 20) + 100);
            memory.bytes().fill((byte) 7);
            memory.prepare(1);
            memory.prepare((2 << 20) + 50);
            memory.prepare((2 << 20) + 60);
            memory.prepare((3 << 20) + 60);
            memory.grow((5 << 20) + 100);
            memory.prepare((5 << 20) + 100);
            assertEquals(-1, memory.bytes().asSlice(0, (3 << 20) + 100).mismatch(filled((3 << 20) + 100)));
        }
    }

    private static MemorySegment filled(int bytes) {
        byte[] filled = new byte[bytes];
        Arrays.fill(filled, (byte) 7);
        return MemorySegment.ofArray(filled);
    }

    @Test
    void goesWithItsArena() {
        Arena arena = Arena.ofShared();
        var memory = new GrowingMemory(arena);
        memory.grow(1 << 20);
        MemorySegment bytes = memory.bytes();
        arena.close();
        assertThrows(IllegalStateException.class, () -> bytes.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> memory.grow(2 << 20));
    }
}
