package io.strapwork.runtime.walk;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Asks Linux for huge pages where megabytes are about to be written for the first time: a fault for each page of 4 KiB costs several times what the copy does. A wish that may be refused.
 */
final class HugePages {
    /** MADV_HUGEPAGE in asm-generic/mman-common.h of Linux. */
    private static final int MADV_HUGEPAGE = 14;
    /** Of the architectures that Java runs on; where it is larger, the kernel leaves the rest as it is. */
    private static final long HUGE = 2 << 20;
    /** Less is not worth the call. */
    private static final long LEAST = 2 * HUGE;

    private HugePages() {}

    /** @param memory of any kind; only whole huge pages within it are asked for */
    static void wish(MemorySegment memory) {
        if (!memory.isNative() || memory.byteSize() < LEAST || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        long start = memory.address() + HUGE - 1 & -HUGE;
        long end = memory.address() + memory.byteSize() & -HUGE;
        Linker linker = Linker.nativeLinker();
        MethodHandle madvise = linker.downcallHandle(linker.defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            int ignored = (int) madvise.invokeExact(start, end - start, MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw new IllegalStateException("madvise can't be called", e);
        }
    }
}
