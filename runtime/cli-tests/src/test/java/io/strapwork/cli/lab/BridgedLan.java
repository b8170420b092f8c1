package io.strapwork.cli.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bridge with a TAP device and a cable in it for machines without QEMU, and servers behind it that a test configures. */
public final class BridgedLan implements AutoCloseable {
    public static final String TAP = "tap:" + Namespace.DEVICE;
    /** The cable's free end. */
    public static final String CABLE = "interface:wire0";
    public static final String SERVER = "10.88.0.1";
    public static final String OTHER = "10.88.0.2";
    /** Nobody. */
    public static final String DEAD = "10.88.0.9";
    private static final String BRIDGE = "lan0";
    /** What a packet socket needs, and nothing else. */
    private static final List<String> ONLY_NET_RAW = List.of("setpriv", "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw",
            "--bounding-set=-all,+net_raw");
    private final Namespace namespace;
    private final Path files;
    private Optional<Namespace> other = Optional.empty();

    private BridgedLan(Namespace namespace, Path files) {
        this.namespace = namespace;
        this.files = files;
    }

    /** @param files that its servers have */
    public static BridgedLan open(Path work, Path files, String... programs) throws Exception {
        var lan = new BridgedLan(Namespace.open(work, programs), files);
        try {
            Namespace.readable(files);
            lan.namespace.bridge(BRIDGE, SERVER + "/24");
            return lan;
        } catch (Exception | AssertionError e) {
            lan.close();
            throw e;
        }
    }

    /** DHCP and TFTP. @param more lines of its configuration */
    public void dnsmasq(String... more) throws Exception {
        dnsmasq(namespace, BRIDGE, "10.88.0.100,10.88.0.150,1h", more);
    }

    /** A server of addresses that only answers what is asked of a boot server. */
    public void proxy(String... more) throws Exception {
        second();
        dnsmasq(other.orElseThrow(), "eth0", "10.88.0.0,proxy", more);
    }

    /** Another one, at {@link #OTHER}. */
    public void secondDnsmasq(String... more) throws Exception {
        second();
        dnsmasq(other.orElseThrow(), "eth0", "10.88.0.200,10.88.0.250,1h", more);
    }

    private void second() throws Exception {
        other = Optional.of(namespace.behind(BRIDGE, OTHER + "/24"));
    }

    private void dnsmasq(Namespace where, String device, String range, String... more) throws Exception {
        var lines = new ArrayList<>(List.of("port=0", "user=root", "interface=" + device, "bind-dynamic", "dhcp-range=" + range,
                "enable-tftp", "tftp-root=" + files, "dhcp-leasefile=" + where.work().resolve("leases"), "pid-file="));
        lines.addAll(List.of(more));
        Path config = where.write("dnsmasq.conf", String.join("\n", lines) + "\n");
        where.serve(Map.of(), "dnsmasq", "--no-daemon", "--conf-file=" + config);
        where.await("udp/67", "udp/69");
    }

    /** A port of the second server is somebody else's, who hears and never answers. */
    public void muteSecond(int port) throws Exception {
        Path ready = folder("mute").resolve("ready");
        other.orElseThrow().serve(Map.of(), "python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
                    s.setsockopt(socket.SOL_SOCKET, option, 1)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
                s.bind(("%s", %d))
                open("%s", "w").close()
                while True:
                    s.recv(2000)
                """.formatted(OTHER, port, ready));
        while (!Files.exists(ready)) {
            Thread.onSpinWait();
        }
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(namespace.work().resolve(name));
    }

    /** @param listens such as {@code "listen 10.88.0.1:80;"}, and further lines of the server */
    public void nginx(String listens, String... sockets) throws Exception {
        Path config = namespace.write("nginx.conf", TapNetwork.nginx(namespace.work(), files, listens));
        namespace.serve(Map.of(), "nginx", "-e", namespace.work() + "/start.log", "-c", config.toString());
        namespace.await(sockets);
    }

    /** @param members of its {@code Dhcp4}, besides the subnet */
    public void kea(String members) throws Exception {
        Path run = folder("kea");
        Path config = namespace.write("kea.conf", """
                { "Dhcp4": { "interfaces-config": { "interfaces": [ "%s" ], "dhcp-socket-type": "raw" },
                    "lease-database": { "type": "memfile", "persist": false }, %s,
                    "subnet4": [ { "id": 1, "subnet": "10.88.0.0/24", "pools": [ { "pool": "10.88.0.100 - 10.88.0.150" } ] } ] } }
                """.formatted(BRIDGE, members));
        namespace.serve(Map.of("KEA_PIDFILE_DIR", run.toString(), "KEA_LOCKFILE_DIR", run.toString()), "kea-dhcp4", "-c",
                config.toString());
        namespace.await("udp/67");
    }

    /** Skips the test otherwise. */
    public static void assumeInstalled(String program) throws Exception {
        Namespace.assumeInstalled(program);
    }

    /** As {@link Namespace#strapwork}. */
    public String strapwork(List<String> arguments) throws Exception {
        return namespace.strapwork(arguments);
    }

    /** Likewise, with no right of root but to have packets. */
    public String strapworkWithNetRaw(List<String> arguments) throws Exception {
        return namespace.strapwork(ONLY_NET_RAW, arguments);
    }

    @Override
    public void close() throws Exception {
        if (other.isPresent()) {
            other.get().close();
        }
        namespace.close();
    }
}
