package io.strapwork.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace with a tap device, with dnsmasq for DHCP and TFTP and nginx for HTTP behind it. Needs root. */
public final class TapNetwork implements AutoCloseable {
    public static final String DEVICE = "tap0";
    public static final String SERVER = "10.88.0.1";
    public static final String GUEST = "10.88.0.77";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private final String name = "swtap" + ProcessHandle.current().pid() % 1_000_000;
    private final Path work;
    private final List<Process> servers = new ArrayList<>();

    private TapNetwork(Path work) {
        this.work = work;
    }

    /** @param files served over TFTP and HTTP */
    public static TapNetwork open(Path work, Path files) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no TAP device can be made here");
        for (String program : List.of("dnsmasq", "nginx", "ip")) {
            assumeTrue(run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program).exitValue() == 0, program + " is not installed");
        }
        var network = new TapNetwork(work);
        assumeTrue(run("ip", "netns", "add", network.name).exitValue() == 0, "no network namespace can be made here");
        try {
            network.start(files);
        } catch (Exception | AssertionError e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void start(Path files) throws Exception {
        // what nginx serves must be readable for its workers, and so must the folders above
        for (Path folder = files; folder != null && folder.getNameCount() > 1; folder = folder.getParent()) {
            folder.toFile().setExecutable(true, false);
        }
        ok("ip", "-n", name, "link", "set", "lo", "up");
        ok("ip", "-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tap");
        ok("ip", "-n", name, "addr", "add", SERVER + "/24", "dev", DEVICE);
        ok("ip", "-n", name, "link", "set", DEVICE, "up");
        serve("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root", "--interface=" + DEVICE, "--bind-dynamic",
                "--dhcp-range=" + GUEST + "," + GUEST + ",1h", "--dhcp-option=option:router," + SERVER, "--enable-tftp",
                "--tftp-root=" + files, "--dhcp-leasefile=" + work.resolve("leases"), "--pid-file=");
        Path config = Files.writeString(work.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http { access_log off; sendfile on; client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5; server { listen %3$s:80; root %2$s; } }
                """.formatted(work, files, SERVER));
        serve("nginx", "-e", work + "/start.log", "-c", config.toString());
        long start = System.nanoTime();
        while (!listening("tcp", 80) || !listening("udp", 67) || !listening("udp", 69)) {
            assertEquals(true, System.nanoTime() - start < PATIENCE_NANOS, "the servers do not start: " + logs());
            Thread.onSpinWait();
        }
    }

    /** Asked of the kernel. */
    private boolean listening(String protocol, int port) throws Exception {
        Path table = work.resolve("sockets");
        run(table, List.of("ip", "netns", "exec", name, "cat", "/proc/net/" + protocol));
        return Files.readString(table).contains(String.format(":%04X ", port));
    }

    private String logs() throws IOException {
        return Files.readString(work.resolve("dnsmasq.log")) + Files.readString(work.resolve("nginx.log"));
    }

    private void serve(String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", name, program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(work.resolve(program + ".log").toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        servers.add(builder.start());
    }

    /** The command line within the namespace, as a process of its own: what it printed, and its exit status in the last line. */
    public String strapwork(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", name, Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "io.strapwork.cli.Main"));
        command.addAll(arguments);
        Path log = work.resolve("boot.log");
        Process done = run(log, command);
        return Files.readString(log, StandardCharsets.ISO_8859_1) + logs() + "exit status " + done.exitValue() + "\n";
    }

    private static void ok(String... command) throws Exception {
        assertEquals(0, run(command).exitValue(), List.of(command).toString());
    }

    private static Process run(String... command) throws Exception {
        return run(null, List.of(command));
    }

    private static Process run(@org.jspecify.annotations.Nullable Path output, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(output.toFile())).start();
        if (!process.waitFor(280, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
        return process;
    }

    @Override
    public void close() throws Exception {
        for (Process server : servers) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
            server.waitFor(10, TimeUnit.SECONDS);
        }
        run("ip", "netns", "del", name);
    }
}
