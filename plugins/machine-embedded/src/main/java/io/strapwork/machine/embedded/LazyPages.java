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
 *
 * @param bytes       all of it
 * @param isAnonymous whether it is such a mapping
 */
record LazyPages(MemorySegment bytes, boolean isAnonymous) {
    private static final Logger LOG = LoggerFactory.getLogger(LazyPages.class);
    private static final int PROT_READ_WRITE = 3;
    /** MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE in asm-generic/mman.h of Linux. */
    private static final int LAZY = 0x02 | 0x20 | 0x4000;
    /** In asm-generic/mman-common.h; a private anonymous mapping reads as zeros after it (madvise(2)). */
    private static final int MADV_DONTNEED = 4;
    private static final long LARGEST_PAGE = 64 << 10;
    private static final Set<String> GENERIC_NUMBERS = Set.of("amd64", "x86_64", "aarch64", "s390x", "riscv64");

    /** The pages live as long as the arena. */
    static LazyPages map(Arena arena, long bytes) throws IOException {
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

    static LazyPages anonymous(Arena arena, long bytes) throws IOException {
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
        return new LazyPages(MemorySegment.ofAddress(address).reinterpret(bytes, arena, pages -> unmap(munmap, pages, bytes)), true);
    }

    /** Zeros a part of it. Whole pages of an anonymous mapping are given back, so that those that were never touched stay so. */
    void zero(MemorySegment part) {
        long ahead = Math.min(part.byteSize(), -part.address() & LARGEST_PAGE - 1);
        long whole = part.byteSize() - ahead & -LARGEST_PAGE;
        if (!isAnonymous || whole == 0 || !drop(part.asSlice(ahead, whole))) {
            part.fill((byte) 0);
            return;
        }
        part.asSlice(0, ahead).fill((byte) 0);
        part.asSlice(ahead + whole).fill((byte) 0);
    }

    private static boolean drop(MemorySegment pages) {
        Linker linker = Linker.nativeLinker();
        MethodHandle madvise = linker.downcallHandle(linker.defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            return (int) madvise.invokeExact(pages.address(), pages.byteSize(), MADV_DONTNEED) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise can't be called", e);
        }
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

    static LazyPages sparseFile(Arena arena, long bytes) throws IOException {
        Path file = Files.createTempFile("strapwork-ram", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            return new LazyPages(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena), false);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
