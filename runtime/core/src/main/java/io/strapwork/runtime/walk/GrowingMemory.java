package io.strapwork.runtime.walk;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory off heap that grows, by the C library's {@code realloc}: large blocks are moved by the page table and never zeroed, which costs a tenth of a new block from
 * {@link Arena#allocate} and a copy. One thread at a time; given back with the arena.
 */
final class GrowingMemory {
    /** Small enough for the processor's cache to keep the zeroes until they are overwritten. */
    private static final long PREPARED_AT_ONCE = 1 << 20;

    private final Arena arena;
    private final FreshMemory fresh = new FreshMemory();
    private final MethodHandle realloc;
    private MemorySegment block = MemorySegment.NULL;
    private MemorySegment view = MemorySegment.NULL;
    private long prepared;

    GrowingMemory(Arena arena) {
        this.arena = arena;
        Linker linker = Linker.nativeLinker();
        realloc = linker.downcallHandle(linker.defaultLookup().findOrThrow("realloc"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        MethodHandle free = linker.downcallHandle(linker.defaultLookup().findOrThrow("free"),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        // The arena's cleanup frees whatever block there is then.
        MemorySegment.NULL.reinterpret(arena, _ -> free(free));
    }

    private void free(MethodHandle free) {
        try {
            free.invokeExact(block);
        } catch (Throwable e) {
            throw new IllegalStateException("free can't be called", e);
        }
    }

    /** All of it; what was not written is undefined. Valid until it grows. */
    MemorySegment bytes() {
        return view;
    }

    /** @throws OutOfMemoryError when the system has not so much; what there was is kept */
    void grow(long bytes) {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("the arena is closed");
        }
        MemorySegment larger;
        try {
            larger = (MemorySegment) realloc.invokeExact(block, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException("realloc can't be called", e);
        }
        if (larger.equals(MemorySegment.NULL)) {
            throw new OutOfMemoryError("can't allocate " + bytes + " bytes for an image");
        }
        block = larger;
        view = larger.reinterpret(bytes, arena, null);
    }

    /** What comes before {@code end} is about to be written, front to back; {@code end} is at most the size. */
    void prepare(long end) {
        if (end > prepared) {
            long until = Math.min(view.byteSize(), Math.max(end, prepared + PREPARED_AT_ONCE));
            fresh.map(view.asSlice(prepared, until - prepared));
            prepared = until;
        }
    }
}
