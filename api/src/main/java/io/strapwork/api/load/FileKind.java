package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a file is that somebody gave for a kernel, by its content; so that whoever refuses it calls it by its name, and all call it the same. It is no check: a file of some kind may be damaged.
 *
 * @param name   with its article, such as {@code "a gzip-compressed initrd (cpio archive)"}; printable
 * @param advice what to do instead, in the imperative
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FileKind(String name, String advice) {
    /** Empty when nothing is known of such files. Reads a bounded part of the file. */
    public static Optional<FileKind> of(MemorySegment content) {
        return of(content, 0);
    }

    /** @param depth how many compressions were taken off */
    static Optional<FileKind> of(MemorySegment content, int depth) {
        if (content.byteSize() == 0) {
            return Optional
                    .of(new FileKind("an empty file", "check what the server sends for this URI; the file there may be empty too"));
        }
        return ElfFile.kind(content).or(() -> LinuxImages.kind(content)).or(() -> PeFile.kind(content))
                .or(() -> Compressed.kind(content, depth))
                .or(() -> FileMagics.kind(content)).or(() -> TextFile.kind(content)).or(() -> zeros(content));
    }

    /** The name of an ELF header's e_machine (gABI, "Machine"), such as {@code "AArch64"}. */
    public static String elfMachine(int machine) {
        return ElfFile.machine(machine);
    }

    private static Optional<FileKind> zeros(MemorySegment content) {
        for (long at = 0; at < Math.min(content.byteSize(), FileMagics.LOOKED_AT); at++) {
            if (content.get(ValueLayout.JAVA_BYTE, at) != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new FileKind("a file that begins with zeros",
                "download it to the server again; an interrupted download looks like this"));
    }
}
