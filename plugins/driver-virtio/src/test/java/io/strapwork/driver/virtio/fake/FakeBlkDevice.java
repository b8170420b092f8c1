package io.strapwork.driver.virtio.fake;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A virtio block device, with knobs to misbehave. */
public final class FakeBlkDevice extends FakeDevice {
    public static final long ALL = 1L << 1 | 1L << 2 | 1L << 4 | 1L << 5 | 1L << 6 | 1L << 9 | 1L << 10 | 1L << 29 | 1L << 32;

    public final byte[] content;
    public long sectors;
    public int sizeMax;
    public int segMax = 254;
    public int cylinders = 16;
    public int heads = 15;
    public int sectorsOfTrack = 12;
    public int blockSize = 512;
    public byte[] serial = "FAKE-1".getBytes(StandardCharsets.US_ASCII);
    /** Of reads. */
    public int requestStatus;
    public int idStatus;
    /** The byte whose reading ends in an I/O error. */
    public long errorAt = -1;
    /** Added to the length that is told. */
    public int lengthError;
    /** Requests that it takes but never finishes, from this one on. */
    public int silentFrom = Integer.MAX_VALUE;
    /** Finishes what it has in reverse, once this many are there. */
    public int turned = Integer.MAX_VALUE;
    public boolean holds;
    public int mostWaiting;
    /** What was asked: type, sector, bytes of each buffer. */
    public final List<String> requests = new ArrayList<>();
    private final List<DeviceQueue.Chain> waiting = new ArrayList<>();

    public FakeBlkDevice(TestMemory memory, byte[] content) {
        super(2, 1, ALL, memory);
        this.content = content;
        this.sectors = content.length / 512;
    }

    @Override
    public void reset() {
        super.reset();
        waiting.clear();
    }

    @Override
    public byte[] config() {
        if (configRuns) {
            generation++;
        }
        var config = ByteBuffer.allocate(60).order(order());
        config.putLong(0, sectors).putInt(8, sizeMax).putInt(12, segMax).putShort(16, (short) cylinders).put(18, (byte) heads)
                .put(19, (byte) sectorsOfTrack).putInt(20, blockSize);
        return config.array();
    }

    @Override
    public void notified(int queue) {
        if ((status & 4) == 0 || queue != 0 || queues[0] == null) {
            return;
        }
        while (queues[0].offered() > 0) {
            waiting.add(queues[0].take());
        }
        mostWaiting = Math.max(mostWaiting, waiting.size());
        if (!holds) {
            finish();
        }
    }

    /** Finishes what it took. */
    public void finish() {
        if (queues[0] == null) {
            return;
        }
        while (!waiting.isEmpty()) {
            DeviceQueue.Chain chain = waiting.size() >= turned ? waiting.removeLast() : waiting.removeFirst();
            if (requests.size() < silentFrom) {
                queues[0].giveBack(chain.head(), serve(chain) + lengthError);
            }
        }
        if (queues[0].publish()) {
            interrupt.run();
        }
    }

    private int serve(DeviceQueue.Chain chain) {
        List<DeviceQueue.Part> parts = chain.parts();
        var header = parts.getFirst().bytes().asByteBuffer().order(order());
        if (parts.getFirst().writable() || header.limit() != 16 || !parts.getLast().writable() || parts.getLast().bytes().byteSize() != 1) {
            throw new AssertionError("not a request: " + chain);
        }
        int type = header.getInt(0);
        long at = 512 * header.getLong(8);
        var asked = new StringBuilder(type + " " + header.getLong(8));
        boolean id = type == 8;
        byte[] from = id ? Arrays.copyOf(serial, 20) : content;
        int done = 0;
        for (DeviceQueue.Part part : parts.subList(1, parts.size() - 1)) {
            int length = (int) part.bytes().byteSize();
            asked.append(' ').append(length);
            MemorySegment.copy(from, (int) (id ? 0 : at) + done, part.bytes(), ValueLayout.JAVA_BYTE, 0, length);
            done += length;
        }
        requests.add(asked.toString());
        parts.getLast().bytes().set(ValueLayout.JAVA_BYTE, 0,
                (byte) (id ? idStatus : errorAt >= at && errorAt < at + done ? 1 : requestStatus));
        return done + 1;
    }
}
