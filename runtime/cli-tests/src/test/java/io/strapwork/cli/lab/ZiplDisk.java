package io.strapwork.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes a SCSI disk as s390-tools' zipl prepares it (zipl/include/bootmap.h): all numbers big-endian, all files in one piece but for the first block. */
public final class ZiplDisk {
    /** No signature. */
    public static final byte[] NONE = {};
    private static final int BLOCK = 512;
    private static final int SLOT = 16;
    private final ByteBuffer disk;
    private final List<Integer> programs = new ArrayList<>();
    private int next = 2;

    public ZiplDisk(int bytes) {
        disk = ByteBuffer.allocate(bytes);
        disk.put(0, ascii("zIPL")).putInt(4, 1);
        pointer(16, 1, 1);
        disk.put(BLOCK, ascii("zIPL"));
    }

    /** The next entry of the menu; the first one is the default, too. */
    public ZiplDisk program(byte[] kernel, byte[] initrd, String line) {
        return program(kernel, initrd, line, _ -> NONE);
    }

    /** The next entry, signed. @param signer gives the signature of a file, or {@link #NONE} */
    public ZiplDisk program(byte[] kernel, byte[] initrd, String line, UnaryOperator<byte[]> signer) {
        var parameters = ByteBuffer.allocate(64).putLong(0x4e5000).putLong(0x500000).putLong(initrd.length).putLong(0x0000800080010000L)
                .putLong(0).putLong(1L << 48).putLong(kernel.length).putLong(0x10000).array();
        int table = next++;
        programs.add(table);
        disk.put(table * BLOCK, ascii("zIPL"));
        int at = table * BLOCK + 32;
        at = component(at, 0x9000, parameters);
        at = component(signature(at, signer.apply(kernel)), 0x10000, kernel);
        at = component(signature(at, signer.apply(ascii(line))), 0x4e5000, ascii(line + "\0"));
        at = component(signature(at, signer.apply(initrd)), 0x500000, initrd);
        disk.put(at + 23, (byte) 1).putLong(at + 24, 0x000800008000a000L);
        return this;
    }

    /** The next entry, of a disk that dumps. */
    public ZiplDisk dump() {
        int table = next++;
        programs.add(table);
        disk.put(table * BLOCK, ascii("zIPL")).put(table * BLOCK + 4, (byte) 1);
        return this;
    }

    /** Of the component behind it (s390-tools, {@code component_signature_info}). */
    private int signature(int at, byte[] signature) {
        if (signature.length == 0) {
            return at;
        }
        int behind = component(at, 0, signature);
        disk.put(at + 23, (byte) 3).putInt(at + 24, 0x01000000).putInt(at + 28, signature.length);
        return behind;
    }

    private int component(int at, long address, byte[] content) {
        int segments = next++;
        pointer(at, segments, 1);
        disk.put(at + 23, (byte) 2).putLong(at + 24, address);
        int first = next;
        int blocks = (content.length + BLOCK - 1) / BLOCK;
        disk.put(first * BLOCK, content);
        next += blocks;
        pointer(segments * BLOCK, first, 1);
        if (blocks > 1) {
            pointer(segments * BLOCK + SLOT, first + 1, blocks - 1);
        }
        return at + 32;
    }

    private void pointer(int at, int block, int blocks) {
        disk.putLong(at, block).putShort(at + 8, (short) BLOCK).putShort(at + 10, (short) (blocks - 1));
    }

    public Path write(Path file) {
        for (int i = 0; i < programs.size(); i++) {
            pointer(BLOCK + 16 + SLOT * (i + 1), programs.get(i), 1);
        }
        pointer(BLOCK + 16, programs.getFirst(), 1);
        try {
            return Files.write(file, disk.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
