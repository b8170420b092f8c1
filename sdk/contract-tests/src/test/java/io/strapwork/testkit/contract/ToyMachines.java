package io.strapwork.testkit.contract;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Memory and nothing else. Each fault is a bug that machines have had. */
class ToyMachines implements MachineProvider {
    enum Fault {
        NONE, IGNORES_CLOSE, LEAVES_MEMORY, SWALLOWS_INTERRUPT, WRITES_AFTER_QUIESCE, READS_PAST, MUTABLE_STATIC, OTHER_ARCHITECTURE, TOO_LITTLE_MEMORY, OTHER_BUS, NEW_BUS, RESERVES_NOWHERE, UNALIGNED_DMA, DIRTY_DMA, SAME_DMA, ENDLESS_DMA, CHECKS_NOTHING, FORGETS_REGISTERS, PRETENDS_TO_RUN, RAW_EXCEPTION, OTHER_FAMILY, TAKES_ANY_BUS, CLOSES_ONCE, SAME_MACHINE
    }

    private final Fault fault;
    private Machine last;

    ToyMachines(Fault fault) {
        this.fault = fault;
    }

    @Override
    public Machine powerOn(PowerOn request) {
        if (fault == Fault.SWALLOWS_INTERRUPT) {
            Thread.interrupted();
        }
        if (fault == Fault.SAME_MACHINE && last != null) {
            return last;
        }
        if (!request.bus().equals("ccw") && fault != Fault.TAKES_ANY_BUS) {
            throw refused("there is no bus " + request.bus());
        }
        long bytes = request.memory().bytes();
        if (bytes < 1 << 20 || bytes > 1L << 34) {
            throw fault == Fault.RAW_EXCEPTION ? new IllegalArgumentException("bytes") : refused("memory of " + bytes + " bytes");
        }
        last = new ToyMachine(request, fault == Fault.TOO_LITTLE_MEMORY ? bytes - 4096 : bytes, fault);
        return last;
    }

    private StrapworkException refused(String what) {
        return new Problem(fault == Fault.OTHER_FAMILY ? "SW-P999" : "SW-M999", Blame.USER, "toy", what, "").asException();
    }

    private static final class ToyMachine implements Machine, GuestMemory, DmaMemory, DeviceBus {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment bytes;
        private final List<GuestRange> ram;
        private final Fault fault;
        private final CountDownLatch off = new CountDownLatch(1);
        private long next = 0x1000;
        private boolean closed;

        ToyMachine(PowerOn request, long size, Fault fault) {
            this.fault = fault;
            bytes = arena.allocate(size, 4096);
            ram = List.of(GuestRange.of(0, size));
            if (fault == Fault.DIRTY_DMA) {
                bytes.asSlice(0, 1 << 20).fill((byte) 0xa5);
            }
            Thread.ofPlatform().daemon().name(request.name() + "-device").start(() -> {
                try {
                    off.await();
                } catch (InterruptedException e) {
                    // ends
                }
            });
        }

        @Override
        public Hardware hardware() {
            var reserved = fault == Fault.RESERVES_NOWHERE ? GuestRange.of(1L << 40, 4096) : GuestRange.of(0, 4096);
            return new Hardware(fault == Fault.OTHER_ARCHITECTURE ? Architecture.PPC64 : Architecture.S390X, this,
                    new MemoryLayout(ram, List.of(reserved)), List.of(fault == Fault.NEW_BUS ? new Bus(this) : this));
        }

        @Override
        public GuestMemory memory() {
            return this;
        }

        @Override
        public String kind() {
            return fault == Fault.OTHER_BUS ? "isa" : "ccw";
        }

        @Override
        public DmaMemory dma() {
            return this;
        }

        @Override
        public GuestRange allocate(long count, long alignment) {
            long at = fault == Fault.UNALIGNED_DMA ? next + 1 : GuestAddress.of(next).alignUp(alignment).value();
            if (at + count > 1 << 20) {
                if (fault == Fault.ENDLESS_DMA) {
                    return GuestRange.of(at % (1 << 19), count);
                }
                throw new Problem("SW-M999", Blame.BUG, "toy", "the memory for devices is used up", "").asException();
            }
            next = fault == Fault.SAME_DMA ? next : at + count;
            var range = GuestRange.of(at, count);
            return range;
        }

        @Override
        public List<GuestRange> ranges() {
            return ram;
        }

        @Override
        public MemorySegment at(GuestRange range) {
            if (!ram.getFirst().contains(range)) {
                if (fault == Fault.READS_PAST) {
                    return bytes.asSlice(0, Math.min(range.bytes(), 64));
                }
                throw new IndexOutOfBoundsException(range + " is not inside one range of RAM " + ram);
            }
            return bytes.asSlice(range.start().value(), range.bytes());
        }

        @Override
        public EnteredMachine enter(Entry entry) {
            List<Problem> problems = EntryCheck.check(entry, Architecture.S390X, this);
            if (!problems.isEmpty() && fault != Fault.CHECKS_NOTHING) {
                throw new StrapworkException(problems, null);
            }
            if (fault == Fault.WRITES_AFTER_QUIESCE) {
                bytes.asSlice(entry.cpu().entry().value(), 4).fill((byte) 0);
            }
            CpuState cpu = fault == Fault.FORGETS_REGISTERS
                    ? new CpuState(Architecture.S390X, entry.cpu().entry(), Map.of())
                    : entry.cpu();
            return fault == Fault.PRETENDS_TO_RUN ? new Running(cpu, this) : new Entered(cpu, this);
        }

        @Override
        public void close() {
            if (closed && fault == Fault.CLOSES_ONCE) {
                throw new IllegalStateException("closed already");
            }
            if (!closed && fault != Fault.LEAVES_MEMORY && fault != Fault.SAME_MACHINE) {
                arena.close();
            }
            closed = true;
            if (fault != Fault.IGNORES_CLOSE) {
                off.countDown();
            }
        }
    }

    /** Equal to itself only. */
    private static final class Bus implements DeviceBus {
        private final DmaMemory dma;

        Bus(DmaMemory dma) {
            this.dma = dma;
        }

        @Override
        public String kind() {
            return "ccw";
        }

        @Override
        public DmaMemory dma() {
            return dma;
        }
    }

    private record Entered(CpuState cpu, GuestMemory memory) implements EnteredMachine {}

    private record Running(CpuState cpu, GuestMemory memory) implements RunningMachine {
        @Override
        public void type(String keys) {}

        @Override
        public void observe(Observer observer) {}
    }
}

/** Counts machines of all boots. */
final class CountingMachines extends ToyMachines {
    private static long count;

    CountingMachines() {
        super(Fault.NONE);
    }

    @Override
    public Machine powerOn(PowerOn request) {
        count++;
        return super.powerOn(request);
    }
}
