package io.strapwork.network.inet.real;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.BadWire;
import io.strapwork.network.inet.ip.InetHost;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A TAP device of Linux as a link: what the host sends, the kernel receives, and the other way round. */
final class TapDevice implements PolledHandle, InetHost.FrameOutput {
    private static final int LARGEST = 65550;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short TAP_WITHOUT_HEADER = 0x1002;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment in = arena.allocate(LARGEST);
    private final MemorySegment out = arena.allocate(LARGEST);
    private final int fd;
    private final BadWire inwards = new BadWire(5);
    private final BadWire outwards = new BadWire(6);
    private InetHost host;

    TapDevice(String name) throws IOException {
        fd = call(OPEN, arena.allocateFrom("/dev/net/tun"), 02 | 04000 | 02000000, 0);
        if (fd < 0) {
            throw new IOException("can't open /dev/net/tun");
        }
        MemorySegment request = arena.allocate(40);
        request.setString(0, name);
        request.set(JAVA_SHORT, 16, TAP_WITHOUT_HEADER);
        if (call(IOCTL, fd, TUNSETIFF, request) < 0) {
            throw new IOException("can't make the TAP device " + name);
        }
    }

    /** As {@link BadWire#set}, both ways. */
    void bad(double loss, double disorder) {
        inwards.set(loss, disorder);
        outwards.set(loss, disorder);
    }

    void attach(InetHost to) {
        host = to;
    }

    @Override
    public int poll(int budget) {
        int count = 0;
        for (; count < budget; count++) {
            long length = read();
            if (length <= 0) {
                break;
            }
            ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer((int) length);
            frame.writeBytes(in.asSlice(0, length).asByteBuffer());
            inwards.pass(frame).forEach(host::receive);
        }
        if (count > 0) {
            host.receiveComplete();
        }
        return count;
    }

    private long read() {
        try {
            return (long) READ.invokeExact(fd, in, (long) LARGEST);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        return outwards.pass(frame).stream().map(this::write).reduce(true, Boolean::logicalAnd);
    }

    private boolean write(ByteBuf frame) {
        int length = frame.readableBytes();
        frame.readBytes(out.asSlice(0, length).asByteBuffer());
        frame.release();
        try {
            return (long) WRITE.invokeExact(fd, out, (long) length) == length;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void flush() {}

    @Override
    public boolean arm() {
        return true;
    }

    @Override
    public void disarm() {}

    @Override
    public long maxSleepNanos() {
        return 500_000;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {}

    @Override
    public void close() {
        host.close();
        inwards.close();
        outwards.close();
        call(CLOSE, fd);
        arena.close();
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }
}
