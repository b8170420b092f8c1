package io.strapwork.testkit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.network.gateway.dhcp.DhcpNetwork;
import io.strapwork.network.gateway.dhcp.DhcpServer;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.gateway.http.HttpFileServer;
import io.strapwork.network.gateway.tftp.TftpServer;
import io.strapwork.network.gateway.tls.LazyTls;
import io.strapwork.network.gateway.tls.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The boot server of the embedded machine by itself, DHCP, TFTP, HTTP and HTTPS, for people who test their own client. Over sockets of the computer, on 127.0.0.1 at ports that
 * are free: {@code try (var server = BootServer.start()) { … }}, or as a parameter of a test with {@link BootServerFixture}. Or on a {@linkplain #plug wire}, as frames. All
 * serve the same files, which may come and go. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BootServer implements AutoCloseable {
    private static final Inet4Address LOOPBACK = (Inet4Address) InetAddress.ofLiteral("127.0.0.1");

    private final Path folder;
    private final Path files;
    private final Path tls;
    private final BootClock clock;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("boot-server", true),
            NioIoHandler.newFactory());
    private final List<Gateway> gateways = new ArrayList<>();
    private final Channel dhcp;
    private final Channel tftp;
    private final Channel http;
    private final Channel https;

    private BootServer(BootClock clock) throws IOException {
        this.clock = clock;
        folder = Files.createTempDirectory("strapwork-boot-server");
        files = Files.createDirectories(folder.resolve("files"));
        tls = Files.createDirectories(folder.resolve("tls"));
        TlsIdentity.ensure(tls);
        var served = new ServedFolder(files, Optional.of(tls));
        var free = new InetSocketAddress(LOOPBACK, 0);
        GatewaySettings told = GatewaySettings.standard();
        dhcp = bound(new DhcpServer(new DhcpNetwork(told.guest(), told.host(), told.dns(), told.prefix(), told.mtu(), told.lease(),
                Optional.empty(), Optional.empty(), told.dhcpOptions()), clock).bind(loop, BootServer::answering, free));
        tftp = bound(new TftpServer(served).bind(loop, NioDatagramChannel::new, free));
        var web = new HttpFileServer(served, clock);
        http = bound(web.bind(loop, NioServerSocketChannel::new, free, Optional.empty()));
        https = bound(web.bind(loop, NioServerSocketChannel::new, free, Optional.of(new LazyTls(tls, clock))));
    }

    /** Starts one that serves nothing yet. */
    public static BootServer start() {
        try {
            return new BootServer(BootClock.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Channel bound(ChannelFuture bind) {
        return bind.syncUninterruptibly().channel();
    }

    /** Answers go to who asked, whatever port that is, for a test's client can't have port 68. */
    private static DatagramChannel answering() {
        var channel = new NioDatagramChannel();
        channel.pipeline().addFirst(new ChannelDuplexHandler() {
            private @Nullable InetSocketAddress asker;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                asker = ((DatagramPacket) message).sender();
                context.fireChannelRead(message);
            }

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                var packet = (DatagramPacket) message;
                context.write(asker == null ? packet : new DatagramPacket(packet.content(), asker), promise);
            }
        });
        return channel;
    }

    /** From now on it has this file. */
    public BootServer serve(String name, byte[] content) {
        Path file = files.resolve(name).normalize();
        if (!file.startsWith(files) || file.equals(files)) {
            throw new IllegalArgumentException("not a name of a file: " + name);
        }
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Where a file is: {@code uri("https", "vmlinuz")}. */
    public URI uri(String scheme, String name) {
        InetSocketAddress at = switch (scheme) {
            case "tftp" -> tftp();
            case "http" -> http();
            case "https" -> https();
            default -> throw new IllegalArgumentException("tftp, http or https, not " + scheme);
        };
        return URI.create(scheme + "://127.0.0.1:" + at.getPort() + "/" + name);
    }

    /** Its leases are those of the embedded machine's network: 10.0.2.15 and so on. */
    public InetSocketAddress dhcp() {
        return (InetSocketAddress) dhcp.localAddress();
    }

    public InetSocketAddress tftp() {
        return (InetSocketAddress) tftp.localAddress();
    }

    public InetSocketAddress http() {
        return (InetSocketAddress) http.localAddress();
    }

    public InetSocketAddress https() {
        return (InetSocketAddress) https.localAddress();
    }

    /** A PEM file with the root of the HTTPS server's certificate, which is good for 127.0.0.1, localhost and 10.0.2.2, at any date from 1970 on. */
    public Path authority() {
        return tls.resolve(TlsIdentity.CA_FILE);
    }

    /** One end of an Ethernet; at the other is the server at 10.0.2.2. */
    @FunctionalInterface
    public interface Plug {
        /** Sends a frame to the server, from the destination address on, without check sum. */
        void send(byte[] frame);
    }

    /**
     * The same server on a wire, at its well-known ports: a client is told of each frame on a thread of the wire's, until the server is closed.
     *
     * @param of     the clock of the server's timers; the certificate is good by any
     * @param client hears each frame
     */
    public synchronized Plug plug(BootClock of, Consumer<byte[]> client) {
        return connect(GatewaySettings.standard(), of, client);
    }

    /**
     * The same wire with two servers that disagree: this one, and a rival at 10.0.2.4 which gives other addresses, 10.0.2.100 and on. Each tells its own boot file by DHCP, and both have the
     * same files. Which answer comes first is chance, as on any such network. Otherwise as {@link #plug}.
     */
    public synchronized Plug plugWithRival(BootClock of, Consumer<byte[]> client, String bootFile, String rivalBootFile) {
        GatewaySettings rival = GatewaySettings.standard().withAddresses(address("10.0.2.100"), address("10.0.2.4"), address("10.0.2.5"),
                GatewaySettings.standard().prefix());
        Plug own = connect(GatewaySettings.standard().withBoot(Optional.of(bootFile), Optional.empty()), of, client);
        Plug other = connect(rival.withBoot(Optional.of(rivalBootFile), Optional.empty()), of, client);
        return frame -> {
            own.send(frame);
            other.send(frame);
        };
    }

    private static Inet4Address address(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    private Plug connect(GatewaySettings network, BootClock of, Consumer<byte[]> client) {
        GatewaySettings settings = network.withServe(files).withTls(tls).withRelay(false);
        Gateway gateway = Gateway.start("boot-server-wire", settings, of, new Random(1), frame -> {
            byte[] bytes = io.netty.buffer.ByteBufUtil.getBytes(frame);
            frame.release();
            client.accept(bytes);
        }, Optional.empty());
        gateways.add(gateway);
        return frame -> {
            gateway.fromGuest(io.netty.buffer.Unpooled.copiedBuffer(frame));
            gateway.flushFromGuest();
        };
    }

    @Override
    public synchronized void close() {
        gateways.forEach(Gateway::close);
        gateways.clear();
        // a server socket that only its loop's end closes may go on listening
        List.of(dhcp, tftp, http, https).forEach(channel -> channel.close().awaitUninterruptibly());
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "boot server, " + clock.now() + ": tftp " + tftp() + ", http " + http() + ", https " + https() + ", dhcp " + dhcp();
    }
}
