package io.strapwork.machine.qemu.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.strapwork.machine.memory.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
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

    private final MethodHandle open = CLibrary.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle read = CLibrary.function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle write = CLibrary.function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle poll = CLibrary.function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private final MethodHandle close = CLibrary.function("close", JAVA_INT, JAVA_INT);

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
            return (int) checked("open", CLibrary.call(errno -> (int) open.invokeExact(errno, name, READ_WRITE | NONBLOCK | CLOEXEC, 0)));
        }
    }

    int read(int descriptor, MemorySegment into) throws IOException {
        return transferred("read", CLibrary.call(errno -> (long) read.invokeExact(errno, descriptor, into, into.byteSize())));
    }

    int write(int descriptor, MemorySegment from) throws IOException {
        return transferred("write", CLibrary.call(errno -> (long) write.invokeExact(errno, descriptor, from, from.byteSize())));
    }

    /** @param watched an array of {@code struct pollfd} */
    void poll(MemorySegment watched) throws IOException {
        transferred("poll", CLibrary.call(errno -> (int) poll.invokeExact(errno, watched, watched.byteSize() / POLLFD_BYTES, NO_LIMIT)));
    }

    void close(int descriptor) {
        CLibrary.call(errno -> (int) close.invokeExact(errno, descriptor));
    }
}
