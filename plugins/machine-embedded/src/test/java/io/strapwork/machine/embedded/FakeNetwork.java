package io.strapwork.machine.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Keeps what the guest sent; hands frames to the guest on the caller's thread. */
final class FakeNetwork implements NetworkBackend {
    final List<byte[]> sent = new ArrayList<>();
    int flushes;
    boolean closed;
    private final GuestEnd toGuest;

    FakeNetwork(GuestEnd toGuest) {
        this.toGuest = toGuest;
    }

    void deliver(byte[] frame) {
        toGuest.accept(ByteBufAllocator.DEFAULT.directBuffer(frame.length).writeBytes(frame));
    }

    void deliver(ByteBuf frame) {
        toGuest.accept(frame);
    }

    void deliverPartial(byte[] frame, int start, int offset) {
        toGuest.acceptPartial(ByteBufAllocator.DEFAULT.directBuffer(frame.length).writeBytes(frame), start, offset);
    }

    @Override
    public void send(ByteBuf frame) {
        sent.add(ByteBufUtil.getBytes(frame));
        frame.release();
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public void close() {
        closed = true;
    }
}
