package io.strapwork.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.wire.InternetChecksum;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The Internet checksum against a copy of the same bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark {
    /** A bare acknowledgement, a segment of Ethernet's size, one of the embedded machine's. */
    @Param({"52", "1480", "65490"})
    public int bytes;

    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private ByteBuf copy = Unpooled.EMPTY_BUFFER;

    @Setup
    public void fill() {
        data = Unpooled.directBuffer(bytes);
        copy = Unpooled.directBuffer(bytes);
        for (int i = 0; i < bytes; i++) {
            data.writeByte(i * 31);
        }
    }

    @TearDown
    public void release() {
        data.release();
        copy.release();
    }

    @Benchmark
    public int checksum() {
        return InternetChecksum.finish(InternetChecksum.add(0, data, 0, bytes));
    }

    @Benchmark
    public ByteBuf memcpy() {
        return copy.setBytes(0, data, 0, bytes);
    }
}
