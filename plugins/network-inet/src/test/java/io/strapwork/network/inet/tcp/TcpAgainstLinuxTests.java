package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Linux's own TCP, in a network namespace behind a TAP device, is the other end. */
@Tag("real")
@Timeout(600)
@ParameterizedClass
@EnumSource
class TcpAgainstLinuxTests {
    private static final String JUMBO = "jumbo";

    enum Family {
        IPV4("10.77.0.2", "10.77.0.1", 24, "10.78.0.1", "10.78.0.2"), IPV6("fd77::2", "fd77::1", 64, "fd78::1", "fd78::2");

        final InetAddress own;
        final InetAddress linux;
        final int prefix;
        /** Of the same Linux on a second link, and of one behind it. */
        final String router;
        final String far;

        Family(String own, String linux, int prefix, String router, String far) {
            this.own = InetAddress.ofLiteral(own);
            this.linux = InetAddress.ofLiteral(linux);
            this.prefix = prefix;
            this.router = router;
            this.far = far;
        }
    }

    /** Sends so many pseudo-random bytes, ends its side, and says what it received: digest and seconds. */
    private static final String PEER = """
            import socket, sys, hashlib, random, threading, time
            role, port, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
            ours, theirs = sys.argv[5], sys.argv[6]
            s = socket.socket(socket.AF_INET6 if ':' in ours else socket.AF_INET)
            if role == 'listen':
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind((ours, port)); s.listen(); print('ready', flush=True); s, _ = s.accept()
            else:
                s.connect((theirs, port))
            data = random.Random(seed).randbytes(count)
            def send():
                s.sendall(data); s.shutdown(socket.SHUT_WR)
            t = threading.Thread(target=send); start = time.time(); t.start()
            h = hashlib.sha256()
            while True:
                b = s.recv(1 << 20)
                if not b: break
                h.update(b)
            t.join(); print(hashlib.sha256(data).hexdigest(), h.hexdigest(), time.time() - start, flush=True)
            """;
    private final Family family;
    /** Receives so many bytes, tells at each third, and what they were. */
    private static final String RECEIVER = """
            import socket, sys, hashlib
            address, count = sys.argv[1], int(sys.argv[2])
            s = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.bind((address, 8002)); s.listen(); print('ready', flush=True); s, _ = s.accept()
            h, got, told = hashlib.sha256(), 0, 0
            while got < count:
                b = s.recv(1 << 16)
                if not b: break
                h.update(b); got += len(b)
                if told < 2 and got > count * (told + 1) // 3:
                    told += 1; print('third', flush=True); sys.stdin.readline()
            print(h.hexdigest(), flush=True)
            """;
    private final String space = "strapwork-" + ProcessHandle.current().pid();
    private final String device = "sw" + ProcessHandle.current().pid();
    private final BootLoop loop = BootLoop.start("tap", BootClock.system());
    private TapPort tap;
    private TcpConnections engine;
    private Path script;

    TcpAgainstLinuxTests(Family family) {
        this.family = family;
    }

    @BeforeEach
    void open(TestInfo test) throws Throwable {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no /dev/net/tun");
        assumeTrue(family == Family.IPV4 || Files.exists(Path.of("/proc/sys/net/ipv6")), "this kernel has no IPv6");
        assumeTrue(run("ip", "netns", "add", space) == 0, "no right to make a network namespace");
        try {
            tap = new TapPort(device, loop);
        } catch (IllegalStateException e) {
            assumeTrue(false, "no TAP device");
        }
        script = Files.writeString(Files.createTempFile("peer", ".py"), PEER);
        assertEquals(0, run("ip", "link", "set", device, "netns", space));
        String address = family.linux.getHostAddress() + "/" + family.prefix;
        if (family == Family.IPV4) {
            assertEquals(0, run("ip", "-n", space, "addr", "add", address, "dev", device));
        } else {
            assumeTrue(run("ip", "-n", space, "addr", "add", address, "dev", device, "nodad") == 0,
                    "this kernel has no IPv6 that can be set up");
        }
        int mtu = test.getTags().contains(JUMBO) ? 9000 : 1500;
        assertEquals(0, run("ip", "-n", space, "link", "set", device, "up", "mtu", "" + mtu));
        assumeTrue(run("ip", "netns", "exec", space, "python3", "-c", "0") == 0, "no python3");
        tap.host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:77"), mtu, BootClock.system(), new Random(),
                tap);
        loop.eventLoop().submit(() -> tap.host
                .assign(IpConfiguration.of(family.own, family.prefix).withRoutes(List.of(Route.defaultVia(family.linux))))).get();
        loop.eventLoop().register(tap).sync();
        tap.start();
        engine = new TcpConnections(tap.host, BootClock.system(), TcpSettings.USUAL);
    }

    @AfterEach
    void close() throws Throwable {
        loop.close();
        if (tap != null && tap.host != null) {
            tap.end();
        }
        run("ip", "netns", "del", space);
        run("ip", "netns", "del", space + "b");
        if (script != null) {
            Files.delete(script);
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private Process peer(String role, int port, int count) throws Exception {
        return new ProcessBuilder("ip", "netns", "exec", space, "python3", script.toString(), role, "" + port, "5", "" + count,
                family.linux.getHostAddress(), family.own.getHostAddress())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static final class Ours extends ChannelInboundHandlerAdapter {
        final MessageDigest received = sha256();
        final CountDownLatch ended = new CountDownLatch(1);
        final byte[] data;
        Throwable failure;

        Ours(int bytes) {
            data = new byte[bytes];
            new Random(9).nextBytes(data);
        }

        static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(data)).addListener(f -> ((InetStreamChannel) context.channel()).shutdownOutput());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received.update(((ByteBuf) message).nioBuffer());
            ((ByteBuf) message).release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                ended.countDown();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
            ended.countDown();
        }
    }

    private void exchange(String what, boolean active, int fromUs, int fromLinux) throws Exception {
        var ours = new Ours(fromUs);
        Process peer;
        if (active) {
            peer = peer("listen", 8000, fromLinux);
            assertEquals("ready", peer.inputReader().readLine());
            new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(engine))
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .handler(ours).connect(new InetSocketAddress(family.linux, 8000)).sync();
        } else {
            new ServerBootstrap().group(loop.eventLoop()).channelFactory(() -> new InetServerChannel(engine))
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true).childHandler(ours).bind(new InetSocketAddress(family.own, 8001))
                    .sync();
            peer = peer("connect", 8001, fromLinux);
        }
        String[] said = peer.inputReader().readLine().split(" ");
        assertTrue(peer.waitFor(60, TimeUnit.SECONDS));
        assertTrue(ours.ended.await(60, TimeUnit.SECONDS));
        assertEquals(null, ours.failure);
        var hex = HexFormat.of();
        assertEquals(hex.formatHex(Ours.sha256().digest(ours.data)), said[1], "what Linux got");
        assertEquals(said[0], hex.formatHex(ours.received.digest()), "what we got");
        double seconds = Double.parseDouble(said[2]);
        System.out.printf("%s, %s: %d bytes out, %d bytes in, %.2f s, %.0f MB/s%n", family, what, fromUs, fromLinux, seconds,
                (fromUs + fromLinux) / seconds / 1e6);
    }

    private void netem(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("tc", "-n", space, "qdisc", "add", "dev", device, "root", "netem"));
        command.addAll(Arrays.asList(arguments));
        assumeTrue(run(command.toArray(String[]::new)) == 0, "no netem");
    }

    @Test
    void downloads() throws Exception {
        exchange("download", true, 100, 64 << 20);
    }

    @Test
    void uploads() throws Exception {
        exchange("upload", true, 64 << 20, 100);
    }

    @Test
    void serves() throws Exception {
        exchange("both ways, we listen", false, 16 << 20, 16 << 20);
    }

    @Test
    void lossBothWays() throws Exception {
        tap.bad(0.02, 0);
        exchange("2 % loss each way", true, 8 << 20, 8 << 20);
    }

    @Test
    void badWireBothWays() throws Exception {
        tap.bad(0.01, 0.03);
        exchange("1 % loss, 3 % late, 3 % twice, each way", true, 4 << 20, 4 << 20);
    }

    @Test
    void badWireTowardsUs() throws Exception {
        netem("delay", "2ms", "1ms", "loss", "2%", "duplicate", "1%", "reorder", "5%");
        exchange("2 % loss, reordering", true, 4 << 20, 4 << 20);
    }

    /** The path's MTU is 9000 bytes at first, then 1280, then 1500: a router says so (RFC 1191, 8201). */
    @Tag(JUMBO)
    @Test
    void thePathGetsNarrower() throws Exception {
        String far = space + "b";
        assumeTrue(run("ip", "netns", "add", far) == 0 && run("ip", "-n", space, "link", "add", "far0", "type", "veth", "peer", "name",
                "near0", "netns", far) == 0, "no veth pair can be made here");
        boolean six = family == Family.IPV6;
        for (String[] end : new String[][]{{space, "far0", family.router}, {far, "near0", family.far}}) {
            String address = end[2] + "/" + family.prefix;
            assertEquals(0, six
                    ? run("ip", "-n", end[0], "addr", "add", address, "dev", end[1], "nodad")
                    : run("ip", "-n", end[0], "addr", "add", address, "dev", end[1]));
            assertEquals(0, run("ip", "-n", end[0], "link", "set", end[1], "up", "mtu", "9000"));
        }
        assertEquals(0, run("ip", "-n", far, "route", "add", "default", "via", family.router));
        assertEquals(0, run("ip", "netns", "exec", space, "sh", "-c",
                "echo 1 > /proc/sys/net/" + (six ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward")));
        var ours = new Ours(24 << 20);
        Path receiver = Files.writeString(script.resolveSibling(script.getFileName() + ".receiver"), RECEIVER);
        try {
            Process peer = new ProcessBuilder("ip", "netns", "exec", far, "python3", receiver.toString(), family.far, "" + ours.data.length)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            assertEquals("ready", peer.inputReader().readLine());
            new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(engine))
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true).handler(ours).connect(new InetSocketAddress(family.far, 8002)).sync();
            for (String mtu : List.of("1280", "1500")) {
                assertEquals("third", peer.inputReader().readLine());
                assertEquals(0, run("ip", "-n", space, "link", "set", "far0", "mtu", mtu));
                assertEquals(0, run("ip", "-n", far, "link", "set", "near0", "mtu", mtu));
                peer.outputWriter().append("on\n").flush();
            }
            assertEquals(HexFormat.of().formatHex(Ours.sha256().digest(ours.data)), peer.inputReader().readLine(), "what Linux got");
        } finally {
            Files.delete(receiver);
        }
    }

    @Test
    void nobodyListens() throws Exception {
        var failure = new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(engine))
                .handler(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(family.linux, 9)).await().cause();
        assertEquals("Connection refused: " + new InetSocketAddress(family.linux, 9), failure.getMessage());
    }
}
