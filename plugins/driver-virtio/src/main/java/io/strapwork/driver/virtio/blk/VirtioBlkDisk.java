package io.strapwork.driver.virtio.blk;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.transport.DeviceStatus;
import io.strapwork.driver.virtio.transport.LastAttempt;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A live block device that is read. {@link VirtioBlk} makes it. A read is divided into requests of whole blocks, up to four of which are under way; the device writes into memory of its own, from
 * which the bytes asked for are copied. An error that the device reports ends one read; a device that breaks its protocol or does not answer is reset and not asked again.
 */
public final class VirtioBlkDisk implements Disk {
    private static final String REPORTED_ERROR = "SW-L202";
    private static final int ID_BYTES = 20;
    private static final int OK = 0;
    private static final int IO_ERROR = 1;
    private static final int UNSUPPORTED = 2;
    /** How often the ring is looked at before the thread sleeps: about 100 microseconds when nobody else wants the processor. */
    private static final int LOOKS = 300;
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private final VirtioTransport device;
    private final DiskFacts facts;
    private final RequestQueue requests;
    private final int mostBytes;
    private final BounceBuffers buffers;
    private final BootClock clock;
    private final Duration patience;
    /** Where the data of each request under way begins on the disk. */
    private final long[] starts = new long[BounceBuffers.COUNT];
    private final int[] lengths = new int[BounceBuffers.COUNT];
    private @Nullable StrapworkException broken;
    private boolean quiesced;

    private VirtioBlkDisk(VirtioTransport device, DiskFacts facts, RequestQueue requests, int mostBytes, BounceBuffers buffers,
            BootClock clock, Duration patience) {
        this.device = device;
        this.facts = facts;
        this.requests = requests;
        this.mostBytes = mostBytes;
        this.buffers = buffers;
        this.clock = clock;
        this.patience = patience;
    }

    /** A disk that has been asked for its serial number. @throws StrapworkException when it does not answer */
    static VirtioBlkDisk identified(VirtioTransport device, BlkConfig config, RequestQueue requests, int mostBytes, BounceBuffers buffers,
            BootClock clock, Duration patience) {
        var nameless = new DiskFacts(device.location(), config.bytes(), config.blockSize(), config.geometry(), Optional.empty(),
                config.readOnly());
        var disk = new VirtioBlkDisk(device, nameless, requests, mostBytes, buffers, clock, patience);
        Optional<String> serial = disk.serial();
        if (serial.isEmpty()) {
            return disk;
        }
        var facts = new DiskFacts(nameless.location(), nameless.bytes(), nameless.blockSize(), nameless.geometry(), serial,
                nameless.readOnly());
        return new VirtioBlkDisk(device, facts, requests, mostBytes, buffers, clock, patience);
    }

    /** Twenty bytes, zeros behind what is shorter (virtio 1.3, 5.2.6). A device need not have one; how many bytes it says it wrote differs between devices. */
    private Optional<String> serial() {
        GuestRange range = device.dma().allocate(ID_BYTES, 64);
        int slot = requests.free(ID_BYTES);
        requests.offer(slot, RequestQueue.GET_ID, 0, range.start(), ID_BYTES);
        requests.ring();
        await(0, ID_BYTES);
        requests.next();
        if (requests.status() != OK) {
            return Optional.empty();
        }
        byte[] id = device.dma().memory().at(range).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < id.length && id[end] != 0) {
            end++;
        }
        return Optional.of(Printable.line(new String(id, 0, end, StandardCharsets.US_ASCII))).filter(text -> !text.isEmpty());
    }

    @Override
    public DiskFacts facts() {
        return facts;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        Objects.checkFromIndexSize(offset, into.byteSize(), facts.bytes());
        if (into.byteSize() == 0) {
            return;
        }
        if (quiesced) {
            throw new IllegalStateException("the disk " + facts.location() + " is read after it was quiesced");
        }
        if (broken != null) {
            throw broken;
        }
        try {
            Optional<Problem> failed = transfer(offset, into);
            if (failed.isPresent()) {
                throw failed.get().asException();
            }
        } catch (StrapworkException e) {
            if (requests.underWay() > 0 || isProtocol(e)) {
                lose(e);
            }
            throw e;
        }
    }

    /** Whether the device can't be trusted to stay within its buffers, or to answer again. */
    private static boolean isProtocol(StrapworkException e) {
        return !e.problems().getFirst().code().equals(REPORTED_ERROR);
    }

    /** Reads the blocks around the range. Empty, or what went wrong with the first request that failed, when none is under way any more. */
    private Optional<Problem> transfer(long offset, MemorySegment into) {
        long next = offset & -facts.blockSize();
        long end = offset + into.byteSize() + facts.blockSize() - 1 & -facts.blockSize();
        int most = Math.min(mostBytes, buffers.bytes());
        Optional<Problem> failed = Optional.empty();
        while (failed.isEmpty() && next < end || requests.underWay() > 0) {
            while (failed.isEmpty() && next < end) {
                int length = (int) Math.min(most, end - next);
                int slot = requests.free(length);
                if (RequestQueue.isNone(slot)) {
                    break;
                }
                starts[slot] = next;
                lengths[slot] = length;
                requests.offer(slot, RequestQueue.READ, next / BlkConfig.SECTOR, buffers.range(slot).start(), length);
                next += length;
            }
            requests.ring();
            await(offset, into.byteSize());
            for (int slot = requests.next(); !RequestQueue.isNone(slot); slot = requests.next()) {
                Optional<Problem> wrong = problem(slot);
                if (wrong.isEmpty()) {
                    copy(slot, offset, into);
                } else if (failed.isEmpty()) {
                    failed = wrong;
                }
            }
        }
        return failed;
    }

    private void copy(int slot, long offset, MemorySegment into) {
        long from = Math.max(starts[slot], offset);
        long to = Math.min(starts[slot] + lengths[slot], offset + into.byteSize());
        MemorySegment.copy(buffers.bytes(slot), from - starts[slot], into, from - offset, to - from);
    }

    /** What is wrong with a request that came back. */
    private Optional<Problem> problem(int slot) {
        String what = lengths[slot] + " bytes at " + starts[slot];
        int status = requests.status();
        return switch (status) {
            case OK -> requests.isWhole()
                    ? Optional.empty()
                    : Optional.of(wrong("SW-L205", "the disk says that it wrote " + requests.written() + " bytes for a request of " + what
                            + " and a status byte", "boot again, and report this to the maker of the device"));
            case IO_ERROR -> Optional.of(wrong(REPORTED_ERROR, "the disk reports an I/O error reading " + what,
                    "look into the log of the machine, or check its image or medium"));
            case UNSUPPORTED -> Optional.of(wrong("SW-L203", "the disk says that it can't be read; asked for " + what,
                    "use another kind of device for this disk"));
            default -> Optional.of(wrong("SW-L204", "the disk ends a request for " + what + " with the status " + status
                    + ", which does not exist", "boot again, and report this to the maker of the device"));
        };
    }

    private Problem wrong(String code, String what, String hint) {
        return new Problem(code, Blame.PEER, facts.location(), what, hint);
    }

    /** Waits until a request is finished: looks at once, then with growing pauses. An interrupt of the thread stays, and ends no wait. */
    private void await(long offset, long bytes) {
        boolean interrupted = false;
        long begin = clock.nanoTime();
        long pause = FIRST_PAUSE_NANOS;
        int looks = 0;
        try {
            while (!requests.waiting()) {
                if (looks++ < LOOKS) {
                    Thread.yield();
                    continue;
                }
                if (clock.nanoTime() - begin > patience.toNanos()) {
                    throw silent(offset, bytes);
                }
                try {
                    clock.sleep(Duration.ofNanos(pause));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private StrapworkException silent(long offset, long bytes) {
        return wrong("SW-L206", hasFailed()
                ? "the disk failed (DEVICE_NEEDS_RESET) while it read " + bytes + " bytes at " + offset
                : "the disk did not answer within " + patience.toSeconds() + " seconds to a request for " + bytes + " bytes at " + offset,
                "the log of the machine may say why; a slow medium may need a larger patience in [link.disk]").asException();
    }

    private boolean hasFailed() {
        try {
            return (device.status() & DeviceStatus.NEEDS_RESET) != 0;
        } catch (StrapworkException e) {
            return false;
        }
    }

    /** The device does what it should not: it is stopped as far as it lets us, and may write no more into memory that is in use. */
    private void lose(StrapworkException why) {
        broken = why;
        buffers.abandon();
        LastAttempt.after(why, device::reset);
    }

    @Override
    public void quiesce() {
        if (quiesced) {
            return;
        }
        quiesced = true;
        try {
            device.reset();
        } finally {
            device.release();
        }
    }
}
