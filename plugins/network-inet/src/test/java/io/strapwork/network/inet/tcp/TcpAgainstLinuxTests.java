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
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
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
import org.junit.jupiter.api.Timeout;

/** Linux's own TCP, in a network namespace behind a TAP device, is the other end. */
@Tag("real")
@Timeout(180)
class TcpAgainstLinuxTests {
    private static final String ADDRESS = "10.77.0.2";
    private static final String LINUX = "10.77.0.1";
    /** Sends so many pseudo-random bytes, ends its side, and says what it received: digest and seconds. */
    private static final String PEER = """
            import socket, sys, hashlib, random, threading, time
            role, port, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
            s = socket.socket()
            if role == 'listen':
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(('10.77.0.1', port)); s.listen(); print('ready', flush=True); s, _ = s.accept()
            else:
                s.connect(('10.77.0.2', port))
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
    private final String space = "strapwork-" + ProcessHandle.current().pid();
    private final String device = "sw" + ProcessHandle.current().pid();
    private final BootLoop loop = BootLoop.start("tap", BootClock.system());
    private TapPort tap;
    private TcpConnections engine;
    private Path script;

    @BeforeEach
    void open() throws Throwable {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no /dev/net/tun");
        assumeTrue(run("ip", "netns", "add", space) == 0, "no right to make a network namespace");
        try {
            tap = new TapPort(device, loop);
        } catch (IllegalStateException e) {
            assumeTrue(false, "no TAP device");
        }
        script = Files.writeString(Files.createTempFile("peer", ".py"), PEER);
        assertEquals(0, run("ip", "link", "set", device, "netns", space));
        assertEquals(0, run("ip", "-n", space, "addr", "add", LINUX + "/24", "dev", device));
        assertEquals(0, run("ip", "-n", space, "link", "set", device, "up"));
        assumeTrue(run("ip", "netns", "exec", space, "python3", "-c", "0") == 0, "no python3");
        tap.host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:77"), 1500, BootClock.system(), new Random(),
                tap);
        loop.eventLoop().submit(() -> tap.host
                .assign(IpConfiguration.of(VirtualWorld.address(ADDRESS), 24))).get();
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
        return new ProcessBuilder("ip", "netns", "exec", space, "python3", script.toString(), role, "" + port, "5", "" + count)
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
                    .handler(ours).connect(new InetSocketAddress(LINUX, 8000)).sync();
        } else {
            new ServerBootstrap().group(loop.eventLoop()).channelFactory(() -> new InetServerChannel(engine))
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true).childHandler(ours).bind(new InetSocketAddress(ADDRESS, 8001))
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
        System.out.printf("%s: %d bytes out, %d bytes in, %.2f s, %.0f MB/s%n", what, fromUs, fromLinux, seconds,
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
        tap.loss = 0.02;
        exchange("2 % loss each way", true, 8 << 20, 8 << 20);
    }

    @Test
    void badWireTowardsUs() throws Exception {
        netem("delay", "2ms", "1ms", "loss", "2%", "duplicate", "1%", "reorder", "5%");
        exchange("2 % loss, reordering", true, 4 << 20, 4 << 20);
    }

    @Test
    void nobodyListens() throws Exception {
        var failure = new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(engine))
                .handler(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(LINUX, 9)).await().cause();
        assertEquals("Connection refused: /10.77.0.1:9", failure.getMessage());
    }
}
