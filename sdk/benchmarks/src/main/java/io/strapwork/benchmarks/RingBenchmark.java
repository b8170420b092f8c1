package io.strapwork.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames out through the virtio driver and the embedded device and back again, on one thread: four copies of each frame (into the ring, out of it, into the other, out of
 * that). The limit is four copies of the same bytes between two buffers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingBenchmark {
    private static final int BATCH = 32;
    private static final int COPIES = 4;

    @Param({"pci", "ccw"})
    public String bus = "";

    @Param({"1514", "65524"})
    public int bytes;

    private @Nullable Machine machine;
    private @Nullable Link link;
    private ByteBuf frame = Unpooled.EMPTY_BUFFER;
    private ByteBuf copy = Unpooled.EMPTY_BUFFER;
    private final FrameSink release = (frame, checked) -> frame.release();

    /** Sends each frame back at once. */
    private record Mirror(Consumer<ByteBuf> toGuest) implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            toGuest.accept(frame);
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

    @Setup
    public void open() {
        var request = new PowerOn("ring", bus.equals("ccw") ? Architecture.S390X : Architecture.PPC64, new ByteSize(256L << 20), bus,
                Optional.empty());
        Machine on = EmbeddedProvider.powerOn(request, EmbeddedOptions.standard(), Mirror::new);
        machine = on;
        var random = new Random(1);
        link = switch (on.hardware().buses().getFirst()) {
            case ChannelSubsystem channels ->
                new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, List.of()), BootClock.system(), random).open(channels,
                        () -> {});
            case PciBus pci ->
                new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), List.of()), BootClock.system(), random).open(pci, () -> {});
            default -> throw new IllegalStateException("an unknown bus");
        };
        frame = Unpooled.directBuffer(bytes).writeZero(bytes);
        copy = Unpooled.directBuffer(bytes);
    }

    @TearDown
    public void close() {
        if (link != null && machine != null) {
            link.card().quiesce();
            machine.close();
        }
        frame.release();
        copy.release();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int ring() {
        Link ring = link;
        if (ring == null) {
            throw new IllegalStateException("not open");
        }
        for (int i = 0; i < BATCH; i++) {
            ring.transmit(frame.retainedSlice());
        }
        ring.flush();
        int received = 0;
        while (received < BATCH) {
            int some = ring.receive(release, BATCH - received);
            if (some == 0) {
                throw new IllegalStateException("only " + received + " of " + BATCH + " frames came back");
            }
            received += some;
        }
        return received;
    }

    @Benchmark
    public ByteBuf memcpy() {
        for (int i = 0; i < COPIES; i++) {
            copy.setBytes(0, frame, 0, bytes);
        }
        return copy;
    }

    /** The same with a fresh buffer from the pool for two of the copies, as a ring needs them. */
    @Benchmark
    public void memcpyIntoPooled() {
        for (int i = 0; i < COPIES / 2; i++) {
            ByteBuf fresh = ByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
            fresh.setBytes(0, frame, 0, bytes);
            copy.setBytes(0, fresh, 0, bytes);
            fresh.release();
        }
    }
}
