package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Linux's system calls by number (syscall(2)), and files in memory by them. */
record SystemCalls(Architecture architecture) {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final FunctionDescriptor SYSCALL = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);
    /** MFD_CLOEXEC. */
    private static final long CLOSED_IN_PROGRAMS = 1;
    private static final int EINTR = 4;
    private static final long BUFFER_BYTES = 1 << 20;

    /** Linux: arch/x86/entry/syscalls/syscall_64.tbl, and those of s390 and powerpc. */
    enum Name {
        KEXEC_LOAD(246, 277, 268), KEXEC_FILE_LOAD(320, 381, 382), MEMFD_CREATE(319, 350, 360), WRITE(1, 4, 4), CLOSE(3, 6, 6);

        private final int x86;
        private final int s390x;
        private final int ppc64;

        Name(int x86, int s390x, int ppc64) {
            this.x86 = x86;
            this.s390x = s390x;
            this.ppc64 = ppc64;
        }
    }

    private long number(Name name) {
        return switch (architecture) {
            case X86_64 -> name.x86;
            case S390X -> name.s390x;
            case PPC64 -> name.ppc64;
        };
    }

    /** With five arguments: a call that takes fewer doesn't look at the others. Who passes an address keeps what is there. @return the result, or -errno */
    long call(Name name, long a, long b, long c, long d, long e) {
        Linker linker = Linker.nativeLinker();
        MethodHandle syscall = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"), SYSCALL,
                Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long result = (long) syscall.invokeExact(state, number(name), a, b, c, d, e);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
        } catch (Throwable failed) {
            throw new IllegalStateException("syscall can't be called", failed);
        }
    }

    /** A file without a place in any file system (memfd_create(2)). @return its descriptor, or -errno, and then there is none */
    long memoryFile(String name, MemorySegment content) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name, StandardCharsets.UTF_8);
            long descriptor = call(Name.MEMFD_CREATE, text.address(), CLOSED_IN_PROGRAMS, 0, 0, 0);
            if (descriptor < 0) {
                return descriptor;
            }
            long result = write(descriptor, content, arena.allocate(Math.clamp(content.byteSize(), 1, BUFFER_BYTES)));
            if (result < 0) {
                close(descriptor);
                return result;
            }
            return descriptor;
        }
    }

    private long write(long descriptor, MemorySegment content, MemorySegment buffer) {
        long done = 0;
        while (done < content.byteSize()) {
            long some = Math.min(buffer.byteSize(), content.byteSize() - done);
            MemorySegment.copy(content, done, buffer, 0, some);
            long written = call(Name.WRITE, descriptor, buffer.address(), some, 0, 0);
            if (written < 0 && written != -EINTR) {
                return written;
            }
            done += Math.max(0, written);
        }
        return done;
    }

    void close(long descriptor) {
        call(Name.CLOSE, descriptor, 0, 0, 0, 0);
    }
}
