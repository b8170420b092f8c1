package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One disk. It copies whole blocks into a buffer in guest memory, from which the bytes asked for are taken. What it says is not trusted. A disk that does not answer is reset and not asked again: it could still write
 * into the buffer.
 */
final class ${className}Disk implements Disk {
    /** Of the disk, in this order. */
    enum Register {
        PRESENT, BLOCK_SIZE, BLOCKS, RESET, START, ADDRESS, FIRST, READ, DONE, WRITTEN
    }

    private static final int MOST_BLOCKS = 64;
    private static final int DONE = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final PciBus bus;
    private final long registers;
    private final BootClock clock;
    private final DiskFacts facts;
    private final GuestRange buffer;
    private @Nullable StrapworkException lost;
    private boolean quiet;

    ${className}Disk(PciBus bus, long registers, String location, BootClock clock) {
        this.bus = bus;
        this.registers = registers;
        this.clock = clock;
        write(Register.RESET, 1);
        long block = read(Register.BLOCK_SIZE);
        long blocks = read(Register.BLOCKS);
        if (block < 512 || block > 65536 || Long.bitCount(block) != 1 || blocks < 0 || blocks > Long.MAX_VALUE / block) {
            throw new Problem("SW-L901", Blame.PEER, location, "a disk of " + blocks + " blocks of " + block + " bytes can't be", "").asException();
        }
        this.facts = new DiskFacts(location, blocks * block, (int) block, Optional.empty(), Optional.empty(), true);
        this.buffer = bus.dma().allocate(MOST_BLOCKS * block, 64);
        write(Register.START, 1);
    }

    private long read(Register register) {
        return bus.memorySpace().read(registers + 8L * register.ordinal(), 8);
    }

    private void write(Register register, long value) {
        bus.memorySpace().write(registers + 8L * register.ordinal(), 8, value);
    }

    @Override
    public DiskFacts facts() {
        return facts;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        Objects.checkFromIndexSize(offset, into.byteSize(), facts.bytes());
        if (quiet) {
            throw new IllegalStateException("the disk is read after it was quiesced");
        }
        if (lost != null) {
            throw lost;
        }
        int block = facts.blockSize();
        for (long done = 0; done < into.byteSize();) {
            long first = (offset + done) / block;
            long skip = (offset + done) % block;
            long blocks = Math.min(MOST_BLOCKS, Math.ceilDiv(skip + into.byteSize() - done, block));
            transfer(first, blocks);
            long bytes = Math.min(blocks * block - skip, into.byteSize() - done);
            MemorySegment.copy(bus.dma().memory().at(buffer), skip, into, done, bytes);
            done += bytes;
        }
    }

    private void transfer(long first, long blocks) {
        write(Register.ADDRESS, buffer.start().value());
        write(Register.FIRST, first);
        write(Register.READ, blocks);
        long done = await();
        if (done == 0) {
            throw lose(problem("SW-L902", "the disk does not answer"));
        }
        if (done != DONE) {
            throw problem("SW-L903", "the disk can't read " + blocks + " blocks from " + first);
        }
        if (read(Register.WRITTEN) != blocks) {
            throw lose(problem("SW-L904", "the disk wrote another number of blocks than it was asked for"));
        }
    }

    /** What the disk says when it is done; 0 when it isn't in time. An interrupt of the thread ends no wait, and stays. */
    private long await() {
        long begin = clock.nanoTime();
        boolean interrupted = false;
        long done = read(Register.DONE);
        while (done == 0 && clock.nanoTime() - begin < PATIENCE.toNanos()) {
            try {
                clock.sleep(PAUSE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            done = read(Register.DONE);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done;
    }

    private StrapworkException lose(StrapworkException why) {
        lost = why;
        write(Register.RESET, 1);
        return why;
    }

    private StrapworkException problem(String code, String what) {
        return new Problem(code, Blame.PEER, facts.location(), what, "").asException();
    }

    @Override
    public void quiesce() {
        if (!quiet) {
            quiet = true;
            write(Register.RESET, 1);
        }
    }
}
