package io.strapwork.machine.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Functions of Linux' C library that tell by errno why they failed. */
public final class CLibrary {
    private CLibrary() {}

    /** One call of a {@link #function}, whose first argument is where errno goes. */
    public interface Call {
        long call(MemorySegment errno) throws Throwable;
    }

    public static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return function(name, new Linker.Option[]{Linker.Option.captureCallState("errno")}, result, arguments);
    }

    /** @param fixed how many arguments come before those that vary */
    public static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return function(name, new Linker.Option[]{Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed)}, result,
                arguments);
    }

    private static MethodHandle function(String name, Linker.Option[] options, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), options);
    }

    /** @return what the function returned, or its errno, negative */
    public static long call(Call function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            long result = function.call(errno);
            return result >= 0 ? result : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("a system call can't be made", e);
        }
    }
}
