package io.strapwork.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.util.CharsetUtil;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.network.gateway.GuestPort;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
 * A file from the built-in HTTP server through TCP, the embedded machine's card, its ring, the driver and TCP again, read and dropped; in MiB each second. The limit is
 * {@link GoodputBenchmark} with {@code network=kernel}, which reads no file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MachineGoodputBenchmark {
    private static final int MEBIBYTES = 256;
    private static final int MTU = 65510;
    private static final Inet4Address GUEST = Inet4Addresses.of(0x0a00020f);
    private static final InetSocketAddress SERVER = new InetSocketAddress(Inet4Addresses.of(0x0a000202), 80);

    @Param({"ccw", "pci"})
    public String bus = "";

    /** Whether the driver takes frames whose checksum is unfinished. */
    @Param({"true", "false"})
    public boolean offload;

    private final BootClock clock = BootClock.system();
    private final BootLoop loop = BootLoop.start("guest-loop", clock);
    private @Nullable Path folder;
    private @Nullable Machine machine;
    private @Nullable Link link;
    private @Nullable TcpConnections tcp;

    @Setup
    public void open() throws IOException {
        Path files = Files.createTempDirectory("strapwork-benchmark");
        folder = files;
        try (var file = new RandomAccessFile(files.resolve("file").toFile(), "rw")) {
            file.setLength((long) MEBIBYTES << 20);
        }
        GatewaySettings settings = GatewaySettings.standard().withMtu(MTU).withServe(files);
        var request = new PowerOn("benchmark", Architecture.S390X, new ByteSize(256L << 20), bus, Optional.empty());
        Machine on = EmbeddedProvider.powerOn(request, EmbeddedOptions.standard(),
                guest -> new Cable(Gateway.start("gateway", settings, clock,
                        new SplittableRandom(1), new Port(guest), Optional.empty())));
        machine = on;
        List<NetFeature> without = offload ? List.of() : List.of(NetFeature.GUEST_CSUM);
        var random = new SplittableRandom(2);
        Link opened = switch (on.hardware().buses().getFirst()) {
            case ChannelSubsystem channels ->
                new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, without), clock, random).open(channels, loop::wakeup);
            case PciBus pci -> new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), without), clock, random).open(pci, loop::wakeup);
            default -> throw new IllegalStateException("an unknown bus");
        };
        link = opened;
        var output = new InetHost.FrameOutput() {
            @Override
            public boolean transmit(ByteBuf frame) {
                return opened.transmit(frame);
            }

            @Override
            public void flush() {
                opened.flush();
            }
        };
        var host = new InetHost(loop.eventLoop(), opened.facts().address(), opened.facts().mtu(), clock, random, output);
        loop.eventLoop().register(new Frames(opened, host)).syncUninterruptibly();
        tcp = new TcpConnections(host, clock, TcpSettings.USUAL);
        loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(GUEST, 24)))
                .syncUninterruptibly();
    }

    @TearDown
    public void close() throws IOException {
        loop.close();
        if (link != null) {
            link.card().quiesce();
        }
        if (machine != null) {
            machine.close();
        }
        if (folder != null) {
            Files.deleteIfExists(folder.resolve("file"));
            Files.deleteIfExists(folder);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public long goodput() {
        TcpConnections engine = tcp;
        if (engine == null) {
            throw new IllegalStateException("not open");
        }
        var got = new CompletableFuture<Long>();
        new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(engine)).handler(new Reader(got)).connect(SERVER)
                .syncUninterruptibly();
        long bytes = got.join();
        if (bytes < (long) MEBIBYTES << 20) {
            throw new IllegalStateException("got " + bytes + " bytes");
        }
        return bytes;
    }

    private static final class Reader extends Drain {
        Reader(CompletableFuture<Long> end) {
            super(end);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(
                    Unpooled.copiedBuffer("GET /file HTTP/1.1\r\nhost: 10.0.2.2\r\nconnection: close\r\n\r\n", CharsetUtil.US_ASCII));
        }
    }

    private record Frames(Link link, InetHost host) implements PolledHandle {
        @Override
        public int poll(int budget) {
            int count = link.receive(host::receive, budget);
            if (count > 0) {
                host.receiveComplete();
            }
            return count;
        }

        @Override
        public boolean arm() {
            return ((InterruptingCard) link.card()).armInterrupt();
        }

        @Override
        public void disarm() {
            ((InterruptingCard) link.card()).disarmInterrupt();
        }

        @Override
        public long maxSleepNanos() {
            return link.facts().maxSleepNanos();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            host.close();
        }
    }

    private record Port(NetworkBackend.GuestEnd card) implements GuestPort {
        @Override
        public void accept(ByteBuf frame) {
            card.accept(frame);
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            card.acceptPartial(frame, start, offset);
        }
    }

    private record Cable(Gateway gateway) implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            gateway.fromGuest(frame);
        }

        @Override
        public void flush() {
            gateway.flushFromGuest();
        }

        @Override
        public Executor executor() {
            return gateway.executor();
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
