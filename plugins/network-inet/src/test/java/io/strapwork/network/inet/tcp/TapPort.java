package io.strapwork.network.inet.tcp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.BadWire;
import io.strapwork.network.inet.ip.InetHost;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A TAP device of Linux as the link of a host: frames are read by a thread of its own and written by the loop. */
final class TapPort implements PolledHandle, InetHost.FrameOutput {
    private static final int FRAME = 65_600;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final MethodHandle OPEN = call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle IOCTL = call("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
    private static final MethodHandle READ = call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
    private static final MethodHandle WRITE = call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
    private static final MethodHandle POLL = call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), -1);
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), -1);

    private final Arena arena = Arena.ofShared();
    private final ConcurrentLinkedQueue<ByteBuf> in = new ConcurrentLinkedQueue<>();
    private final MemorySegment out = arena.allocate(FRAME);
    private final int descriptor;
    private final BootLoop loop;
    private final Thread reader = new Thread(this::read, "tap-reader");
    private volatile boolean ended;
    InetHost host;
    private final BadWire inwards = new BadWire(4);
    private final BadWire outwards = new BadWire(5);

    TapPort(String name, BootLoop loop) throws Throwable {
        this.loop = loop;
        // O_RDWR | O_CLOEXEC
        descriptor = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), 2 | 0x80000, 0);
        MemorySegment request = arena.allocate(40);
        request.setString(0, name);
        // IFF_TAP | IFF_NO_PI
        request.set(JAVA_SHORT, 16, (short) 0x1002);
        if (descriptor < 0 || (int) IOCTL.invokeExact(descriptor, TUNSETIFF, request) < 0) {
            throw new IllegalStateException("no TAP device");
        }
    }

    private static MethodHandle call(String name, FunctionDescriptor type, int fixed) {
        Linker linker = Linker.nativeLinker();
        var options = fixed < 0 ? new Linker.Option[0] : new Linker.Option[]{Linker.Option.firstVariadicArg(fixed)};
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    void start() {
        reader.start();
    }

    private void read() {
        try {
            MemorySegment buffer = arena.allocate(FRAME);
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(JAVA_INT, 0, descriptor);
            poll.set(JAVA_SHORT, 4, (short) 1);
            while (!ended) {
                if ((int) POLL.invokeExact(poll, 1L, 100) <= 0) {
                    continue;
                }
                long bytes = (long) READ.invokeExact(descriptor, buffer, (long) FRAME);
                if (bytes > 0) {
                    in.add(PooledByteBufAllocator.DEFAULT.directBuffer((int) bytes).writeBytes(buffer.asSlice(0, bytes).asByteBuffer()));
                    loop.wakeup();
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link BadWire#set}, both ways. */
    void bad(double loss, double disorder) {
        inwards.set(loss, disorder);
        outwards.set(loss, disorder);
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        return outwards.pass(frame).stream().map(this::write).reduce(true, Boolean::logicalAnd);
    }

    private boolean write(ByteBuf frame) {
        try {
            frame.getBytes(frame.readerIndex(), out.asByteBuffer().limit(frame.readableBytes()));
            return (long) WRITE.invokeExact(descriptor, out, (long) frame.readableBytes()) > 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            frame.release();
        }
    }

    @Override
    public void flush() {}

    @Override
    public int poll(int budget) {
        int count = 0;
        for (ByteBuf frame; count < budget && (frame = in.poll()) != null; count++) {
            inwards.pass(frame).forEach(host::receive);
        }
        if (count > 0) {
            host.receiveComplete();
        }
        return count;
    }

    @Override
    public boolean arm() {
        return in.isEmpty();
    }

    @Override
    public void disarm() {}

    @Override
    public long maxSleepNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {}

    @Override
    public void close() {
        host.close();
    }

    void end() throws Throwable {
        ended = true;
        reader.join();
        in.forEach(ByteBuf::release);
        inwards.close();
        outwards.close();
        int ignored = (int) CLOSE.invokeExact(descriptor);
        arena.close();
    }
}
