package io.strapwork.benchmarks;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.folder.ServedFolder;
import io.strapwork.network.gateway.http.HttpFileServer;
import io.strapwork.network.gateway.tls.LazyTls;
import io.strapwork.network.gateway.tls.TlsIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The embedded machine's HTTP server on the computer's own loopback, for curl: {@code LoopbackHttpServer FOLDER TLS-FOLDER}. Prints its two ports, and ends when its
 * standard input does.
 */
public final class LoopbackHttpServer {
    private LoopbackHttpServer() {}

    public static void main(String[] arguments) throws IOException {
        Path tls = Path.of(arguments[1]);
        TlsIdentity.prepare(tls);
        var server = new HttpFileServer(new ServedFolder(Path.of(arguments[0]), Optional.of(tls)), BootClock.system());
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        PrintStream out = System.out;
        out.println("http " + bind(server, loop, Optional.empty()));
        out.println("https " + bind(server, loop, Optional.of(new LazyTls(tls, BootClock.system()))));
        out.flush();
        while (System.in.read() >= 0) {
            // nothing is said on it
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static int bind(HttpFileServer server, MultiThreadIoEventLoopGroup loop, Optional<LazyTls> tls) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return ((InetSocketAddress) server.bind(loop, NioServerSocketChannel::new, address, tls).syncUninterruptibly().channel()
                .localAddress())
                .getPort();
    }
}
