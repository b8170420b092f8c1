package io.strapwork.machine.embedded.lan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** By the C library. */
final class NativeCalls implements LinuxCalls {
    private static final int READ_WRITE = 2;
    private static final int NONBLOCK = 04000;
    private static final int CLOEXEC = 02000000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final MethodHandle open = handle("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle ioctl = handle("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private final MethodHandle socket = handle("socket", -1, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private final MethodHandle bind = handle("bind", -1, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private final MethodHandle setsockopt = handle("setsockopt", -1, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private final MethodHandle read = handle("read", -1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle write = handle("write", -1, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private final MethodHandle eventfd = handle("eventfd", -1, JAVA_INT, JAVA_INT, JAVA_INT);
    private final MethodHandle ppoll = handle("ppoll", -1, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    private final MethodHandle close = handle("close", -1, JAVA_INT, JAVA_INT);

    private static MethodHandle handle(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        Linker.Option errno = Linker.Option.captureCallState("errno");
        var options = fixed < 0 ? new Linker.Option[]{errno} : new Linker.Option[]{errno, Linker.Option.firstVariadicArg(fixed)};
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), options);
    }

    private interface Call {
        long call(MemorySegment errno) throws Throwable;
    }

    private static long call(Call function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            long result = function.call(errno);
            return result >= 0 ? result : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("a system call can't be made", e);
        }
    }

    @Override
    public int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return (int) call(errno -> (int) open.invokeExact(errno, name, READ_WRITE | NONBLOCK | CLOEXEC, 0));
        }
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) {
        return (int) call(errno -> (int) ioctl.invokeExact(errno, descriptor, request, argument));
    }

    @Override
    public int socket(int family, int type, int protocol) {
        return (int) call(errno -> (int) socket.invokeExact(errno, family, type | NONBLOCK | CLOEXEC, protocol));
    }

    @Override
    public int bind(int descriptor, MemorySegment address) {
        return (int) call(errno -> (int) bind.invokeExact(errno, descriptor, address, (int) address.byteSize()));
    }

    @Override
    public int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        return (int) call(errno -> (int) setsockopt.invokeExact(errno, descriptor, level, option, value, (int) value.byteSize()));
    }

    @Override
    public long read(int descriptor, MemorySegment into, long bytes) {
        return call(errno -> (long) read.invokeExact(errno, descriptor, into, bytes));
    }

    @Override
    public long write(int descriptor, MemorySegment from, long bytes) {
        return call(errno -> (long) write.invokeExact(errno, descriptor, from, bytes));
    }

    @Override
    public int eventfd() {
        return (int) call(errno -> (int) eventfd.invokeExact(errno, 0, NONBLOCK | CLOEXEC));
    }

    @Override
    public int ppoll(MemorySegment set, int count, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
            time.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
            return (int) call(errno -> (int) ppoll.invokeExact(errno, set, (long) count, time, MemorySegment.NULL));
        }
    }

    @Override
    public int close(int descriptor) {
        return (int) call(errno -> (int) close.invokeExact(errno, descriptor));
    }
}
