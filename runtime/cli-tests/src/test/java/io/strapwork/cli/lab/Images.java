package io.strapwork.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/** Small kernels, as the loaders take them. */
public final class Images {
    private static final int ELF_TEXT = 0x1000;

    private Images() {}

    /** A Linux image for s390x of this size, noise from 0x11000 on. */
    public static byte[] linuxS390x(int bytes) {
        var file = ByteBuffer.allocate(bytes);
        noise(file, 0x11000);
        file.put(0x10000, HexFormat.of().parseHex("a7f40010" + "00000000" + "533339304550" + "0001"));
        return file.putLong(0x10430, 0x1000).array();
    }

    /** A ppc64 kernel of this size: one segment, virtual from c000000000000000, physical from 0. */
    public static byte[] elfPpc64(int bytes) {
        ByteBuffer file = elf(ByteOrder.LITTLE_ENDIAN, 21, 2, 0xc000000000000000L, bytes);
        return segment(file, 0xc000000000000000L, 0, bytes - ELF_TEXT, 0x10000).array();
    }

    /** An s390x ELF executable whose one segment wants this much memory. */
    public static byte[] elfS390x(int bytes, long memoryBytes) {
        ByteBuffer file = elf(ByteOrder.BIG_ENDIAN, 22, 0, 0x10000, bytes);
        segment(file, 0x10000, 0x10000, bytes - ELF_TEXT, 0x1000).putLong(64 + 40, memoryBytes);
        return file.put(ELF_TEXT, HexFormat.of().parseHex("a7f40010" + "00000000" + "533339304550" + "0001"))
                .putLong(ELF_TEXT + 0x430, 0x1000)
                .array();
    }

    /** ELF64; one program header follows. */
    private static ByteBuffer elf(ByteOrder order, int machine, int flags, long entry, int bytes) {
        var file = ByteBuffer.allocate(bytes).order(order);
        noise(file, ELF_TEXT);
        boolean big = order == ByteOrder.BIG_ENDIAN;
        file.put(0, HexFormat.of().parseHex("7f454c46" + "02" + (big ? "02" : "01") + "01" + "000000000000000000"));
        file.position(16).putShort((short) 2).putShort((short) machine).putInt(1).putLong(entry).putLong(64).putLong(0).putInt(flags);
        return file.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 64);
    }

    private static ByteBuffer segment(ByteBuffer file, long virtual, long physical, long bytes, long alignment) {
        return file.position(64).putInt(1).putInt(7).putLong(ELF_TEXT).putLong(virtual).putLong(physical).putLong(bytes).putLong(bytes)
                .putLong(alignment);
    }

    private static void noise(ByteBuffer file, int from) {
        var noise = new Random(file.capacity());
        for (int i = from; i < file.capacity(); i++) {
            file.put(i, (byte) noise.nextInt());
        }
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A text file with one text in the place of another. */
    public static String text(Path file, String from, String to) {
        try {
            String text = Files.readString(file);
            if (!text.contains(from)) {
                throw new AssertionError(from + " is not in " + file);
            }
            return text.replace(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
