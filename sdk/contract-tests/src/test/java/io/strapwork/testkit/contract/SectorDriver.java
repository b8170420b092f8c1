package io.strapwork.testkit.contract;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.fake.SectorBus;
import io.strapwork.testkit.fake.SectorBus.Register;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A driver for the simplest of disks. Each fault is a bug that drivers have had. */
record SectorDriver(BootClock clock, Fault fault) implements DiskDriver<SectorBus> {
    enum Fault {
        NONE, WHOLE_BLOCKS_ONLY, READS_PAST, IGNORES_ERRORS, RAW_EXCEPTION, OTHER_FAMILY, NAMELESS, WAITS_FOREVER, TAKES_LATE, TRUSTS_THE_DISK, IGNORES_CLOSE, WRITES_AFTER_QUIESCE, READS_AFTER_QUIESCE, WASTES_MEMORY, SWALLOWS_INTERRUPT, MUTABLE_STATIC, OVERRUNS, WRONG_BLOCKS, NO_DISK_IS_AN_ERROR, DIES_OF_AN_ERROR
    }

    @Override
    public Class<SectorBus> bus() {
        return SectorBus.class;
    }

    @Override
    public List<Disk> open(SectorBus bus) {
        if (bus.read(Register.PRESENT) != 1) {
            if (fault == Fault.NO_DISK_IS_AN_ERROR) {
                throw new Problem("SW-L999", Blame.USER, "sectors", "there is no disk", "").asException();
            }
            return List.of();
        }
        bus.write(Register.RESET, 1);
        bus.write(Register.START, 1);
        var disk = new SectorDisk(bus, clock, fault);
        return List.of(fault == Fault.MUTABLE_STATIC ? new RememberingDisk(disk) : disk);
    }

    private static final class SectorDisk implements Disk {
        private final SectorBus bus;
        private final BootClock clock;
        private final Fault fault;
        private final DiskFacts facts;
        private final GuestRange buffer;
        private boolean dead;
        private boolean quiet;

        SectorDisk(SectorBus bus, BootClock clock, Fault fault) {
            this.bus = bus;
            this.clock = clock;
            this.fault = fault;
            int block = (int) bus.read(Register.BLOCK_SIZE);
            this.facts = new DiskFacts("sectors 0", bus.read(Register.BLOCKS) * block, fault == Fault.WRONG_BLOCKS ? block / 2 : block,
                    Optional.empty(), Optional.empty(), true);
            this.buffer = bus.dma().allocate(fault == Fault.WASTES_MEMORY ? 3 << 19 : (long) SectorBus.MOST_BLOCKS * block, 64);
        }

        @Override
        public DiskFacts facts() {
            return facts;
        }

        @Override
        public void read(long offset, MemorySegment into) {
            if (fault != Fault.READS_PAST) {
                Objects.checkFromIndexSize(offset, into.byteSize(), facts.bytes());
            } else if (offset < 0 || offset + into.byteSize() > facts.bytes()) {
                return;
            }
            if (fault == Fault.WRITES_AFTER_QUIESCE && quiet) {
                bus.dma().memory().at(buffer).fill((byte) 1);
            }
            if (quiet && fault != Fault.READS_AFTER_QUIESCE) {
                throw new IllegalStateException("quiet");
            }
            if (quiet) {
                return;
            }
            if (dead) {
                throw problem("the disk is dead");
            }
            int block = (int) bus.read(Register.BLOCK_SIZE);
            long done = 0;
            while (done < into.byteSize()) {
                long first = (offset + done) / block;
                int skip = fault == Fault.WHOLE_BLOCKS_ONLY ? 0 : (int) (offset + done - first * block);
                long blocks = Math.min(SectorBus.MOST_BLOCKS, Math.ceilDiv(skip + into.byteSize() - done, block));
                request(first, Math.min(blocks, facts.bytes() / block - first));
                long bytes = Math.min(blocks * block - skip, into.byteSize() - done);
                MemorySegment.copy(bus.dma().memory().at(buffer), skip, into, done, bytes);
                done += bytes;
            }
            if (fault == Fault.OVERRUNS && into.byteSize() == 5000 && into.isNative()) {
                MemorySegment.ofAddress(into.address() - 1).reinterpret(1).fill((byte) 0);
            }
        }

        private void request(long first, long blocks) {
            bus.write(Register.ADDRESS, buffer.start().value());
            bus.write(Register.FIRST, first);
            bus.write(Register.READ, blocks);
            if (fault == Fault.SWALLOWS_INTERRUPT) {
                Thread.interrupted();
            }
            long begin = clock.nanoTime();
            long done = bus.read(Register.DONE);
            boolean interrupted = false;
            while (done == 0) {
                if (clock.nanoTime() - begin > Duration.ofSeconds(30).toNanos() && fault != Fault.WAITS_FOREVER) {
                    dead = fault != Fault.TAKES_LATE;
                    if (fault == Fault.TAKES_LATE) {
                        return;
                    }
                    throw problem("the disk does not answer");
                }
                try {
                    clock.sleep(Duration.ofMillis(10));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (interrupted && fault == Fault.WAITS_FOREVER) {
                    // Nobody looks any more, and virtual sleeps take no time: the thread would keep the processor for as long as the tests run.
                    throw problem("the test is over");
                }
                done = bus.read(Register.DONE);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (done == 2 && fault != Fault.IGNORES_ERRORS) {
                dead = fault == Fault.DIES_OF_AN_ERROR;
                throw fault == Fault.RAW_EXCEPTION ? new IllegalStateException("error") : problem("the disk reports an error");
            }
            if (done == 1 && bus.read(Register.WRITTEN) != blocks && fault != Fault.TRUSTS_THE_DISK) {
                dead = true;
                throw problem("the disk wrote less than it was asked for");
            }
        }

        private StrapworkException problem(String what) {
            return new Problem(fault == Fault.OTHER_FAMILY ? "SW-M999" : "SW-L999", Blame.PEER,
                    fault == Fault.NAMELESS ? "" : facts.location(), what, "").asException();
        }

        @Override
        public void quiesce() {
            if (fault != Fault.IGNORES_CLOSE) {
                bus.write(Register.RESET, 1);
            }
            quiet = true;
        }
    }
}
