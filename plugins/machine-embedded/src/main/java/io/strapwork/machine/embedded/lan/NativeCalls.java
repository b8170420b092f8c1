package io.strapwork.machine.embedded.lan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.strapwork.machine.memory.CLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** By the C library. */
final class NativeCalls implements LinuxCalls {
    private static final int READ_WRITE = 2;
    private static final int NONBLOCK = 04000;
    private static final int CLOEXEC = 02000000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final MethodHandle open = CLibrary.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle ioctl = CLibrary.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private final MethodHandle socket = CLibrary.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private final MethodHandle bind = CLibrary.function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private final MethodHandle setsockopt = CLibrary.function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private final MethodHandle read = CLibrary.function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle write = CLibrary.function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle eventfd = CLibrary.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private final MethodHandle ppoll = CLibrary.function("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    private final MethodHandle close = CLibrary.function("close", JAVA_INT, JAVA_INT);

    @Override
    public int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return (int) CLibrary.call(errno -> (int) open.invokeExact(errno, name, READ_WRITE | NONBLOCK | CLOEXEC, 0));
        }
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) {
        return (int) CLibrary.call(errno -> (int) ioctl.invokeExact(errno, descriptor, request, argument));
    }

    @Override
    public int socket(int family, int type, int protocol) {
        return (int) CLibrary.call(errno -> (int) socket.invokeExact(errno, family, type | NONBLOCK | CLOEXEC, protocol));
    }

    @Override
    public int bind(int descriptor, MemorySegment address) {
        return (int) CLibrary.call(errno -> (int) bind.invokeExact(errno, descriptor, address, (int) address.byteSize()));
    }

    @Override
    public int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        return (int) CLibrary.call(errno -> (int) setsockopt.invokeExact(errno, descriptor, level, option, value, (int) value.byteSize()));
    }

    @Override
    public long read(int descriptor, MemorySegment into, long bytes) {
        return CLibrary.call(errno -> (long) read.invokeExact(errno, descriptor, into, bytes));
    }

    @Override
    public long write(int descriptor, MemorySegment from, long bytes) {
        return CLibrary.call(errno -> (long) write.invokeExact(errno, descriptor, from, bytes));
    }

    @Override
    public int eventfd() {
        return (int) CLibrary.call(errno -> (int) eventfd.invokeExact(errno, 0, NONBLOCK | CLOEXEC));
    }

    @Override
    public int ppoll(MemorySegment set, int count, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
            time.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
            return (int) CLibrary.call(errno -> (int) ppoll.invokeExact(errno, set, (long) count, time, MemorySegment.NULL));
        }
    }

    @Override
    public int close(int descriptor) {
        return (int) CLibrary.call(errno -> (int) close.invokeExact(errno, descriptor));
    }
}
