package io.strapwork.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server in the foreground, on the loopback; it ends with the test. */
final class RealServer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int TFTP = 69;

    private final Process process;
    private final Path log;

    private RealServer(Path log, List<String> command) throws IOException {
        this.log = log;
        this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** tftpd-hpa. */
    static RealServer tftpd(Path root, Path work, int port) throws IOException {
        RealParts.root();
        var server = new RealServer(work.resolve("tftpd.log"),
                List.of(RealParts.program("in.tftpd").toString(), "-L", "-s", "-a", "127.0.0.1:" + port, "-u", "root", root.toString()));
        return server.ready(() -> udpTaken(port));
    }

    /** dnsmasq serves TFTP on port 69 alone. Its blocks are no larger than the buffer that it has for DNS; this one holds the largest of RFC 2348. */
    static RealServer dnsmasq(Path root, Path work) throws IOException {
        RealParts.root();
        Path program = RealParts.program("dnsmasq");
        RealParts.need(!udpTaken(TFTP), "something else has UDP port 69 of 127.0.0.1, which dnsmasq needs");
        var server = new RealServer(work.resolve("dnsmasq.log"),
                List.of(program.toString(), "--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root",
                        "--edns-packet-max=65464", "--enable-tftp", "--tftp-root=" + root, "--listen-address=127.0.0.1",
                        "--bind-interfaces", "--pid-file="));
        return server.ready(() -> udpTaken(TFTP));
    }

    /** HTTP, and HTTPS with the certificate {@code server.pem} and {@code server.key} in {@code work}. */
    static RealServer nginx(Path root, Path work, int http, int https) throws IOException {
        Path config = Files.writeString(work.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http { access_log off; sendfile on; client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                  server { listen 127.0.0.1:%3$d; listen 127.0.0.1:%4$d ssl; root %2$s; ssl_certificate %1$s/server.pem;
                    ssl_certificate_key %1$s/server.key; } }
                """.formatted(work, root, http, https));
        var server = new RealServer(work.resolve("nginx.log"),
                List.of(RealParts.program("nginx").toString(), "-e", work + "/start.log", "-c", config.toString()));
        return server.ready(() -> answers(http) && answers(https));
    }

    static int freeUdpPort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            return socket.getLocalPort();
        }
    }

    static int freeTcpPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private RealServer ready(BooleanSupplier there) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!there.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                close();
                throw new AssertionError("the server does not start: " + Files.readString(log));
            }
            Thread.onSpinWait();
        }
        return this;
    }

    /** Asked of the kernel: a trial bind would be in the way of the server that is just about to bind. */
    private static boolean udpTaken(int port) {
        try (var sockets = Files.lines(Path.of("/proc/net/udp"))) {
            return sockets.anyMatch(socket -> socket.contains(String.format(" 0100007F:%04X ", port))
                    || socket.contains(String.format(" 00000000:%04X ", port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(LOOPBACK, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
