package io.strapwork.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A big-endian s390x executable of the size of a distribution's kernel: code, data with a BSS behind it. */
final class ElfFile {
    static final long TEXT_BYTES = 16L << 20;
    static final long DATA_BYTES = 28L << 20;
    static final long BSS_BYTES = 2L << 20;
    /** What placing it writes. */
    static final long PLACED_BYTES = TEXT_BYTES + DATA_BYTES + BSS_BYTES;

    private static final long HEADERS_BYTES = 4096;
    private static final long TEXT_AT = 1L << 20;

    private ElfFile() {}

    static MemorySegment make(Arena arena) {
        MemorySegment file = arena.allocate(HEADERS_BYTES + TEXT_BYTES + DATA_BYTES, 4096);
        for (long at = HEADERS_BYTES; at < file.byteSize(); at += 8) {
            file.set(ValueLayout.JAVA_LONG, at, at * 0x9e37_79b9_7f4a_7c15L);
        }
        ByteBuffer head = file.asSlice(0, HEADERS_BYTES).asByteBuffer();
        // ELF64, big-endian, version 1; ET_EXEC, EM_S390
        head.put(HexFormat.of().parseHex("7f454c46" + "020201" + "000000000000000000")).putShort((short) 2).putShort((short) 22).putInt(1);
        head.putLong(TEXT_AT).putLong(64).putLong(0).putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 2)
                .putShort((short) 64).putShort((short) 0).putShort((short) 0);
        segment(head, 5, HEADERS_BYTES, TEXT_AT, TEXT_BYTES, TEXT_BYTES);
        segment(head, 6, HEADERS_BYTES + TEXT_BYTES, TEXT_AT + TEXT_BYTES, DATA_BYTES, DATA_BYTES + BSS_BYTES);
        return file.asReadOnly();
    }

    private static void segment(ByteBuffer head, int flags, long offset, long address, long fileBytes, long memoryBytes) {
        head.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address).putLong(fileBytes).putLong(memoryBytes)
                .putLong(4096);
    }
}
