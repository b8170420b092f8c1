package org.example.multiboot2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Makes Multiboot2 kernels. */
final class Images {
    private Images() {}

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer tag(int type, boolean optional, int... words) {
        ByteBuffer tag = buffer(8 + 4 * words.length + 7 & -8).putShort((short) type).putShort((short) (optional ? 1 : 0))
                .putInt(8 + 4 * words.length);
        for (int word : words) {
            tag.putInt(word);
        }
        return tag.rewind();
    }

    static byte[] header(int architecture, ByteBuffer... tags) {
        int bytes = 16 + 8;
        for (ByteBuffer tag : tags) {
            bytes += tag.capacity();
        }
        ByteBuffer header = buffer(bytes).putInt(0xe85250d6).putInt(architecture).putInt(bytes)
                .putInt(-(0xe85250d6 + architecture + bytes));
        for (ByteBuffer tag : tags) {
            header.put(tag);
        }
        return header.putInt(0).putInt(8).array();
    }

    /** With an address tag: at 1 MiB, the header at byte 64, code of 5,000 bytes, 10,000 of BSS. */
    static byte[] flat(int architecture, ByteBuffer... more) {
        var tags = new ByteBuffer[more.length + 2];
        tags[0] = tag(2, false, 0x100040, 0x100000, 0x100000 + 5000, 0x100000 + 15_000);
        tags[1] = tag(3, false, 0x100800);
        System.arraycopy(more, 0, tags, 2, more.length);
        return image(5000, file -> file.put(64, header(architecture, tags)));
    }

    private static byte[] image(int bytes, Consumer<ByteBuffer> fill) {
        ByteBuffer file = buffer(bytes);
        for (int i = 0; i < bytes; i++) {
            file.put(i, (byte) (i % 251));
        }
        fill.accept(file);
        return file.array();
    }

    /** An ELF file of one segment at this address, with the header behind its own. @param wide 64 bit */
    static byte[] elf(boolean wide, long address, ByteBuffer... tags) {
        return image(0x3000, file -> {
            int ehdr = wide ? 64 : 52;
            int phdr = wide ? 56 : 32;
            for (int i = 0; i < ehdr + phdr; i++) {
                file.put(i, (byte) 0);
            }
            file.putInt(0, 0x464c457f).put(4, (byte) (wide ? 2 : 1)).put(5, (byte) 1).put(6, (byte) 1).putShort(16, (short) 2)
                    .putShort(18, (short) (wide ? 62 : 3)).putInt(20, 1);
            long virtual = 0xc0000000L + address;
            if (wide) {
                file.putLong(24, virtual + 0x10).putLong(32, ehdr).putShort(52, (short) ehdr).putShort(54, (short) phdr).putShort(56,
                        (short) 1);
                file.putInt(ehdr, 1).putInt(ehdr + 4, 5).putLong(ehdr + 8, 0x1000).putLong(ehdr + 16, virtual).putLong(ehdr + 24, address)
                        .putLong(ehdr + 32, 0x2000).putLong(ehdr + 40, 0x5000).putLong(ehdr + 48, 0x1000);
            } else {
                file.putInt(24, (int) virtual + 0x10).putInt(28, ehdr).putShort(40, (short) ehdr).putShort(42, (short) phdr).putShort(44,
                        (short) 1);
                file.putInt(ehdr, 1).putInt(ehdr + 4, 0x1000).putInt(ehdr + 8, (int) virtual).putInt(ehdr + 12, (int) address)
                        .putInt(ehdr + 16, 0x2000)
                        .putInt(ehdr + 20, 0x5000).putInt(ehdr + 24, 5).putInt(ehdr + 28, 0x1000);
            }
            file.put(0x200, header(0, tags));
        });
    }
}
