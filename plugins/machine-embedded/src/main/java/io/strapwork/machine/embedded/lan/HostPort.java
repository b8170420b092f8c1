package io.strapwork.machine.embedded.lan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** An open descriptor that frames are read from and written to, a frame a call. All methods on one thread, but for {@link #wake}; whoever has it closes it. */
final class HostPort implements AutoCloseable {
    /** The largest that a kernel hands out as one: 64 KiB of IP, with a tag. */
    static final int LARGEST = 65536 + 18;
    private static final short READABLE = 1;

    private final LinuxCalls calls;
    private final int descriptor;
    private final int event;
    private final int mtu;
    private final boolean headed;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment in = arena.allocate(OffloadHeader.BYTES + LARGEST, 8);
    private final MemorySegment out = arena.allocate(OffloadHeader.BYTES + LARGEST, 8);
    private final MemorySegment counter = arena.allocate(8, 8);
    private final MemorySegment set = arena.allocate(16, 8);
    private final Object waking = new Object();
    private boolean closed;

    /**
     * @param descriptor owned from now on
     * @param event      an event counter, likewise
     * @param headed     whether an {@link OffloadHeader} is in front of each frame
     */
    HostPort(LinuxCalls calls, int descriptor, int event, int mtu, boolean headed) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.event = event;
        this.mtu = mtu;
        this.headed = headed;
    }

    /** Of the interface: bytes behind the Ethernet header. */
    int mtu() {
        return mtu;
    }

    /**
     * A frame that came in.
     *
     * @param bytes  owned by whoever gets it
     * @param header where the kernel left work
     */
    record Received(ByteBuf bytes, OffloadHeader header) {}

    /** Empty when none is there, or the interface has gone. */
    Optional<Received> receive() {
        long length = calls.read(descriptor, in, in.byteSize());
        int front = headed ? OffloadHeader.BYTES : 0;
        if (length <= front) {
            return Optional.empty();
        }
        OffloadHeader header = headed ? OffloadHeader.read(in) : OffloadHeader.NONE;
        int bytes = (int) length - front;
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
        frame.writeBytes(in.asSlice(front, bytes).asByteBuffer());
        return Optional.of(new Received(frame, header));
    }

    /** @param frame lent. Frames that the interface has no room for are lost, as on any wire. */
    boolean send(ByteBuf frame) {
        int length = frame.readableBytes();
        int front = headed ? OffloadHeader.BYTES : 0;
        if (length > LARGEST) {
            return false;
        }
        frame.getBytes(frame.readerIndex(), out.asSlice(front, length).asByteBuffer());
        return calls.write(descriptor, out, front + (long) length) >= 0;
    }

    /** Until a frame may be there, the time is over, or somebody calls {@link #wake}. */
    void await(long nanos) {
        poll(0, descriptor);
        poll(8, event);
        if (calls.ppoll(set, 2, nanos) > 0) {
            calls.read(event, counter, 8);
        }
    }

    private void poll(long at, int which) {
        set.set(ValueLayout.JAVA_INT, at, which);
        set.set(ValueLayout.JAVA_SHORT, at + 4, READABLE);
        set.set(ValueLayout.JAVA_SHORT, at + 6, (short) 0);
    }

    /** Any thread. */
    void wake() {
        synchronized (waking) {
            if (!closed) {
                try (Arena once = Arena.ofConfined()) {
                    calls.write(event, once.allocateFrom(ValueLayout.JAVA_LONG, 1), 8);
                }
            }
        }
    }

    /** May be called twice. */
    @Override
    public void close() {
        synchronized (waking) {
            if (closed) {
                return;
            }
            closed = true;
        }
        calls.close(descriptor);
        calls.close(event);
        arena.close();
    }
}
