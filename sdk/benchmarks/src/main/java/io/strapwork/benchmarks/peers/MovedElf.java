package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A 64-bit ELF file whose segments have virtual = physical = 256 MiB + old physical address: all that SLOF takes. A PowerPC kernel doesn't mind. */
final class MovedElf {
    private static final long BASE = 0x1000_0000L;

    private MovedElf() {}

    static void write(Path from, Path to) throws IOException {
        byte[] bytes = Files.readAllBytes(from);
        var elf = ByteBuffer.wrap(bytes).order(bytes[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long entry = elf.getLong(24);
        int headers = (int) elf.getLong(32);
        int size = elf.getShort(54);
        for (int i = 0; i < elf.getShort(56); i++) {
            int at = headers + i * size;
            if (elf.getInt(at) == 1) {
                long start = elf.getLong(at + 16);
                long physical = elf.getLong(at + 24);
                if (entry - start >= 0 && entry - start < elf.getLong(at + 40)) {
                    elf.putLong(24, entry - start + physical + BASE);
                }
                elf.putLong(at + 16, BASE + physical);
                elf.putLong(at + 24, BASE + physical);
            }
        }
        Files.write(to, bytes);
    }
}
