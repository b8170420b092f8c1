package io.strapwork.benchmarks.tcp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The link's end at a Linux: a TAP device (Linux: Documentation/networking/tuntap.rst). It stays until the process ends. */
final class Tap implements LinkEnd {
    private static final int FRAME = 2048;
    private static final long TUNSETIFF = 0x4004_54caL;
    /** O_RDWR and O_CLOEXEC. */
    private static final int OPEN_FLAGS = 2 | 0x80000;
    /** IFF_TAP and IFF_NO_PI. */
    private static final short TAP = 0x1002;
    private final MethodHandle read = call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
    private final MethodHandle write = call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
    private final MemorySegment out = Arena.ofAuto().allocate(FRAME);
    private final int descriptor;
    private volatile FrameTaker link = ByteBuf::release;

    /** @throws IllegalStateException when there is no such device, or no right to it */
    Tap(String name) {
        MethodHandle open = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
        MethodHandle ioctl = call("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
        try (Arena arena = Arena.ofConfined()) {
            descriptor = (int) open.invokeExact(arena.allocateFrom("/dev/net/tun"), OPEN_FLAGS, 0);
            MemorySegment request = arena.allocate(40);
            request.setString(0, name);
            request.set(JAVA_SHORT, 16, TAP);
            if (descriptor < 0 || (int) ioctl.invokeExact(descriptor, TUNSETIFF, request) < 0) {
                throw new IllegalStateException("no TAP device: run as root, with /dev/net/tun");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        Thread.ofPlatform().daemon().name(name).start(this::read);
    }

    private static MethodHandle call(String name, FunctionDescriptor type, int fixed) {
        Linker linker = Linker.nativeLinker();
        var options = fixed < 0 ? new Linker.Option[0] : new Linker.Option[]{Linker.Option.firstVariadicArg(fixed)};
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    private void read() {
        MemorySegment buffer = Arena.ofAuto().allocate(FRAME);
        try {
            while (true) {
                long bytes = (long) read.invokeExact(descriptor, buffer, (long) FRAME);
                if (bytes > 0) {
                    link.take(PooledByteBufAllocator.DEFAULT.directBuffer((int) bytes).writeBytes(buffer.asSlice(0, bytes).asByteBuffer()));
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void deliver(ByteBuf frame) {
        try {
            int bytes = frame.readableBytes();
            frame.getBytes(frame.readerIndex(), out.asByteBuffer().limit(bytes));
            long ignored = (long) write.invokeExact(descriptor, out, (long) bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            frame.release();
        }
    }

    @Override
    public void connect(FrameTaker to) {
        link = to;
    }
}
