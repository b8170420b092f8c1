package io.strapwork.cli.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A "newc" archive (Linux: Documentation/driver-api/early-userspace/buffer-format.rst) that is written from parts of others. */
final class CpioArchive {
    private static final int HEADER_BYTES = 110;
    private static final int DIRECTORY = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int MODE = 1;
    private static final int SIZE = 6;
    private static final int NAME_BYTES = 11;
    private static final String TRAILER = "TRAILER!!!";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Set<String> folders = new HashSet<>(Set.of("bin", "sbin", "lib", "lib64"));
    private int inode;

    /** Takes the entries whose names match, from a compressed archive. */
    CpioArchive copy(Path from, Predicate<String> names) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(from), 1 << 16))) {
            while (true) {
                String header = new String(in.readNBytes(HEADER_BYTES), StandardCharsets.US_ASCII);
                int nameBytes = field(header, NAME_BYTES);
                String name = new String(in.readNBytes(nameBytes), StandardCharsets.UTF_8).replace("\0", "");
                in.skipNBytes(-(HEADER_BYTES + nameBytes) & 3);
                if (name.equals(TRAILER)) {
                    return this;
                }
                int size = field(header, SIZE);
                if (names.test(name)) {
                    add(name, field(header, MODE), in.readNBytes(size));
                } else {
                    in.skipNBytes(size);
                }
                in.skipNBytes(-size & 3);
            }
        }
    }

    private static int field(String header, int index) {
        return Integer.parseUnsignedInt(header.substring(6 + 8 * index, 14 + 8 * index), 16);
    }

    CpioArchive folder(String name) {
        return add(name, DIRECTORY, new byte[0]);
    }

    CpioArchive program(String name, String text) {
        return add(name, PROGRAM, text.getBytes(StandardCharsets.UTF_8));
    }

    CpioArchive folderOnce(String name) {
        return folders.add(name) ? folder(name) : this;
    }

    CpioArchive file(String name, byte[] content) {
        return add(name, PROGRAM, content);
    }

    private CpioArchive add(String name, int mode, byte[] content) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
        out.writeBytes(String.format(Locale.ROOT, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", ++inode, mode, 0, 0, 1, 0,
                content.length, 0, 0, 0, 0, text.length, 0).getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(text);
        out.writeBytes(new byte[-(HEADER_BYTES + text.length) & 3]);
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & 3]);
        return this;
    }

    void write(Path to) throws IOException {
        add(TRAILER, 0, new byte[0]);
        try (var compressed = new GZIPOutputStream(Files.newOutputStream(to))) {
            out.writeTo(compressed);
        }
    }
}
