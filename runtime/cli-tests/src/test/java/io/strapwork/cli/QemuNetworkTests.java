package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.Authority;
import io.strapwork.cli.lab.BootServer;
import io.strapwork.cli.lab.QemuLab;
import io.strapwork.cli.lab.TapNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real machines on other networks than the gateway's own, and on a bad one. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuNetworkTests {
    private static final String IN_USER_SPACE = "guest: command line of";
    @TempDir
    private static Path shared;
    private static QemuLab lab;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        lab = new QemuLab(shared);
    }

    private static byte[] served(String architecture, String name) throws Exception {
        return Files.readAllBytes(lab.files(architecture).resolve(architecture).resolve(name));
    }

    /** QEMU's own DHCP and TFTP servers, and servers on this computer. */
    @ParameterizedTest
    @CsvSource({"s390x,tftp", "s390x,http", "s390x,https", "x86_64,tftp", "x86_64,http", "x86_64,https", "ppc64,tftp", "ppc64,http",
        "ppc64,https"})
    void theUserNetwork(String architecture, String protocol) throws Exception {
        BootServer.Script kernel = BootServer.file(served(architecture, QemuLab.kernel(architecture)));
        BootServer.Script initrd = BootServer.file(served(architecture, "initrd.gz"));
        var root = Authority.root("CN=Lab");
        var leaf = root.leaf("EC", Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)), "10.0.2.2");
        boolean tls = protocol.equals("https");
        try (var first = tls ? BootServer.https(leaf, kernel) : BootServer.http(kernel);
                var second = tls ? BootServer.https(leaf, initrd) : BootServer.http(initrd)) {
            var more = new ArrayList<>(List.of("-P", "machine.network=user", "--until", IN_USER_SPACE));
            if (!protocol.equals("tftp")) {
                more.addAll(List.of("-P", "fetch.kernel=" + protocol + "://10.0.2.2:" + first.port() + "/kernel", "-P",
                        "fetch.initrd=" + protocol + "://10.0.2.2:" + second.port() + "/initrd.gz"));
            }
            List<String> arguments = lab.boot(architecture, protocol, "", more);
            if (tls) {
                arguments.addAll(List.of("-P", "transport.tls.ca=" + Authority.write(folder.resolve("root.pem"), root.certificate())));
            }
            CommandLineRun run = strapwork(folder, arguments);
            assertEquals(0, run.status(), run::toString);
            assertTrue(run.out().contains(IN_USER_SPACE), run::toString);
        }
    }

    /** dnsmasq gives the address and the initrd, nginx the kernel; afterwards both serve the guest's own driver. */
    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64", "x86_64"})
    void aTapDevice(String architecture) throws Exception {
        Path files = lab.files(architecture);
        try (var tap = TapNetwork.open(folder, files)) {
            List<String> arguments = lab.boot(architecture, "http", "guest.lease guest.shut=poweroff",
                    List.of("-P", "machine.network=tap,ifname=" + TapNetwork.DEVICE + ",script=no,downscript=no", "-P",
                            "fetch.kernel=http://" + TapNetwork.SERVER + "/" + architecture + "/" + QemuLab.kernel(architecture), "-P",
                            "fetch.initrd=tftp://" + TapNetwork.SERVER + "/" + architecture + "/initrd.gz"));
            String said = tap.strapwork(arguments);
            assertTrue(said.contains("guest: lease of " + TapNetwork.GUEST + " from " + TapNetwork.SERVER + ", router "
                    + TapNetwork.SERVER), said);
            assertTrue(said.contains("guest: fetched 3000000 bytes, md5 " + lab.noteDigest()), said);
            assertTrue(said.endsWith("exit status 0\n"), said);
        }
    }

    @ParameterizedTest
    @CsvSource({"s390x,https", "x86_64,tftp", "ppc64,http"})
    void faultsAndTheCapture(String architecture, String protocol) throws Exception {
        Path capture = folder.resolve("frames.pcapng");
        CommandLineRun run = strapwork(folder, lab.boot(architecture, protocol, "", List.of("-P", "machine.mtu=1500", "-P",
                "machine.loss=0.01", "-P", "machine.reorder=0.02", "-P", "machine.duplicate=0.02", "--until", "Linux version",
                "--pcap", capture.toString())));
        assertEquals(0, run.status(), run::toString);
        byte[] bytes = Files.readAllBytes(capture);
        assertEquals("0a0d0d0a", HexFormat.of().formatHex(Arrays.copyOf(bytes, 4)));
        assertTrue(bytes.length > 5_000_000, "captured " + bytes.length);
    }
}
