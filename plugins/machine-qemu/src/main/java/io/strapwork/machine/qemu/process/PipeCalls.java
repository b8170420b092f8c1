package io.strapwork.machine.qemu.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What Java has no calls for: FIFOs that don't block (open(2), poll(2)), by the C library of Linux. */
public final class PipeCalls {
    private static final int READ_WRITE = 2;
    private static final int NONBLOCK = 04000;
    private static final int CLOEXEC = 02000000;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int POLLFD_BYTES = 8;
    private static final int NO_LIMIT = -1;

    private final MethodHandle open = handle("open",
            new Linker.Option[]{Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(2)},
            JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle read = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle write = handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle poll = handle("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private final MethodHandle close = handle("close", JAVA_INT, JAVA_INT);

    private interface Call {
        long call(MemorySegment errno) throws Throwable;
    }

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, new Linker.Option[]{Linker.Option.captureCallState("errno")}, result, arguments);
    }

    private static MethodHandle handle(String name, Linker.Option[] options, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), options);
    }

    /** @return what the call returned, or its errno, negative */
    private static long call(Call function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            long result = function.call(errno);
            return result >= 0 ? result : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("a system call can't be made", e);
        }
    }

    private static long checked(String what, long result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed with errno " + -result);
        }
        return result;
    }

    /** 0 where nothing is there, or there is no room. */
    private static int transferred(String what, long result) throws IOException {
        return result == -EAGAIN || result == -EINTR ? 0 : (int) checked(what, result);
    }

    /** Both ways, so that nobody needs to have the other end open. */
    int open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            return (int) checked("open", call(errno -> (int) open.invokeExact(errno, name, READ_WRITE | NONBLOCK | CLOEXEC, 0)));
        }
    }

    int read(int descriptor, MemorySegment into) throws IOException {
        return transferred("read", call(errno -> (long) read.invokeExact(errno, descriptor, into, into.byteSize())));
    }

    int write(int descriptor, MemorySegment from) throws IOException {
        return transferred("write", call(errno -> (long) write.invokeExact(errno, descriptor, from, from.byteSize())));
    }

    /** @param watched an array of {@code struct pollfd} */
    void poll(MemorySegment watched) throws IOException {
        transferred("poll", call(errno -> (int) poll.invokeExact(errno, watched, watched.byteSize() / POLLFD_BYTES, NO_LIMIT)));
    }

    void close(int descriptor) {
        call(errno -> (int) close.invokeExact(errno, descriptor));
    }
}
