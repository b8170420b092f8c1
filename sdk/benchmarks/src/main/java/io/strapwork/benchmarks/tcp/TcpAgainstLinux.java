package io.strapwork.benchmarks.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Goodput of one connection over a link with loss and delay: Linux to Linux, Linux to us, and us to Linux, for so many seconds from the first byte. {@code TcpAgainstLinux FAMILY SECONDS LOSSES ROUND_TRIPS}, with losses in percent
 * and round trips in milliseconds, both separated by commas. Needs root, {@code ip} and python3.
 */
public final class TcpAgainstLinux implements AutoCloseable {
    private static final int PORT = 8080;
    private static final int CHUNK = 256 << 10;
    private static final double MEGA = 1e6;
    private static final double NANOS = 1e9;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 << 10, 1 << 20);
    /** Sends to everybody who connects, for ever. */
    private static final String SENDER = """
            import socket, sys, threading
            a = sys.argv[1]
            s = socket.socket(socket.AF_INET6 if ':' in a else socket.AF_INET)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((a, int(sys.argv[2]))); s.listen(); print('ready', flush=True)
            def send(c):
                try:
                    while True: c.sendall(bytes(1 << 18))
                except OSError: pass
            while True: threading.Thread(target=send, args=(s.accept()[0],), daemon=True).start()
            """;
    /** Says how many bytes came in how many seconds. */
    private static final String RECEIVER = """
            import socket, struct, sys, time
            a = sys.argv[1]
            s = socket.socket(socket.AF_INET6 if ':' in a else socket.AF_INET)
            s.connect((a, int(sys.argv[2])))
            n = len(s.recv(1 << 18)); t = time.monotonic(); s.settimeout(1)
            while time.monotonic() - t < float(sys.argv[3]):
                try: n += len(s.recv(1 << 18))
                except TimeoutError: pass
            print(n, time.monotonic() - t, flush=True)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()
            """;

    private final InetAddress server;
    private final InetAddress client;
    private final int prefix;
    private final double seconds;
    private final Space one;
    private final Space other;
    private final Process sender;

    private TcpAgainstLinux(boolean six, double seconds) throws IOException, InterruptedException {
        this.server = InetAddress.ofLiteral(six ? "fd79::1" : "10.79.0.1");
        this.client = InetAddress.ofLiteral(six ? "fd79::2" : "10.79.0.2");
        this.prefix = six ? 64 : 24;
        this.seconds = seconds;
        one = new Space("a", MacAddress.parse("52:54:00:79:00:01"), server, prefix);
        other = new Space("b", MacAddress.parse("52:54:00:79:00:02"), client, prefix);
        sender = one.python(SENDER, server.getHostAddress(), "" + PORT);
        if (!"ready".equals(sender.inputReader().readLine())) {
            throw new IllegalStateException("the sender does not start");
        }
    }

    /** A Linux of its own. */
    private static final class Space {
        private final String name;
        private final MacAddress mac;
        private final Tap tap;

        Space(String letter, MacAddress mac, InetAddress address, int prefix) throws IOException, InterruptedException {
            long process = ProcessHandle.current().pid();
            this.name = "strapwork-" + process + letter;
            this.mac = mac;
            String device = "sw" + process % 10_000_000 + letter;
            run("ip", "netns", "add", name);
            tap = new Tap(device);
            run("ip", "link", "set", device, "address", mac.toString(), "netns", name);
            var assign = new ArrayList<>(List.of("ip", "-n", name, "addr", "add", address.getHostAddress() + "/" + prefix, "dev", device));
            if (prefix == 64) {
                assign.add("nodad");
            }
            run(assign.toArray(String[]::new));
            run("ip", "-n", name, "link", "set", device, "up", "mtu", "1500");
        }

        Process python(String program, String... arguments) throws IOException {
            var command = new ArrayList<>(List.of("ip", "netns", "exec", name, "python3", "-c", program));
            command.addAll(Arrays.asList(arguments));
            return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }

    private double betweenLinuxes(double loss, Duration roundTrip) throws IOException, InterruptedException {
        try (var _ = new LossyLink(one.tap, other.tap, loss, roundTrip, 1)) {
            return received();
        }
    }

    private double received() throws IOException, InterruptedException {
        Process receiver = other.python(RECEIVER, server.getHostAddress(), "" + PORT, "" + seconds);
        String said = receiver.inputReader().readLine();
        receiver.waitFor();
        if (said == null) {
            throw new IllegalStateException("nothing was received");
        }
        String[] words = said.split(" ");
        return Double.parseDouble(words[0]) / Double.parseDouble(words[1]) / MEGA;
    }

    private double toUs(double loss, Duration roundTrip) throws InterruptedException, ExecutionException {
        try (var ours = new OurEnd(client, prefix, other.mac); var _ = new LossyLink(one.tap, ours, loss, roundTrip, 1)) {
            var rate = new CompletableFuture<Double>();
            var connected = new Bootstrap().group(ours.loop().eventLoop()).channelFactory(() -> new InetStreamChannel(ours.tcp()))
                    .handler(new Counter(seconds, rate)).connect(new InetSocketAddress(server, PORT)).sync();
            double result = rate.get();
            connected.channel().close().sync();
            return result;
        }
    }

    private double fromUs(double loss, Duration roundTrip) throws IOException, InterruptedException {
        ByteBuf chunk = Unpooled.directBuffer(CHUNK).writeZero(CHUNK);
        try (var ours = new OurEnd(server, prefix, one.mac); var _ = new LossyLink(ours, other.tap, loss, roundTrip, 1)) {
            new ServerBootstrap().group(ours.loop().eventLoop()).channelFactory(() -> new InetServerChannel(ours.tcp()))
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK).childHandler(new Endless(chunk))
                    .bind(new InetSocketAddress(server, PORT)).sync();
            return received();
        }
    }

    /** Counts from the first byte on. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private final double seconds;
        private final CompletableFuture<Double> rate;
        private long bytes;
        private long start;

        Counter(double seconds, CompletableFuture<Double> rate) {
            this.seconds = seconds;
            this.rate = rate;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (bytes == 0) {
                start = System.nanoTime();
                context.executor().schedule(() -> rate.complete(bytes / ((System.nanoTime() - start) / NANOS) / MEGA),
                        (long) (seconds * NANOS), java.util.concurrent.TimeUnit.NANOSECONDS);
            }
            bytes += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            rate.completeExceptionally(cause);
        }
    }

    /** Writes as much as the channel takes. */
    @Sharable
    private static final class Endless extends ChannelInboundHandlerAdapter {
        private final ByteBuf chunk;

        Endless(ByteBuf chunk) {
            this.chunk = chunk;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channelWritabilityChanged(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            while (context.channel().isActive() && context.channel().isWritable()) {
                context.writeAndFlush(chunk.retainedSlice());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() throws IOException {
        sender.destroy();
        try {
            run("ip", "netns", "del", one.name);
            run("ip", "netns", "del", other.name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        try (var lab = new TcpAgainstLinux(arguments[0].equals("6"), Double.parseDouble(arguments[1]))) {
            System.out.println("| IP | loss, % | round trip, ms | Linux to Linux, MB/s | Linux to us | ratio | us to Linux | ratio |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (String percent : arguments[2].split(",")) {
                for (String millis : arguments[3].split(",")) {
                    double loss = Double.parseDouble(percent) / 100;
                    Duration roundTrip = Duration.ofMillis(Long.parseLong(millis));
                    double linux = lab.betweenLinuxes(loss, roundTrip);
                    double to = lab.toUs(loss, roundTrip);
                    double from = lab.fromUs(loss, roundTrip);
                    System.out.printf(Locale.ROOT, "| %s | %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f |%n", arguments[0], percent, millis,
                            linux, to, to / linux,
                            from, from / linux);
                }
            }
        }
    }
}
