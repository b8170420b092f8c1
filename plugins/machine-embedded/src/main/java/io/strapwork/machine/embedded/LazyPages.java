package io.strapwork.machine.embedded;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Zeroed memory whose pages the operating system makes when they are first touched: an anonymous mapping without reservation where the C library can be called, a sparse
 * file without a name elsewhere. {@link Arena#allocate} would touch every page to zero it.
 */
final class LazyPages {
    private static final Logger LOG = LoggerFactory.getLogger(LazyPages.class);
    private static final int PROT_READ_WRITE = 3;
    /** MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE in asm-generic/mman.h of Linux. */
    private static final int LAZY = 0x02 | 0x20 | 0x4000;
    private static final Set<String> GENERIC_NUMBERS = Set.of("amd64", "x86_64", "aarch64", "s390x", "riscv64");

    private LazyPages() {}

    /** The pages live as long as the arena. */
    static MemorySegment map(Arena arena, long bytes) throws IOException {
        if (System.getProperty("os.name", "").equals("Linux")
                && GENERIC_NUMBERS.contains(System.getProperty("os.arch", "").toLowerCase(Locale.ROOT))) {
            try {
                return anonymous(arena, bytes);
            } catch (IllegalCallerException e) {
                LOG.debug("native access is denied, so guest memory goes to a file: {}", e.getMessage());
            }
        }
        return sparseFile(arena, bytes);
    }

    static MemorySegment anonymous(Arena arena, long bytes) throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle mmap = linker.downcallHandle(linker.defaultLookup().findOrThrow("mmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        MethodHandle munmap = linker.downcallHandle(linker.defaultLookup().findOrThrow("munmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        long address;
        try {
            address = (long) mmap.invokeExact(0L, bytes, PROT_READ_WRITE, LAZY, -1, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("mmap can't be called", e);
        }
        if (address == -1) {
            throw new IOException("mmap refused " + bytes + " bytes");
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, pages -> unmap(munmap, pages, bytes));
    }

    private static void unmap(MethodHandle munmap, MemorySegment pages, long bytes) {
        try {
            int failed = (int) munmap.invokeExact(pages.address(), bytes);
            if (failed != 0) {
                LOG.warn("{} bytes of guest memory could not be released", bytes);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("munmap can't be called", e);
        }
    }

    static MemorySegment sparseFile(Arena arena, long bytes) throws IOException {
        Path file = Files.createTempFile("strapwork-ram", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
