package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.KernelFiles;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** By the C library. */
record NativeCalls(Architecture architecture) implements KexecCalls {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    /** {@code struct kexec_segment}. */
    private static final long SEGMENT_BYTES = 32;
    /** LINUX_REBOOT_CMD_KEXEC. */
    private static final int REBOOT_KEXEC = 0x45584543;
    /** KEXEC_FILE_NO_INITRAMFS. */
    private static final long NO_INITRD = 4;

    private SystemCalls calls() {
        return new SystemCalls(architecture);
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
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(SEGMENT_BYTES * Math.max(1, segments.size()), 8);
            for (int i = 0; i < segments.size(); i++) {
                KexecSegment segment = segments.get(i);
                table.set(POINTER, SEGMENT_BYTES * i, segment.bytes());
                table.set(LONG, SEGMENT_BYTES * i + 8, segment.bytes().byteSize());
                table.set(LONG, SEGMENT_BYTES * i + 16, segment.at());
                table.set(LONG, SEGMENT_BYTES * i + 24, segment.memory());
            }
            return errno(calls().call(SystemCalls.Name.KEXEC_LOAD, entry, segments.size(), table.address(), flags(), 0));
        }
    }

    @Override
    public int load(KernelFiles files) {
        SystemCalls calls = calls();
        long kernel = calls.memoryFile("kernel", files.kernel());
        if (kernel < 0) {
            return errno(kernel);
        }
        try {
            if (files.initrd().isEmpty()) {
                return load(calls, kernel, -1, files.commandLine());
            }
            long initrd = calls.memoryFile("initrd", files.initrd().get());
            if (initrd < 0) {
                return errno(initrd);
            }
            try {
                return load(calls, kernel, initrd, files.commandLine());
            } finally {
                calls.close(initrd);
            }
        } finally {
            calls.close(kernel);
        }
    }

    private static int load(SystemCalls calls, long kernel, long initrd, String commandLine) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment line = arena.allocateFrom(commandLine, StandardCharsets.UTF_8);
            return errno(calls.call(SystemCalls.Name.KEXEC_FILE_LOAD, kernel, initrd, line.byteSize(), line.address(),
                    initrd < 0 ? NO_INITRD : 0));
        }
    }

    private static int errno(long result) {
        return result < 0 ? (int) -result : 0;
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
