package io.strapwork.network.inet.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linux in a network namespace of its own, behind a TAP device, is the other end. Needs root, {@code ip} and {@code python3}. */
@Tag("real")
@Timeout(600)
class LinuxInteropTests {
    private static final String JUMBO = "jumbo";
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress LINUX = InetAddress.ofLiteral("10.77.0.1");
    private final String name = "swinet" + ProcessHandle.current().pid() % 1_000_000;
    /** Of a Linux behind the one that is on the link. */
    private final String far = name + "b";
    private final BootLoop loop = BootLoop.start("interop", BootClock.system());
    private final List<Process> started = new ArrayList<>();
    private TapDevice tap;
    private InetHost host;
    private UdpEndpoints endpoints;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        int mtu = test.getTags().contains(JUMBO) ? 9000 : 1500;
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no TAP device can be made here");
        Assumptions.assumeTrue(run("ip", "netns", "add", name).status == 0, "no network namespace can be made here");
        tap = new TapDevice(name);
        host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:02"), mtu, BootClock.system(), new Random(1), tap);
        tap.attach(host);
        ok("ip", "link", "set", name, "netns", name);
        ok("ip", "-n", name, "addr", "add", "10.77.0.1/24", "dev", name);
        ok("ip", "-n", name, "link", "set", name, "up", "mtu", "" + mtu);
        ok("ip", "-n", name, "link", "set", "lo", "up");
        loop.eventLoop().register(tap).get();
        loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(OWN, 24))).get();
        endpoints = new UdpEndpoints(host);
    }

    @AfterEach
    void close() throws Exception {
        started.forEach(Process::destroyForcibly);
        loop.close();
        run("ip", "netns", "del", name);
        run("ip", "netns", "del", far);
    }

    @Test
    void linuxPingsUs() throws Exception {
        Result ping = inside("python3", "-c", """
                import socket, struct
                def checksum(data):
                    data += b'\\0' * (len(data) % 2)
                    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
                    while total >> 16:
                        total = (total & 0xffff) + (total >> 16)
                    return ~total & 0xffff
                s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                s.settimeout(10)
                s.setsockopt(socket.SOL_IP, 10, 0)  # IP_MTU_DISCOVER: fragment
                for n in (0, 1, 56, 1472, 1473, 8000, 65507):
                    body = struct.pack('!HH', 7, n) + bytes(i * 7 % 251 for i in range(n))
                    s.sendto(struct.pack('!BBH', 8, 0, checksum(b'\\x08\\0\\0\\0' + body)) + body, ('10.77.0.2', 0))
                    got = s.recv(65536)[20:]
                    assert got[0] == 0 and got[4:] == body and checksum(got) == 0, n
                print('answered')
                """);
        assertEquals("answered\n", ping.output);
    }

    @Test
    void linuxHearsThatNobodyListens() throws Exception {
        Result refused = inside("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(10)
                s.connect(('10.77.0.2', 9))
                s.send(b'x' * 3000)
                try:
                    s.recv(10)
                except ConnectionRefusedError:
                    print('refused')
                """);
        assertEquals("refused\n", refused.output);
    }

    @Test
    void weAnswerLinux() throws Exception {
        bind(new Echo(), 7);
        Result echo = inside("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(10)
                s.setsockopt(socket.SOL_IP, 10, 0)  # IP_MTU_DISCOVER: fragment
                for n in (0, 1, 1472, 1473, 9000, 65507):
                    data = bytes(i * 7 % 251 for i in range(n))
                    s.sendto(data, ('10.77.0.2', 7))
                    got, peer = s.recvfrom(65536)
                    assert got == data and peer == ('10.77.0.2', 7), n
                print('same')
                """);
        assertEquals("same\n", echo.output);
    }

    @Test
    void linuxAnswersUs() throws Exception {
        Process server = new ProcessBuilder("ip", "netns", "exec", name, "python3", "-u", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(('10.77.0.1', 7))
                print('ready')
                while True:
                    data, peer = s.recvfrom(65536)
                    s.sendto(data, peer)
                """).redirectErrorStream(true).start();
        started.add(server);
        assertEquals("ready", server.inputReader().readLine());
        var read = new LinkedBlockingQueue<Object>();
        Channel channel = bind(new Reader(read), 0);
        var random = new Random(2);
        for (int size : new int[]{0, 1, 1472, 1473, 9000, 65507}) {
            var data = new byte[size];
            random.nextBytes(data);
            channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(data), new InetSocketAddress(LINUX, 7))).sync();
            assertEquals(Arrays.hashCode(data), read.poll(20, TimeUnit.SECONDS), size + " bytes");
        }
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(new byte[1]), new InetSocketAddress(LINUX, 9))).sync();
        assertTrue(read.poll(20, TimeUnit.SECONDS) instanceof PortUnreachableException);
    }

    /** Echoes of both kinds, of all sizes, in fragments too; a port that nobody has; and an address that somebody has. */
    @Test
    void theSameOverIpv6() throws Exception {
        Assumptions.assumeTrue(run("ip", "-n", name, "addr", "add", "fd77::1/64", "dev", name, "nodad").status == 0,
                "this kernel has no IPv6 that can be set up");
        InetAddress own = InetAddress.ofLiteral("fd77::2");
        InetAddress linux = InetAddress.ofLiteral("fd77::1");
        loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(own, 64))).get();
        bind(new Echo(), 7);
        Result asked = inside("python3", "-c", """
                import socket, struct
                s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                s.settimeout(10)
                s.setsockopt(socket.IPPROTO_IPV6, 23, 0)  # IPV6_MTU_DISCOVER: fragment
                for n in (0, 1, 1452, 1453, 9000, 65000):
                    data = bytes(i * 7 % 251 for i in range(n))
                    s.sendto(data, ('fd77::2', 7))
                    got, peer = s.recvfrom(65536)
                    assert got == data and peer[:2] == ('fd77::2', 7), n
                r = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
                r.settimeout(10)
                for n in (0, 1, 56, 1452, 1453, 8000, 65000):
                    body = struct.pack('!HH', 7, n) + bytes(i * 7 % 251 for i in range(n))
                    r.sendto(struct.pack('!BBH', 128, 0, 0) + body, ('fd77::2', 0))
                    while True:
                        got = r.recv(65536)
                        if got[0] == 129: break
                    assert got[4:] == body, n
                s.connect(('fd77::2', 9))
                s.send(b'x' * 3000)
                try:
                    s.recv(10)
                except ConnectionRefusedError:
                    print('refused')
                """);
        assertEquals("refused\n", asked.output);
        Process server = new ProcessBuilder("ip", "netns", "exec", name, "python3", "-u", "-c", """
                import socket
                s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                s.bind(('fd77::1', 7))
                print('ready')
                while True:
                    data, peer = s.recvfrom(65536)
                    s.sendto(data, peer)
                """).redirectErrorStream(true).start();
        started.add(server);
        assertEquals("ready", server.inputReader().readLine());
        var read = new LinkedBlockingQueue<Object>();
        Channel channel = bind(new Reader(read), 0);
        var random = new Random(2);
        for (int size : new int[]{0, 1, 1452, 1453, 9000, 65000}) {
            var data = new byte[size];
            random.nextBytes(data);
            channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(data), new InetSocketAddress(linux, 7))).sync();
            assertEquals(Arrays.hashCode(data), read.poll(20, TimeUnit.SECONDS), size + " bytes");
        }
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(new byte[1]), new InetSocketAddress(linux, 9))).sync();
        assertTrue(read.poll(20, TimeUnit.SECONDS) instanceof PortUnreachableException);
        assertTrue(loop.eventLoop().submit(() -> host.probe(linux, 1, java.time.Duration.ofSeconds(1))).get().get().isPresent());
    }

    /** A router says so each time that the path gets narrower (RFC 1191, 8201), and what was too large for it, or was lost, is sent again by the test. Each datagram comes back as it was. */
    @Tag(JUMBO)
    @ParameterizedTest
    @CsvSource({"10.77.0.2,10.77.0.1,10.78.0.1,10.78.0.2,24,0", "fd77::2,fd77::1,fd78::1,fd78::2,64,0",
        "10.77.0.2,10.77.0.1,10.78.0.1,10.78.0.2,24,0.01", "fd77::2,fd77::1,fd78::1,fd78::2,64,0.01"})
    void thePathsMtuChangesInTheMiddle(String own, String near, String router, String server, int prefix, double bad) throws Exception {
        boolean six = prefix == 64;
        Assumptions.assumeTrue(!six || run("ip", "-n", name, "addr", "add", near + "/64", "dev", name, "nodad").status == 0,
                "this kernel has no IPv6 that can be set up");
        Assumptions.assumeTrue(run("ip", "netns", "add", far).status == 0 && run("ip", "-n", name, "link", "add", "far0", "type", "veth",
                "peer", "name", "near0", "netns", far).status == 0, "no veth pair can be made here");
        address(name, "far0", router + "/" + prefix, six);
        address(far, "near0", server + "/" + prefix, six);
        pathMtu(9000);
        ok("ip", "-n", far, "route", "add", "default", "via", router);
        ok("ip", "netns", "exec", name, "sh", "-c", "echo 1 > /proc/sys/net/" + (six ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward"));
        loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(InetAddress.ofLiteral(own), prefix)
                .withRoutes(List.of(Route.defaultVia(InetAddress.ofLiteral(near)))))).get();
        Process echo = new ProcessBuilder("ip", "netns", "exec", far, "python3", "-u", "-c", """
                import socket, sys
                six = ':' in sys.argv[1]
                s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
                s.setsockopt(socket.IPPROTO_IPV6 if six else socket.SOL_IP, 23 if six else 10, 0)  # MTU_DISCOVER: fragment
                s.bind((sys.argv[1], 7))
                print('ready')
                while True:
                    data, peer = s.recvfrom(65536)
                    s.sendto(data, peer)
                """, server).redirectErrorStream(true).start();
        started.add(echo);
        assertEquals("ready", echo.inputReader().readLine());
        var read = new LinkedBlockingQueue<byte[]>();
        Channel channel = bind(new Keeper(read), 0);
        var to = new InetSocketAddress(InetAddress.ofLiteral(server), 7);
        var random = new Random(3);
        int number = 0;
        tap.bad(bad, bad);
        for (int mtu : new int[]{9000, 1280, 1500, 9000, 1280}) {
            pathMtu(mtu);
            for (int size : new int[]{4, 1232, 1233, 1252, 1253, 1452, 1453, 8952, 8953, 8972, 8973, 30_000, 65_000}) {
                var data = new byte[size];
                random.nextBytes(data);
                ByteBuffer.wrap(data).putInt(number++);
                assertTrue(comesBack(channel, to, data, read, bad == 0), size + " bytes over a path of " + mtu);
            }
        }
    }

    /** Sends until it comes back. On a good wire at most one is lost, to the news that the path is narrower. */
    private static boolean comesBack(Channel channel, InetSocketAddress to, byte[] data, LinkedBlockingQueue<byte[]> read, boolean good)
            throws Exception {
        long patience = good ? 3000 : 300;
        for (int attempt = 0; attempt < (good ? 3 : 100); attempt++) {
            channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(data.clone()), to)).sync();
            for (byte[] back = read.poll(patience, TimeUnit.MILLISECONDS); back != null; back = read.poll(patience,
                    TimeUnit.MILLISECONDS)) {
                if (Arrays.equals(data, back)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void address(String space, String device, String address, boolean six) throws Exception {
        var command = new ArrayList<>(List.of("ip", "-n", space, "addr", "add", address, "dev", device));
        if (six) {
            command.add("nodad");
        }
        ok(command.toArray(String[]::new));
    }

    private void pathMtu(int mtu) throws Exception {
        ok("ip", "-n", name, "link", "set", "far0", "up", "mtu", "" + mtu);
        ok("ip", "-n", far, "link", "set", "near0", "up", "mtu", "" + mtu);
    }

    @Test
    void linuxSeesThatAnAddressIsTaken() throws Exception {
        var taken = loop.eventLoop().submit(() -> host.probe((Inet4Address) LINUX, 3, java.time.Duration.ofMillis(200))).get().get();
        assertTrue(taken.isPresent());
        var free = loop.eventLoop()
                .submit(() -> host.probe((Inet4Address) InetAddress.ofLiteral("10.77.0.99"), 2, java.time.Duration.ofMillis(100)))
                .get().get();
        assertTrue(free.isEmpty());
    }

    private Channel bind(ChannelInboundHandlerAdapter handler, int port) throws Exception {
        return new Bootstrap().group(loop.eventLoop()).channelFactory(endpoints::newChannel).handler(handler).bind(port).sync().channel();
    }

    private Result inside(String... command) throws Exception {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return run(whole.toArray(String[]::new));
    }

    private static void ok(String... command) throws Exception {
        Result result = run(command);
        assertEquals(0, result.status, String.join(" ", command) + ": " + result.output);
    }

    private static Result run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(-1, e.getMessage());
        }
    }

    private record Result(int status, String output) {}

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()));
        }
    }

    private static final class Keeper extends ChannelInboundHandlerAdapter {
        private final LinkedBlockingQueue<byte[]> read;

        Keeper(LinkedBlockingQueue<byte[]> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            read.add(ByteBufUtil.getBytes(packet.content()));
            packet.release();
        }
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final LinkedBlockingQueue<Object> read;

        Reader(LinkedBlockingQueue<Object> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            read.add(Arrays.hashCode(ByteBufUtil.getBytes(packet.content())));
            packet.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            read.add(cause);
        }
    }
}
