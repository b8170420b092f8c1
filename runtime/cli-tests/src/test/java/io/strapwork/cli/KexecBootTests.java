package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.strapwork.cli.lab.LinuxA;
import io.strapwork.cli.lab.QemuLab;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine "linux" for real: Strapwork runs in a Linux in QEMU, fetches another one over its network, and leaves for it. */
@Tag("real")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KexecBootTests {
    private static final String PROFILE = """
            name = "another-linux"

            [machine]
            use = "linux"
            architecture = "%1$s"

            [transport.tcp]
            use = "host-tcp"
            loopback = ""

            [fetch]
            kernel = "http://10.0.2.2:%2$d/%1$s/%3$s"
            initrd = "http://10.0.2.2:%2$d/%1$s/initrd.gz"

            [handoff]
            cmdline = "%4$s"

            [trust]
            use = "none"
            """;
    private static final String INIT = LinuxA.NETWORK
            + """
                    cd /sw
                    /java/bin/java -Xshare:auto $($B cat java.flags) -cp "$(echo lib/*.jar lib/libraries/*.jar | $B tr ' ' ':')" io.strapwork.cli.Main boot /boot.toml
                    echo "A: status $?" """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"s390x,virtio-net-ccw,1", "x86_64,virtio-net-pci,1", "ppc64,virtio-net-pci,1"})
    void javaLeavesForAnotherLinux(String architecture, String card, int cpus) throws Exception {
        var lab = new QemuLab(folder);
        Path files = lab.files(architecture);
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files,
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            int port = server.getAddress().getPort();
            String line = QemuLab.commandLine(architecture, "proof=java guest.lease guest.server=10.0.2.2:" + port);
            String profile = PROFILE.formatted(architecture, port, QemuLab.kernel(architecture), line);
            var linux = new LinuxA(folder, architecture, INIT).withCard().withStrapwork(profile);
            Path kernel = QemuLab.kernels(architecture).resolve(architecture).resolve(QemuLab.kernel(architecture));
            String said = linux.run(kernel, "1536M", cpus, "guest: fetched", "-netdev", "user,id=net", "-device", card + ",netdev=net");
            assertTrue(said.contains(lab.noteDigest()), "the card works in the second system: " + said);
            assertTrue(said.contains("Linux version") && said.contains(line), "its banner and its command line: " + said);
        } finally {
            server.stop(0);
        }
    }
}
