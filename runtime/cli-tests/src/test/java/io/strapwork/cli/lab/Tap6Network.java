package io.strapwork.cli.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network without IPv4, with nginx for HTTP and HTTPS, dnsmasq for TFTP, and addresses as {@link Way} says. */
public final class Tap6Network implements AutoCloseable {
    public static final String DEVICE = Namespace.DEVICE;
    public static final String SERVER = "fd77::1";
    private static final String LAN = "lan0";
    private final Namespace namespace;

    /** How a host gets its address. */
    public enum Way {
        /** radvd advertises the router, dnsmasq leases addresses. */
        RADVD_DNSMASQ,
        /** radvd advertises the router and that addresses are leased, Kea leases them. */
        RADVD_KEA,
        /** dnsmasq advertises a prefix; the rest is told without a lease. */
        STATELESS
    }

    private Tap6Network(Namespace namespace) {
        this.namespace = namespace;
    }

    /**
     * @param files    served over TFTP, HTTP and HTTPS
     * @param tls      of the server at {@link #SERVER}
     * @param bootFile the URL of option 59
     */
    public static Tap6Network open(Way way, Path work, Path files, Authority.Pair tls, String bootFile) throws Exception {
        var network = new Tap6Network(Namespace.open(work, switch (way) {
            case RADVD_DNSMASQ -> new String[]{"radvd", "dnsmasq", "nginx", "ip"};
            case RADVD_KEA -> new String[]{"radvd", "kea-dhcp6", "dnsmasq", "nginx", "ip"};
            case STATELESS -> new String[]{"dnsmasq", "nginx", "ip"};
        }));
        try {
            network.start(way, files, tls, bootFile);
        } catch (Exception | AssertionError e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void start(Way way, Path files, Authority.Pair tls, String bootFile) throws Exception {
        Namespace.readable(files);
        namespace.bridge6(LAN, SERVER + "/64");
        Path work = namespace.work();
        Path chain = Authority.write(work.resolve("server.pem"), tls.certificate());
        Path key = Authority.writeKey(work.resolve("server.key"), tls.key());
        Path config = namespace.write("nginx.conf", TapNetwork.nginx(work, files, "listen [" + SERVER + "]:80; listen [" + SERVER
                + "]:443 ssl; ssl_certificate " + chain + "; ssl_certificate_key " + key + ";"));
        namespace.serve(Map.of(), "nginx", "-e", work + "/start.log", "-c", config.toString());
        String option = "--dhcp-option=option6:bootfile-url," + bootFile;
        switch (way) {
            case RADVD_DNSMASQ -> {
                radvd(false);
                dnsmasq(files, "--dhcp-range=fd77::100,fd77::1ff,64,1h", option);
            }
            case RADVD_KEA -> {
                radvd(true);
                dnsmasq(files);
                kea(bootFile);
            }
            case STATELESS -> dnsmasq(files, "--enable-ra", "--dhcp-range=fd77::,ra-stateless,64,1h", option);
        }
        namespace.await("tcp6/80", "tcp6/443", "udp6/547", "udp6/69");
    }

    private void dnsmasq(Path files, String... more) throws Exception {
        var arguments = new ArrayList<>(List.of("--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root",
                "--interface=" + LAN, "--bind-dynamic", "--enable-tftp", "--tftp-root=" + files,
                "--dhcp-leasefile=" + namespace.work().resolve("leases"), "--pid-file="));
        arguments.addAll(List.of(more));
        namespace.serve(Map.of(), "dnsmasq", arguments.toArray(String[]::new));
    }

    /** @param onlyLeased whether hosts must not make an address of the prefix themselves */
    private void radvd(boolean onlyLeased) throws Exception {
        Path config = namespace.write("radvd.conf", """
                interface %s {
                  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvManagedFlag on; AdvOtherConfigFlag on;
                  prefix fd77::/64 { AdvOnLink on; AdvAutonomous %s; };
                };
                """.formatted(LAN, onlyLeased ? "off" : "on"));
        Path pid = namespace.work().resolve("radvd.pid");
        namespace.serve(Map.of(), "radvd", "-n", "-m", "stderr", "-p", pid.toString(), "-C", config.toString());
    }

    private void kea(String bootFile) throws Exception {
        Path config = namespace.write("kea.json", """
                {"Dhcp6": {"interfaces-config": {"interfaces": ["%s"]}, "lease-database": {"type": "memfile", "persist": false},
                  "server-id": {"type": "LL", "persist": false}, "valid-lifetime": 3600,
                  "option-data": [{"name": "bootfile-url", "data": "%s"}],
                  "subnet6": [{"id": 1, "subnet": "fd77::/64", "interface": "%s", "pools": [{"pool": "fd77::200 - fd77::2ff"}]}]}}
                """.formatted(LAN, bootFile, LAN));
        String folder = namespace.work().toString();
        namespace.serve(Map.of("KEA_PIDFILE_DIR", folder, "KEA_LOCKFILE_DIR", folder), "kea-dhcp6", "-c", config.toString());
    }

    /** As {@link Namespace#strapwork}. */
    public String strapwork(List<String> arguments) throws Exception {
        return namespace.strapwork(arguments);
    }

    @Override
    public void close() throws Exception {
        namespace.close();
    }
}
