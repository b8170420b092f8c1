package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.strapwork.cli.lab.LinuxA;
import io.strapwork.cli.lab.QemuLab;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
    private static final String START = LinuxA.NETWORK
            + """
                    cd /sw
                    start() {
                        /java/bin/java -Xshare:auto $($B cat java.flags) -cp "$(echo lib/*.jar lib/libraries/*.jar | $B tr ' ' ':')" io.strapwork.cli.Main boot /boot.toml "$@"
                        echo "A: status $?"
                    }
                    """;
    private static final String KEXEC = "/sbin/kexec";
    private static final String BY_FILE = START + """
            start -P machine.load=file -P machine.jump=load-only
            $B mount -t securityfs security /sys/kernel/security
            echo integrity > /sys/kernel/security/lockdown
            start
            %s -e""".formatted(KEXEC);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"s390x,virtio-net-ccw,1", "x86_64,virtio-net-pci,1", "ppc64,virtio-net-pci,1"})
    void javaLeavesForAnotherLinux(String architecture, String card, int cpus) throws Exception {
        String said = leave(architecture, card, cpus, START + "start");
        assertTrue(said.contains("call: kexec_load"), said);
    }

    /** Linux loads the same kernel's file; once it is locked down, it doesn't: nobody has given it the key by which Debian signs. */
    @Test
    void linuxLoadsTheFile() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(KEXEC)), "kexec-tools is not installed");
        String said = leave("x86_64", "virtio-net-pci", 1, BY_FILE);
        assertTrue(said.contains("call: kexec_file_load") && said.contains("A: status 0"), said);
        assertTrue(said.contains("SW-M521  Linux doesn't load this kernel") && said.contains("A: status 1"), said);
    }

    private String leave(String architecture, String card, int cpus, String init) throws Exception {
        var lab = new QemuLab(folder);
        Path files = lab.files(architecture);
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files,
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            int port = server.getAddress().getPort();
            String line = QemuLab.commandLine(architecture, "proof=java guest.lease guest.server=10.0.2.2:" + port);
            String profile = PROFILE.formatted(architecture, port, QemuLab.kernel(architecture), line);
            var linux = new LinuxA(folder, architecture, init).withCard().withStrapwork(profile);
            if (init.contains(KEXEC)) {
                linux.with(KEXEC);
            }
            Path kernel = QemuLab.kernels(architecture).resolve(architecture).resolve(QemuLab.kernel(architecture));
            String said = linux.run(kernel, "1536M", cpus, "guest: fetched", "-netdev", "user,id=net", "-device", card + ",netdev=net");
            assertTrue(said.contains(lab.noteDigest()), "the card works in the second system: " + said);
            assertTrue(said.contains("Linux version") && said.contains(line), "its banner and its command line: " + said);
            return said;
        } finally {
            server.stop(0);
        }
    }
}
