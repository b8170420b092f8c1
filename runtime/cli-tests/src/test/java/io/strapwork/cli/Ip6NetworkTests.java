package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.Authority;
import io.strapwork.cli.lab.QemuLab;
import io.strapwork.cli.lab.Tap6Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real machines on networks that have no IPv4, with real routers and servers. */
@Tag("real")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Ip6NetworkTests {
    private static final String IN_USER_SPACE = "guest: command line of";
    @TempDir
    private static Path shared;
    private static QemuLab lab;
    private static Authority root;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        lab = new QemuLab(shared);
        root = Authority.root("CN=Lab");
    }

    @ParameterizedTest
    @CsvSource({"s390x,tftp,RADVD_DNSMASQ", "s390x,http,RADVD_KEA", "s390x,https,STATELESS", "x86_64,tftp,RADVD_KEA",
        "x86_64,http,STATELESS", "x86_64,https,RADVD_DNSMASQ", "ppc64,tftp,STATELESS", "ppc64,http,RADVD_DNSMASQ",
        "ppc64,https,RADVD_KEA"})
    void boots(String architecture, String protocol, Tap6Network.Way way) throws Exception {
        String folder = protocol + "://[" + Tap6Network.SERVER + "]/" + architecture + "/";
        run(architecture, protocol, way, "", List.of("-P", "fetch.kernel=" + folder + QemuLab.kernel(architecture), "-P",
                "fetch.initrd=" + folder + "initrd.gz"));
    }

    /** What to boot is told by option 59 alone: a configuration, which names the rest. */
    @ParameterizedTest
    @CsvSource({"s390x,RADVD_KEA", "x86_64,STATELESS", "ppc64,RADVD_DNSMASQ"})
    void theNetworkTellsWhatToBoot(String architecture, Tap6Network.Way way) throws Exception {
        Path files = lab.files(architecture);
        Files.writeString(files.resolve(architecture).resolve("boot.cfg"), """
                default linux
                label linux
                  kernel %s
                  initrd initrd.gz
                  append %s
                """.formatted(QemuLab.kernel(architecture), QemuLab.commandLine(architecture, "")));
        Path profile = Files.writeString(folder.resolve("network.toml"), """
                [machine]
                use = "qemu"
                architecture = "%s"
                [handoff]
                use = "linux-%s"
                """.formatted(architecture, architecture));
        run(way, "tftp://[" + Tap6Network.SERVER + "]/" + architecture + "/boot.cfg", architecture, new ArrayList<>(List.of("boot",
                profile.toString(), "-P", "trust.use=none", "--timeout", "240s")));
    }

    private void run(String architecture, String protocol, Tap6Network.Way way, String words, List<String> further) throws Exception {
        List<String> arguments = lab.boot(architecture, protocol, words, further);
        arguments.addAll(List.of("-P", "address.use=auto"));
        if (protocol.equals("https")) {
            arguments.addAll(List.of("-P", "transport.tls.ca=" + Authority.write(folder.resolve("root.pem"), root.certificate())));
        }
        run(way, "http://[" + Tap6Network.SERVER + "]/unused", architecture, arguments);
    }

    private void run(Tap6Network.Way way, String bootFile, String architecture, List<String> arguments) throws Exception {
        var leaf = root.leaf("EC", Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(1)), Tap6Network.SERVER);
        try (var network = Tap6Network.open(way, folder, lab.files(architecture), leaf, bootFile)) {
            arguments.addAll(List.of("-P", "machine.network=tap,ifname=" + Tap6Network.DEVICE + ",script=no,downscript=no", "--until",
                    IN_USER_SPACE));
            String said = network.strapwork(arguments);
            assertTrue(said.contains(IN_USER_SPACE) && said.endsWith("exit status 0\n"), said);
        }
    }
}
