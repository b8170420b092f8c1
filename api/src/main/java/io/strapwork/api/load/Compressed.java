package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Compressed files, by their magic numbers; of gzip (RFC 1952), the JDK can tell what is in it. */
final class Compressed {
    private static final int DEEPEST = 2;
    /** The last thing to look for is at 64 KiB. */
    private static final int UNPACKED = 0x12000;
    private static final int PACKED = 1 << 20;

    private record Format(String name, String tool, String magic) {}

    private static final Format[] FORMATS = {new Format("an xz", "xz -d", "\u00fd7zXZ\0"),
        new Format("a zstd", "zstd -d", "(\u00b5/\u00fd"),
        new Format("a bzip2", "bunzip2", "BZh"), new Format("an lz4", "lz4 -d", "\4\"M\030"),
        new Format("an lz4", "lz4 -d", "\2!L\030"), new Format("an lzop", "lzop -d", "\u0089LZO\0\r\n\032\n"),
        new Format("an lzma", "xz -d", "]\0\0"), new Format("an lzip", "lzip -d", "LZIP"),
        new Format("a compress", "gunzip", "\037\u009d")};

    private Compressed() {}

    static Optional<FileKind> kind(MemorySegment content, int depth) {
        var file = new FileBytes(content);
        if (file.says(0, "\037\u008b")) {
            MemorySegment unpacked = MemorySegment.ofArray(unpacked(file));
            Optional<FileKind> within = depth < DEEPEST && unpacked.byteSize() > 0 ? FileKind.of(unpacked, depth + 1) : Optional.empty();
            if (within.isEmpty()) {
                return Optional.of(compressed("a gzip", "gunzip"));
            }
            FileKind kind = within.get();
            boolean kernel = ElfFile.kind(unpacked).or(() -> LinuxImages.kind(unpacked)).isPresent();
            return Optional.of(new FileKind("a gzip-compressed " + kind.name().replaceFirst("^an? ", ""),
                    kernel ? "unpack it with gunzip" : kind.advice()));
        }
        return Arrays.stream(FORMATS).filter(format -> file.says(0, format.magic())).findFirst()
                .map(format -> compressed(format.name(), format.tool()));
    }

    private static FileKind compressed(String name, String tool) {
        return new FileKind(name + "-compressed file",
                "if it is a kernel, unpack it (" + tool + "); if it is an initrd, set fetch.initrd to it, and fetch.kernel to the kernel");
    }

    /** Its beginning; nothing when it is damaged. */
    private static byte[] unpacked(FileBytes file) {
        int flags = file.u8(3);
        long at = 10 + ((flags & 4) == 0 ? 0 : 2L + file.u16(10));
        at = (flags & 8) == 0 ? at : behindText(file, at);
        at = (flags & 16) == 0 ? at : behindText(file, at);
        at += (flags & 2) == 0 ? 0 : 2;
        var unpacked = new byte[UNPACKED];
        if (at >= file.content().byteSize()) {
            return new byte[0];
        }
        try (var inflater = new Inflater(true)) {
            inflater.setInput(file.content().asSlice(at, Math.min(PACKED, file.content().byteSize() - at)).toArray(ValueLayout.JAVA_BYTE));
            int bytes = 0;
            for (int more = inflater.inflate(unpacked); more > 0; more = inflater.inflate(unpacked, bytes, UNPACKED - bytes)) {
                bytes += more;
            }
            return Arrays.copyOf(unpacked, bytes);
        } catch (DataFormatException e) {
            return new byte[0];
        }
    }

    private static long behindText(FileBytes file, long start) {
        long at = start;
        while (at < Math.min(start + PACKED, file.content().byteSize()) && file.u8(at) != 0) {
            at++;
        }
        return at + 1;
    }
}
