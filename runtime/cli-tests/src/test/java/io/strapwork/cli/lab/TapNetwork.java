package io.strapwork.cli.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A network with dnsmasq for DHCP and TFTP and nginx for HTTP. */
public final class TapNetwork implements AutoCloseable {
    public static final String DEVICE = Namespace.DEVICE;
    public static final String SERVER = "10.88.0.1";
    public static final String GUEST = "10.88.0.77";
    private final Namespace namespace;

    private TapNetwork(Namespace namespace) {
        this.namespace = namespace;
    }

    /** @param files served over TFTP and HTTP */
    public static TapNetwork open(Path work, Path files) throws Exception {
        var network = new TapNetwork(Namespace.open(work, "dnsmasq", "nginx", "ip"));
        try {
            network.start(files);
        } catch (Exception | AssertionError e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void start(Path files) throws Exception {
        Namespace.readable(files);
        namespace.address(SERVER + "/24");
        Path work = namespace.work();
        namespace.serve(Map.of(), "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root", "--interface=" + DEVICE,
                "--bind-dynamic", "--dhcp-range=" + GUEST + "," + GUEST + ",1h", "--dhcp-option=option:router," + SERVER, "--enable-tftp",
                "--tftp-root=" + files, "--dhcp-leasefile=" + work.resolve("leases"), "--pid-file=");
        Path config = namespace.write("nginx.conf", nginx(work, files, "listen " + SERVER + ":80;"));
        namespace.serve(Map.of(), "nginx", "-e", work + "/start.log", "-c", config.toString());
        namespace.await("tcp/80", "udp/67", "udp/69");
    }

    /** A configuration of nginx that serves a folder. */
    static String nginx(Path work, Path files, String listen) {
        return """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http { access_log off; sendfile on; client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5; server { %3$s root %2$s; } }
                """.formatted(work, files, listen);
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
