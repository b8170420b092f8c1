package io.strapwork.benchmarks;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.loader.elf.ElfLoader;
import io.strapwork.loader.elf.ElfOptions;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.walk.ImagePlacer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An ELF of 44 MiB (and 2 MiB of BSS): parsed, planned, checked, written into guest memory and summed (SHA-256 of each segment), against one copy of as many bytes to the same place.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class PlacingBenchmark {
    /** Whether the guest's memory was written before, or is a new machine's, whose pages the kernel has yet to give. */
    @Param({"touched", "fresh"})
    public String memory = "";

    private final Arena arena = Arena.ofShared();
    private final MemorySegment file = ElfFile.make(arena);
    private final MemorySegment plain = arena.allocate(ElfFile.PLACED_BYTES, 4096).fill((byte) 1);
    private final VerifiedImage image = new VerifiedImage(List.of(
            new VerifiedPart(new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/kernel"), file, "", Duration.ZERO), "none")));
    private final ElfLoader loader = new ElfLoader(ElfOptions.none());
    private final Handoff nothing = new Handoff(List.of(), List.of(), new CpuState(Architecture.S390X, GuestAddress.of(0), Map.of()),
            new EntryContract("none", List.of()));
    private @Nullable Machine machine;

    private record Nowhere() implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            frame.release();
        }

        @Override
        public void flush() {}

        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public void close() {}
    }

    @Setup(Level.Invocation)
    public void powerOn() {
        if (machine == null || memory.equals("fresh")) {
            machine = EmbeddedProvider.powerOn(
                    new PowerOn("placing", Architecture.S390X, new ByteSize(256L << 20), "ccw", Optional.empty()),
                    EmbeddedOptions.standard(), _ -> new Nowhere());
        }
    }

    @TearDown(Level.Invocation)
    public void powerOff() {
        if (memory.equals("fresh")) {
            machine().close();
        }
    }

    @TearDown
    public void close() {
        if (!memory.equals("fresh")) {
            machine().close();
        }
        arena.close();
    }

    private Machine machine() {
        if (machine == null) {
            throw new IllegalStateException("not on");
        }
        return machine;
    }

    @Benchmark
    public List<SegmentReport> place() {
        LoadPlan plan = loader.plan(image, Architecture.S390X, machine().hardware().layout());
        return new ImagePlacer().place(plan, nothing, machine().hardware().layout(), machine().hardware().memory(), BootClock.system());
    }

    @Benchmark
    public MemorySegment memcpy() {
        return machine().hardware().memory().at(GuestAddress.of(1L << 20), ElfFile.PLACED_BYTES).copyFrom(plain);
    }
}
