package org.example.multiboot2;

import java.lang.foreign.MemorySegment;

/**
 * Bytes of the file and where they want to go.
 *
 * @param at          where the file says so
 * @param address     physical, below 4 GiB
 * @param memoryBytes with BSS
 */
record Piece(long at, long address, MemorySegment source, long memoryBytes) {
    long end() {
        return address + memoryBytes;
    }
}
