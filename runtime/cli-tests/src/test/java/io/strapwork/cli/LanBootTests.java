package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.BridgedLan;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded machine on networks of this computer: a TAP device and a cable, both at a bridge with dnsmasq and nginx behind it. */
@Tag("real")
@Timeout(value = 280, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LanBootTests {
    private static final int LARGE = 3 << 20;

    @TempDir
    private Path folder;
    private Path profile;
    private Path files;

    @BeforeEach
    void profile() {
        var lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000)).serve("initrd.gz", new byte[LARGE])
                .serve("pxelinux.cfg/default", Images.text("DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  INITRD http://"
                        + BridgedLan.SERVER + "/initrd.gz\n"));
        files = folder.resolve("files");
        profile = lab.profile("lan",
                "[machine]\narchitecture = \"s390x\"\nnetwork = \"" + BridgedLan.TAP + "\"\n[trust]\nuse = \"none\"\n");
    }

    private BridgedLan lan() throws Exception {
        BridgedLan lan = BridgedLan.open(Files.createDirectory(folder.resolve("work")), files, "dnsmasq", "nginx", "ip", "setpriv");
        lan.dnsmasq("dhcp-boot=pxelinux.0");
        lan.nginx("listen " + BridgedLan.SERVER + ":80;", "tcp/80");
        return lan;
    }

    private List<String> boot(String... more) {
        var words = new ArrayList<>(List.of("boot", profile.toString(), "--timeout", "100s"));
        words.addAll(List.of(more));
        return words;
    }

    private static void assertBooted(String told) {
        assertTrue(told.contains("kernel.0") && told.endsWith("exit status 0\n"), told);
        assertTrue(told.contains("initrd        3,145,728 bytes"), told);
    }

    @Test
    void atTheTapDeviceAndAtTheCable() throws Exception {
        try (BridgedLan lan = lan()) {
            assertBooted(lan.strapwork(boot()));
            assertBooted(lan.strapworkWithNetRaw(boot()));
            assertBooted(lan.strapwork(boot("-P", "machine.network=" + BridgedLan.CABLE)));
            assertBooted(lan.strapworkWithNetRaw(boot("-P", "machine.network=" + BridgedLan.CABLE)));
        }
    }

    @Test
    void faultsAndCaptureAreAsOnTheGateway() throws Exception {
        try (BridgedLan lan = lan()) {
            Path pcap = folder.resolve("lan.pcapng");
            assertBooted(lan.strapwork(boot("--pcap", pcap.toString(), "-P", "machine.loss=0.02", "-P", "machine.duplicate=0.02")));
            assertTrue(Files.size(pcap) > LARGE, "all that passed is in the capture");
        }
    }

    @Test
    void whatIsWrongIsTold() throws Exception {
        try (BridgedLan lan = lan()) {
            for (List<String> wrong : List.of(List.of("tap:none0", "SW-M110"), List.of("interface:lo", "SW-M113"),
                    List.of("tap:wire0", "SW-M113"), List.of("interface", "SW-M104"))) {
                String told = lan.strapwork(boot("-P", "machine.network=" + wrong.getFirst()));
                assertTrue(told.contains(wrong.getLast()) && told.endsWith("exit status 1\n"), told);
            }
        }
    }

    @Test
    void aProbeSeesTheSame() throws Exception {
        try (BridgedLan lan = lan()) {
            List<String> probe = List.of("probe", profile.toString(), "--as", "s390x");
            for (String told : List.of(lan.strapwork(probe), lan.strapworkWithNetRaw(probe))) {
                assertTrue(told.contains("DHCPOFFER from " + BridgedLan.SERVER) && told.contains("no findings")
                        && told.endsWith("exit status 0\n"), told);
            }
        }
    }
}
