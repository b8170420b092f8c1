package org.example.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The lab's dnsmasq and nginx with the lab's own configuration, changed only in what belongs to the computer: folders, ports, interface. To the machine, 10.0.2.2 is this computer's 127.0.0.1.
 */
final class BootServer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int TFTP = 69;

    private final Path work;
    private final Process dnsmasq;
    private final Process nginx;
    private final int http = freePort();
    private final int https = freePort();

    /** @param work a new folder, without links; in it, what is served is in {@code boot} */
    BootServer(Path work) throws IOException, InterruptedException {
        this.work = work;
        assumeTrue("root".equals(System.getProperty("user.name")), "dnsmasq serves TFTP on port 69, which needs root");
        certificate();
        Path dnsmasqConf = Files.writeString(work.resolve("dnsmasq.conf"), Files.readString(Path.of("lab/dnsmasq.conf"))
                .replaceAll("(?m)^(interface|bind-dynamic|dhcp-range).*", "").replace("/srv/boot", work.resolve("boot").toString())
                + "\nlisten-address=127.0.0.1\nbind-interfaces\nuser=root\npid-file=\n");
        Path nginxConf = Files.writeString(work.resolve("nginx.conf"),
                "daemon off; master_process off;\n" + Files.readString(Path.of("lab/nginx.conf"))
                        .replace("listen 80;", "listen 127.0.0.1:" + http + ";").replace("listen 443 ", "listen 127.0.0.1:" + https + " ")
                        .replace("/srv/boot", work.resolve("boot").toString()).replace("/etc/lab", work.toString())
                        .replace("/run/nginx.pid", work.resolve("pid").toString())
                        .replace("http {", temporaryFolders()));
        assumeTrue(!udpTaken(), "something else has UDP port 69 of 127.0.0.1");
        dnsmasq = start("dnsmasq", "--no-daemon", "--conf-file=" + dnsmasqConf);
        nginx = start("nginx", "-e", work.resolve("start.log").toString(), "-c", nginxConf.toString());
        await("dnsmasq", dnsmasq, BootServer::udpTaken);
        await("nginx", nginx, () -> answers(http) && answers(https));
    }

    /** nginx makes them even when it does not need them. */
    private String temporaryFolders() {
        return "http {\n" + Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(kind -> kind + "_temp_path " + work.resolve(kind) + ";\n")
                .reduce("", String::concat);
    }

    private Process start(String program, String... arguments) throws IOException {
        var command = Stream.concat(Stream.of(program(program).toString()), Stream.of(arguments)).toList();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(work.resolve(program + ".log").toFile()).start();
    }

    /** Skips the test where it is not installed. */
    static Path program(String name) {
        List<Path> found = Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).toList();
        assumeTrue(!found.isEmpty(), name + " is not installed");
        return found.getFirst();
    }

    /** For 10.0.2.2, by itself. */
    private void certificate() throws IOException, InterruptedException {
        Process openssl = start("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                "2", "-subj", "/CN=lab", "-addext",
                "subjectAltName=IP:10.0.2.2", "-keyout", work.resolve("server.key").toString(), "-out",
                work.resolve("server.pem").toString());
        assertEquals(0, openssl.waitFor(), () -> log("openssl"));
    }

    private void await(String name, Process process, BooleanSupplier there) throws IOException {
        for (int i = 0; i < 500; i++) {
            if (there.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(20_000_000);
        }
        close();
        throw new AssertionError(name + " does not start" + (process.isAlive() ? "" : ", it has ended") + ": " + log(name));
    }

    private String log(String name) {
        try {
            return Files.readString(work.resolve(name + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean udpTaken() {
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp"))) {
            return sockets.anyMatch(socket -> socket.contains(String.format(" 0100007F:%04X ", TFTP))
                    || socket.contains(String.format(" 00000000:%04X ", TFTP)));
        } catch (IOException e) {
            return false;
        }
    }

    /** For a URI: {@code "http://10.0.2.2:8080"}. */
    String base(String scheme) {
        return switch (scheme) {
            case "http" -> "http://10.0.2.2:" + http;
            case "https" -> "https://10.0.2.2:" + https;
            default -> scheme + "://10.0.2.2";
        };
    }

    Path authority() {
        return work.resolve("server.pem");
    }

    @Override
    public void close() throws IOException {
        for (Process process : new Process[]{dnsmasq, nginx}) {
            process.destroy();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
