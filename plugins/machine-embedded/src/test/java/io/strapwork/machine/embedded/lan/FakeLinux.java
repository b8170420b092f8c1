package io.strapwork.machine.embedded.lan;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A computer with one interface, whose frames a test writes and reads, and whose calls fail as it likes. */
final class FakeLinux implements LinuxCalls {
    static final int ETHERNET = 1;
    /** Calls that fail, with their errors; an ioctl is named by its request. */
    final Map<String, Integer> failing;
    int hardware = ETHERNET;
    int flags = 1;
    int mtu = 1500;
    final BlockingQueue<byte[]> in = new LinkedBlockingQueue<>();
    final List<byte[]> out = new CopyOnWriteArrayList<>();
    final Set<Integer> open = new HashSet<>();
    final List<String> made = new ArrayList<>();
    private final Semaphore work = new Semaphore(0);
    private int next = 3;

    FakeLinux(Map<String, Integer> failing) {
        this.failing = failing;
    }

    private int result(String call, int good) {
        made.add(call);
        return failing.containsKey(call) ? -failing.get(call) : good;
    }

    private synchronized int descriptor(String call) {
        int descriptor = result(call, next);
        if (descriptor > 0) {
            next++;
            open.add(descriptor);
        }
        return descriptor;
    }

    @Override
    public int open(String path) {
        return descriptor("open");
    }

    @Override
    public int ioctl(int descriptor, long request, MemorySegment argument) {
        switch ((int) request) {
            case 0x8913 -> argument.set(JAVA_SHORT, 16, (short) flags);
            case 0x8921 -> argument.set(JAVA_INT, 16, mtu);
            case 0x8927 -> argument.set(JAVA_SHORT, 16, (short) hardware);
            default -> argument.set(JAVA_INT, 16, 7);
        }
        return result(Long.toHexString(request), 0);
    }

    @Override
    public int socket(int family, int type, int protocol) {
        return descriptor("socket-" + family);
    }

    @Override
    public int bind(int socket, MemorySegment address) {
        return result("bind", 0);
    }

    @Override
    public int setsockopt(int socket, int level, int option, MemorySegment value) {
        return result("option-" + option, 0);
    }

    /** From the wire. */
    void arrive(byte[] frame) {
        in.add(frame);
        work.release();
    }

    @Override
    public long read(int descriptor, MemorySegment into, long bytes) {
        byte[] frame = in.poll();
        if (frame == null) {
            return -EAGAIN;
        }
        MemorySegment.copy(frame, 0, into, ValueLayout.JAVA_BYTE, 0, frame.length);
        return frame.length;
    }

    @Override
    public long write(int descriptor, MemorySegment from, long bytes) {
        if (bytes == 8) {
            work.release();
            return 8;
        }
        out.add(from.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
        return result("write", (int) bytes);
    }

    @Override
    public int eventfd() {
        return descriptor("eventfd");
    }

    @Override
    public int ppoll(MemorySegment set, int count, long nanos) {
        try {
            work.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Override
    public synchronized int close(int descriptor) {
        if (!open.remove(descriptor)) {
            throw new IllegalStateException(descriptor + " is closed twice");
        }
        return 0;
    }
}
