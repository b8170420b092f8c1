package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.link.DiskGeometry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A virtio block device without a bus (virtio 1.3, 5.2), read-only. It serves what a notification tells of before that returns. A driver that asks for parts of blocks, or for what is behind the end, is told: real devices
 * answer such requests with an error or not at all.
 */
public final class VirtioBlk extends VirtioDevice {
    /** VIRTIO_BLK_F_SEG_MAX, _GEOMETRY, _RO, _BLK_SIZE. */
    private static final long SEG_MAX = 1L << 2;
    private static final long GEOMETRY = 1L << 4;
    private static final long RO = 1L << 5;
    private static final long BLK_SIZE = 1L << 6;
    private static final String REQUEST = "SW-M167";
    private static final int QUEUE = 0;
    private static final int SECTOR = 512;
    private static final int CONFIGURATION_BYTES = 60;
    private static final int HEADER_BYTES = 16;
    private static final int ID_BYTES = 20;
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH = 4;
    private static final int GET_ID = 8;
    private static final int OK = 0;
    private static final int IO_ERROR = 1;
    private static final int UNSUPPORTED = 2;

    private final DiskModel disk;
    private final DiskContent content;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private volatile @Nullable SplitRing ring;

    /** Owns the content. */
    public VirtioBlk(DiskModel disk, DiskContent content, GuestRam ram, DriverFaults faults) {
        super(DeviceKind.BLOCK, disk.place(), offered(disk), disk.queueSize(), ram, faults);
        this.disk = disk;
        this.content = content;
    }

    private static long offered(DiskModel disk) {
        return disk.offered() | SEG_MAX | RO | BLK_SIZE | (disk.geometry().isPresent() ? GEOMETRY : 0);
    }

    @Override
    public synchronized byte[] configuration() {
        ByteBuffer config = ByteBuffer.allocate(CONFIGURATION_BYTES).order(isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        config.putLong(0, content.bytes() / SECTOR);
        config.putInt(12, disk.queueSize() - 2);
        var geometry = disk.geometry().orElse(new DiskGeometry(0, 0, 0));
        config.putShort(16, (short) geometry.cylinders()).put(18, (byte) geometry.heads()).put(19, (byte) geometry.sectors());
        config.putInt(20, disk.blockSize());
        return config.array();
    }

    @Override
    BufferUse use(int queue) {
        return BufferUse.BOTH;
    }

    @Override
    void start() {
        order = isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ring = ring(QUEUE);
    }

    @Override
    void stop() {
        ring = null;
    }

    @Override
    public void notifyQueue(int queue) {
        boolean may = mayRun(queue);
        SplitRing from = ring;
        if (!may || from == null) {
            return;
        }
        try {
            do {
                for (int waiting = from.waiting(); waiting > 0; waiting--) {
                    int head = from.take();
                    from.give(head, serve(from, head));
                }
                from.publish();
            } while (from.wantNotification());
            if (from.interruptDue()) {
                synchronized (this) {
                    signal(QUEUE);
                }
            }
        } catch (DriverFault fault) {
            synchronized (this) {
                broken(fault);
            }
        }
    }

    /** Returns how many bytes were written into the chain. */
    private long serve(SplitRing from, int head) {
        int last = from.parts() - 1;
        if (from.readable() == from.parts()) {
            throw fault("chain " + head + " has no byte for the status",
                    "the last byte of a request is the device's to write (virtio 1.3, 5.2.6)");
        }
        ByteBuffer header = header(from, head);
        long writable = 0;
        for (int i = from.readable(); i <= last; i++) {
            writable += from.length(i);
        }
        long data = writable - 1;
        int type = header.getInt(0);
        long sector = header.getLong(8);
        Done done = switch (type) {
            case IN -> read(from, head, sector, data);
            case GET_ID -> identify(from, data);
            case FLUSH -> new Done(OK, 0);
            case OUT -> new Done(IO_ERROR, 0);
            default -> new Done(UNSUPPORTED, 0);
        };
        ram().at(from.address(last) + from.length(last) - 1, 1).set(ValueLayout.JAVA_BYTE, 0, (byte) done.status);
        return done.status == OK ? done.bytes + 1 : writable;
    }

    /** @param bytes of data that were written */
    private record Done(int status, long bytes) {}

    private ByteBuffer header(SplitRing from, int head) {
        var bytes = new byte[HEADER_BYTES];
        int done = 0;
        for (int i = 0; i < from.readable() && done < HEADER_BYTES; i++) {
            int length = Math.min(HEADER_BYTES - done, from.length(i));
            ram().copyOut(from.address(i), MemorySegment.ofArray(bytes), done, length);
            done += length;
        }
        if (done < HEADER_BYTES) {
            throw fault("the header of chain " + head + " has " + done + " bytes", "it has 16 (virtio 1.3, 5.2.6)");
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    private Done read(SplitRing from, int head, long sector, long data) {
        long most = content.bytes() / SECTOR;
        if (sector < 0 || sector > most || data > (most - sector) * SECTOR) {
            throw fault("chain " + head + " reads " + data + " bytes at sector " + Long.toUnsignedString(sector) + " of " + most,
                    "no request goes beyond the capacity (virtio 1.3, 5.2.6.1)");
        }
        long offset = sector * SECTOR;
        if (data == 0 || data % disk.blockSize() != 0 || offset % disk.blockSize() != 0) {
            throw fault("chain " + head + " reads " + data + " bytes at sector " + sector + " of a disk with blocks of " + disk.blockSize(),
                    "read whole blocks: blk_size of the configuration tells their size (virtio 1.3, 5.2.4)");
        }
        if (DiskFaults.touches(disk.faults().errorAt(), offset, data)) {
            return new Done(IO_ERROR, 0);
        }
        long end = DiskFaults.touches(disk.faults().shortAt(), offset, data) ? disk.faults().shortAt().orElse(offset) - offset : data;
        long done = 0;
        try {
            for (int i = from.readable(); done < end; i++) {
                long length = Math.min(from.length(i), end - done);
                content.read(offset + done, ram().at(from.address(i), length));
                done += length;
            }
        } catch (IOException e) {
            return new Done(IO_ERROR, 0);
        }
        return new Done(OK, end);
    }

    /** The serial number with zeros behind it. */
    private Done identify(SplitRing from, long data) {
        var id = new byte[(int) Math.min(data, ID_BYTES)];
        byte[] serial = disk.serial().orElse("").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(serial, 0, id, 0, Math.min(serial.length, id.length));
        int done = 0;
        for (int i = from.readable(); done < id.length; i++) {
            int length = Math.min(from.length(i), id.length - done);
            ram().copyIn(MemorySegment.ofArray(id), done, from.address(i), length);
            done += length;
        }
        return new Done(data < ID_BYTES ? IO_ERROR : OK, data);
    }

    private DriverFault fault(String what, String hint) {
        return new DriverFault(REQUEST, placeOf(QUEUE), what, hint);
    }

    /** Closes its content. May be called twice. */
    public void close() {
        reset();
        content.close();
    }
}
