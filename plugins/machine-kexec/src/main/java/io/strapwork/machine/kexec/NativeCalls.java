package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** By the C library. */
record NativeCalls(Architecture architecture) implements KexecCalls {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    /** {@code struct kexec_segment}. */
    private static final long SEGMENT_BYTES = 32;
    /** LINUX_REBOOT_CMD_KEXEC. */
    private static final int REBOOT_KEXEC = 0x45584543;

    private long number() {
        return switch (architecture) {
            case X86_64 -> 246;
            case S390X -> 277;
            case PPC64 -> 268;
        };
    }

    /** KEXEC_ARCH_x, which is the ELF machine's number. */
    private long flags() {
        return switch (architecture) {
            case X86_64 -> 62L << 16;
            case S390X -> 22L << 16;
            case PPC64 -> 21L << 16;
        };
    }

    @Override
    public int load(long entry, List<KexecSegment> segments) {
        Linker linker = Linker.nativeLinker();
        MethodHandle syscall = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(LONG, LONG, LONG, LONG, POINTER, LONG), Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(SEGMENT_BYTES * Math.max(1, segments.size()), 8);
            for (int i = 0; i < segments.size(); i++) {
                KexecSegment segment = segments.get(i);
                table.set(POINTER, SEGMENT_BYTES * i, segment.bytes());
                table.set(LONG, SEGMENT_BYTES * i + 8, segment.bytes().byteSize());
                table.set(LONG, SEGMENT_BYTES * i + 16, segment.at());
                table.set(LONG, SEGMENT_BYTES * i + 24, segment.memory());
            }
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long result = (long) syscall.invokeExact(state, number(), entry, (long) segments.size(), table, flags());
            return result == 0 ? 0 : state.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("syscall can't be called", e);
        }
    }

    @Override
    public int reboot() {
        Linker linker = Linker.nativeLinker();
        MethodHandle reboot = linker.downcallHandle(linker.defaultLookup().findOrThrow("reboot"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int result = (int) reboot.invokeExact(state, REBOOT_KEXEC);
            return result == 0 ? 0 : state.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("reboot can't be called", e);
        }
    }
}
