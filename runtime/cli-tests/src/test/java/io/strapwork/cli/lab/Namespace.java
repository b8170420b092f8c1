package io.strapwork.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A network namespace with a tap device and real servers behind it. Needs root. */
final class Namespace implements AutoCloseable {
    static final String DEVICE = "tap0";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private final String name;
    private final Path work;
    private final List<Process> servers = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();

    private Namespace(String name, Path work) {
        this.name = name;
        this.work = work;
    }

    private static String name(String end) {
        return "swtap" + ProcessHandle.current().pid() % 1_000_000 + end;
    }

    /** Skips the test where this can't be, or a program is not installed. */
    static Namespace open(Path work, String... programs) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no TAP device can be made here");
        for (String program : programs) {
            assumeInstalled(program);
        }
        var namespace = new Namespace(name(""), work);
        assumeTrue(run("ip", "netns", "add", namespace.name).exitValue() == 0, "no network namespace can be made here");
        return namespace;
    }

    static void assumeInstalled(String program) throws Exception {
        assumeTrue(run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program).exitValue() == 0, program + " is not installed");
    }

    Path work() {
        return work;
    }

    /** Another one, at whose interface {@code eth0} is a bridge of this one. */
    Namespace behind(String bridge, String address) throws Exception {
        var other = new Namespace(name("b"), Files.createDirectory(work.resolve("other")));
        ok("ip", "netns", "add", other.name);
        ok("ip", "-n", name, "link", "add", "other", "type", "veth", "peer", "name", "eth0", "netns", other.name);
        ok("ip", "-n", name, "link", "set", "other", "master", bridge, "up");
        ok("ip", "-n", other.name, "addr", "add", address, "dev", "eth0");
        ok("ip", "-n", other.name, "link", "set", "eth0", "up");
        return other;
    }

    /** A bridge with the device and one end of a cable in it, whose other end is {@code wire0}. */
    void bridge(String bridge, String address) throws Exception {
        ok("ip", "-n", name, "link", "set", "lo", "up");
        assumeTrue(run("ip", "-n", name, "link", "add", bridge, "type", "bridge", "forward_delay", "0").exitValue() == 0
                && run("ip", "-n", name, "link", "add", "wire", "type", "veth", "peer", "name", "wire0").exitValue() == 0,
                "no bridge can be made here");
        // or this computer would answer for its address at both ends of the cable
        ok("ip", "-n", name, "link", "set", "wire0", "arp", "off", "up");
        ok("ip", "-n", name, "link", "set", "wire", "master", bridge, "up");
        ok("ip", "-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tap", "user", "root");
        ok("ip", "-n", name, "link", "set", DEVICE, "master", bridge, "up");
        ok("ip", "-n", name, "link", "set", bridge, "up");
        ok("ip", "-n", name, "addr", "add", address, "dev", bridge);
    }

    /** With the device up. */
    void address(String address) throws Exception {
        ok("ip", "-n", name, "link", "set", "lo", "up");
        ok("ip", "-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tap");
        ok("ip", "-n", name, "addr", "add", address, "dev", DEVICE);
        ok("ip", "-n", name, "link", "set", DEVICE, "up");
    }

    /** A bridge with the device in it, which has a carrier before a machine is on: servers of IPv6 wait for one. */
    void bridge6(String bridge, String address) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/sys/net/ipv6")), "this kernel has no IPv6");
        assumeTrue(run("ip", "netns", "exec", name, "sh", "-ec", """
                for at in all default; do
                  echo 0 > /proc/sys/net/ipv6/conf/$at/disable_ipv6
                  echo 0 > /proc/sys/net/ipv6/conf/$at/accept_dad
                  echo 1 > /proc/sys/net/ipv6/conf/$at/forwarding
                done""").exitValue() == 0, "this kernel has no IPv6 that can be set up");
        ok("ip", "-n", name, "link", "set", "lo", "up");
        assumeTrue(run("ip", "-n", name, "link", "add", bridge, "type", "bridge", "forward_delay", "0").exitValue() == 0
                && run("ip", "-n", name, "link", "add", "wire", "type", "veth", "peer", "name", "wire0").exitValue() == 0,
                "no bridge can be made here");
        ok("ip", "-n", name, "link", "set", "wire0", "up");
        ok("ip", "-n", name, "link", "set", "wire", "master", bridge, "up");
        ok("ip", "-n", name, "tuntap", "add", "dev", DEVICE, "mode", "tap");
        ok("ip", "-n", name, "link", "set", DEVICE, "master", bridge, "up");
        ok("ip", "-n", name, "link", "set", bridge, "up");
        ok("ip", "-n", name, "addr", "add", address, "dev", bridge, "nodad");
    }

    /** A file among the servers' own, that their users may read, too. */
    Path write(String file, String content) throws IOException {
        Path path = Files.writeString(work.resolve(file), content);
        path.toFile().setReadable(true, false);
        return path;
    }

    /** What is served must be readable for servers that are not root, and so must the folders above. */
    static void readable(Path files) {
        for (Path folder = files; folder != null && folder.getNameCount() > 1; folder = folder.getParent()) {
            folder.toFile().setExecutable(true, false);
        }
    }

    void serve(Map<String, String> environment, String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", name, program));
        command.addAll(List.of(arguments));
        Path log = work.resolve(program + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        builder.environment().putAll(environment);
        logs.add(log);
        servers.add(builder.start());
    }

    /** Until something has each of these sockets, as {@code udp6/547} names them. */
    void await(String... sockets) throws Exception {
        long start = System.nanoTime();
        for (String socket : sockets) {
            String[] parts = socket.split("/");
            while (!listening(parts[0], Integer.parseInt(parts[1]))) {
                assertEquals(true, System.nanoTime() - start < PATIENCE_NANOS, "nothing at " + socket + ": " + logs());
                Thread.onSpinWait();
            }
        }
    }

    /** Asked of the kernel. */
    private boolean listening(String protocol, int port) throws Exception {
        Path table = work.resolve("sockets");
        run(table, List.of("ip", "netns", "exec", name, "cat", "/proc/net/" + protocol));
        return Files.readString(table).contains(String.format(":%04X ", port));
    }

    private String logs() throws IOException {
        var all = new StringBuilder();
        for (Path log : logs) {
            all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    /** The command line within the namespace, as a process of its own: what it printed, and its exit status in the last line. */
    String strapwork(List<String> arguments) throws Exception {
        return strapwork(List.of(), arguments);
    }

    /** As {@link #strapwork(List)}. @param by a program that starts another one, with its arguments */
    String strapwork(List<String> by, List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(by);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
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

    private static Process run(@Nullable Path output, List<String> command) throws Exception {
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
