package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots on a network that has no IPv4 at all. */
@BootTest("""
        name = "by-ipv6"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        families = ["ipv6"]
        [address]
        use = "slaac"
        [fetch]
        kernel = "http://[fd00:5354:5250::2]/vmlinux"
        [trust]
        use = "none"
        """)
class Ip6BootTests {
    private static final Duration SOON = Duration.ofMillis(100);

    @ParameterizedTest
    @CsvSource({"slaac, slaac, http", "slaac, slaac, tftp", "slaac, slaac, https", "slaac, stateless, http", "dhcp6, dhcp6, http",
        "dhcp6, dhcp6, tftp", "dhcp6, slaac, http", "auto, slaac, http", "auto, stateless, tftp", "auto, dhcp6, https"})
    void boots(String source, String assignment, String scheme, BootSession boot, Wire wire, VirtualClock clock) {
        boot.serve("vmlinux", Profiles.kernel()).with("address.use=" + source).with("machine.ip6=" + assignment)
                .with("fetch.kernel=" + scheme + "://[fd00:5354:5250::2]/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
        assertTrue(wire.frames() > 10, () -> "frames on the wire: " + wire.frames());
        // there might be IPv4, too
        Duration limit = source.equals("auto") ? SOON.plusMillis(300) : SOON;
        assertTrue(clock.elapsed().compareTo(limit) < 0, () -> "waits for something: " + clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tftp", "https"})
    void bootsByName(String scheme, BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("fetch.kernel=" + scheme + "://boot.strapwork/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tftp"})
    void survivesABadWire(String scheme, BootSession boot, Wire wire) {
        wire.loses(0.02).delays(Duration.ofMillis(5)).reorders(0.02).duplicates(0.02).corrupts(0.02).seed(7);
        boot.serve("vmlinux", DemoKernel.bytes()).with("machine.mtu=1500")
                .with("fetch.kernel=" + scheme + "://[fd00:5354:5250::2]/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    /** The boot file's URL is told by DHCPv6, to who has an address by it and to who has not. */
    @ParameterizedTest
    @CsvSource({"slaac, vmlinux", "dhcp6, vmlinux", "slaac, http://[fd00:5354:5250::2]/vmlinux", "dhcp6, https://boot.strapwork/vmlinux",
        "auto, vmlinux"})
    @BootTest("""
            name = "by-ipv6-boot-file"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            families = ["ipv6"]
            [trust]
            use = "none"
            """)
    void bootsWhatTheNetworkSays(String source, String file, BootSession boot, VirtualClock clock) {
        boot.serve("vmlinux", Profiles.kernel()).with("machine.boot-file=" + file).with("address.use=" + source);
        assertThat(boot.run()).handedOff().at(0x10000);
        assertTrue(clock.elapsed().compareTo(SOON) < 0, () -> "waits for something: " + clock);
    }

    @ParameterizedTest
    @CsvSource({"slaac, '[fd00:5354:5250::2]'", "auto, '[fd00:5354:5250::2]'", "auto, 10.0.2.2", "auto, boot.strapwork",
        "dhcp, boot.strapwork", "slaac, boot.strapwork"})
    void bothFamiliesMayBeThere(String source, String host, BootSession boot, VirtualClock clock) {
        boot.serve("vmlinux", Profiles.kernel()).with("machine.families=[\"ipv4\", \"ipv6\"]").with("address.use=" + source)
                .with("fetch.kernel=http://" + host + "/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
        assertTrue(clock.elapsed().compareTo(SOON) < 0, () -> "waits for something: " + clock);
    }

    /** The gateway speaks IPv6 beside, and nobody listens. */
    @Test
    void anIpv4BootDoesNotMind(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("machine.families=[\"ipv4\", \"ipv6\"]").with("address.use=dhcp")
                .with("fetch.kernel=http://10.0.2.2/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }
}
