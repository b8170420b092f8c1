package io.strapwork.runtime.walk;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Has Linux map the pages of what is about to be written for the first time, many with one call: a fault for each page costs twice as much. Small pages, since a host that takes back what
 * its virtual machines leave unused has to find each huge page anew, which costs up to twenty times what it spares ({@code docs/benchmarks.md}). A wish that may be refused; one thread at a
 * time.
 */
final class FreshMemory {
    /** MADV_POPULATE_WRITE in asm-generic/mman-common.h, since Linux 5.14. */
    private static final int MADV_POPULATE_WRITE = 23;
    /** The least that Linux takes as a start, on each architecture that Java runs on; where pages are larger, the call is refused or takes the rest of one. */
    private static final long PAGE = 4096;
    /** Less is not worth the call. */
    private static final long LEAST = 64 << 10;

    private @Nullable MethodHandle madvise;
    private boolean refused = !System.getProperty("os.name", "").equals("Linux");

    /** @param memory of any kind; what it holds stays as it is */
    void map(MemorySegment memory) {
        if (refused || !memory.isNative() || memory.byteSize() < LEAST) {
            return;
        }
        long start = memory.address() & -PAGE;
        long end = memory.address() + memory.byteSize() & -PAGE;
        try {
            refused = (int) madvise().invokeExact(start, end - start, MADV_POPULATE_WRITE) != 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise can't be called", e);
        }
    }

    private MethodHandle madvise() {
        MethodHandle known = madvise;
        if (known == null) {
            Linker linker = Linker.nativeLinker();
            known = linker.downcallHandle(linker.defaultLookup().findOrThrow("madvise"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            madvise = known;
        }
        return known;
    }
}
