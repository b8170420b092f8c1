package io.strapwork.machine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/**
 * Several files as one piece of memory, one behind the other, shared with whoever maps them. {@code FileChannel.map} can't say where to; this calls Linux' C library.
 */
public final class SharedFiles {
    private static final int PROT_READ_WRITE = 3;
    /** MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, and MAP_SHARED | MAP_FIXED, in asm-generic/mman.h of Linux. */
    private static final int RESERVED = 0x02 | 0x20 | 0x4000;
    private static final int PLACED = 0x01 | 0x10;
    private static final int O_RDWR = 2;

    /** @param bytes all that is mapped, a multiple of the page size */
    public record Part(Path file, long bytes) {}

    private final MethodHandle mmap = function("mmap",
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    private final MethodHandle munmap = function("munmap",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private final MethodHandle open = function("open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle close = function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private SharedFiles() {}

    /**
     * The memory lives as long as the arena.
     *
     * @param parts files that are as long as they say
     * @throws IOException when the system refuses
     */
    public static MemorySegment map(Arena arena, List<Part> parts) throws IOException {
        return new SharedFiles().mapped(arena, parts);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    private MemorySegment mapped(Arena arena, List<Part> parts) throws IOException {
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        try {
            long start = (long) mmap.invokeExact(0L, bytes, PROT_READ_WRITE, RESERVED, -1, 0L);
            if (start == -1) {
                throw new IOException("mmap refused " + bytes + " bytes");
            }
            MemorySegment all = MemorySegment.ofAddress(start).reinterpret(bytes, arena, pages -> unmap(pages, bytes));
            long at = start;
            for (Part part : parts) {
                place(part, at);
                at += part.bytes();
            }
            return all;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the C library can't be called", e);
        }
    }

    private void place(Part part, long at) throws Throwable {
        try (Arena name = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(name.allocateFrom(part.file().toString()), O_RDWR, 0);
            if (descriptor < 0) {
                throw new IOException(part.file() + " can't be opened");
            }
            long placed = (long) mmap.invokeExact(at, part.bytes(), PROT_READ_WRITE, PLACED, descriptor, 0L);
            int closed = (int) close.invokeExact(descriptor);
            if (placed != at || closed != 0) {
                throw new IOException("mmap refused " + part.bytes() + " bytes of " + part.file());
            }
        }
    }

    private void unmap(MemorySegment pages, long bytes) {
        try {
            int failed = (int) munmap.invokeExact(pages.address(), bytes);
            if (failed != 0) {
                throw new IllegalStateException(bytes + " bytes of shared memory can't be released");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the C library can't be called", e);
        }
    }
}
