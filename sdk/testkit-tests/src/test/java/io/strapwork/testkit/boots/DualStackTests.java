package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots on a network of both families of which something is broken: it costs half a second at most. */
@BootTest("""
        name = "dual-stack"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        families = ["ipv4", "ipv6"]
        [address]
        use = "auto"
        [fetch]
        kernel = "http://lab.example/vmlinux"
        [trust]
        use = "none"
        """)
class DualStackTests {
    private static final Duration LITTLE = Duration.ofMillis(500);
    private static final String DEAD6 = "fd00:5354:5250::dead";
    private static final String DEAD4 = "10.0.2.99";
    private static final String LIVE6 = "fd00:5354:5250::2";
    private static final String LIVE4 = "10.0.2.2";
    /** Behind the router, which passes nothing on. */
    private static final String FAR6 = "2001:db8::1";
    private static final String FAR4 = "192.0.2.1";

    private static void boots(BootSession boot, VirtualClock clock, Duration within) {
        boots(boot, Profiles.kernel(), clock, within);
    }

    /** A kernel that takes so many round trips of half a second. */
    private static void bootsFarAway(BootSession boot, VirtualClock clock, Duration within) {
        boots(boot.with("machine.delay=250ms"), DemoKernel.bytes(), clock, within);
    }

    private static void boots(BootSession boot, byte[] kernel, VirtualClock clock, Duration within) {
        boot.serve("vmlinux", kernel);
        assertThat(boot.run()).handedOff().at(0x10000);
        assertTrue(clock.elapsed().compareTo(within) <= 0, () -> "took " + clock);
    }

    @ParameterizedTest
    @CsvSource({LIVE6 + " " + LIVE4, DEAD6 + " " + LIVE6, DEAD6 + " " + LIVE4, DEAD4 + " " + LIVE6, FAR6 + " " + LIVE4, FAR4 + " " + LIVE6,
        LIVE6 + " " + DEAD4, LIVE4 + " " + FAR6, DEAD4 + " " + LIVE4, DEAD6 + " " + DEAD4 + " " + LIVE6 + " " + LIVE4})
    void byHttpADeadAddressIsNotTheEnd(String addresses, BootSession boot, VirtualClock clock) {
        boots(boot.with("machine.hosts={\"lab.example\" = \"" + addresses + "\"}"), clock, LITTLE);
    }

    @ParameterizedTest
    @CsvSource({LIVE6 + " " + LIVE4, DEAD6 + " " + LIVE6, DEAD6 + " " + LIVE4, DEAD4 + " " + LIVE6, FAR6 + " " + LIVE4, FAR4 + " " + LIVE6})
    void byTftpADeadAddressIsNotTheEnd(String addresses, BootSession boot, VirtualClock clock) {
        boots(boot.with("machine.hosts={\"lab.example\" = \"" + addresses + "\"}").with("fetch.kernel=tftp://lab.example/vmlinux"), clock,
                LITTLE);
    }

    /** Of a family that leads nowhere not even many addresses are waited for, and by no file but the first. */
    @ParameterizedTest
    @CsvSource({"http,false", "tftp,false", "http,true", "tftp,true"})
    void aFamilyThatLeadsNowhereCostsOneMoment(String scheme, boolean six, BootSession boot, VirtualClock clock) {
        String nowhere = six ? "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4" : "2001:db8::1 2001:db8::2 2001:db8::3 2001:db8::4";
        boot.serve("initrd", new byte[70_000]);
        boots(boot.with("machine.hosts={\"lab.example\" = \"" + nowhere + " " + (six ? LIVE6 : LIVE4) + "\"}")
                .with("fetch.kernel=" + scheme + "://lab.example/vmlinux").with("fetch.initrd=" + scheme + "://lab.example/initrd"), clock,
                LITTLE);
    }

    /** RFC 8305: the next address is tried beside, not instead. With round trips of half a second a healthy boot takes 4.55 s. */
    @ParameterizedTest
    @CsvSource({LIVE6 + " " + DEAD6 + ",4600", DEAD6 + " " + LIVE6 + ",4800"})
    void byHttpAFarServerIsNotTakenForADeadOne(String addresses, int within, BootSession boot, VirtualClock clock) {
        bootsFarAway(boot.with("machine.hosts={\"lab.example\" = \"" + addresses + "\"}"), clock,
                Duration.ofMillis(within));
    }

    /** RFC 8305 sections 3 and 6: IPv4 joins half a second after IPv6, when the only IPv6 address is looked up or asked already. The first of each scheme is the healthy boot. */
    @ParameterizedTest
    @CsvSource({"http," + LIVE6 + " " + LIVE4 + ",4550", "http," + DEAD6 + " " + LIVE4 + ",5050", "http," + FAR6 + " " + LIVE4 + ",5050",
        "tftp," + LIVE6 + " " + LIVE4 + ",5050", "tftp," + DEAD6 + " " + LIVE4 + ",5550", "tftp," + FAR6 + " " + LIVE4 + ",5550"})
    void aFamilyThatJoinsLateIsAskedAsSoonAsItIsThere(String scheme, String addresses, int within, BootSession boot, VirtualClock clock) {
        bootsFarAway(boot.with("machine.hosts={\"lab.example\" = \"" + addresses + "\"}")
                .with("fetch.kernel=" + scheme + "://lab.example/vmlinux"), clock, Duration.ofMillis(within));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tftp", "https"})
    void aRouterThatComesLateIsNotWaitedFor(String scheme, BootSession boot, VirtualClock clock) {
        boots(boot.with("machine.router-delay=5s").with("fetch.kernel=" + scheme + "://boot.strapwork/vmlinux"), clock, LITTLE);
    }

    @ParameterizedTest
    @CsvSource({"http,[" + LIVE6 + "]", "tftp,[" + LIVE6 + "]", "http,lab.example", "tftp,lab.example"})
    void aServerThatHasOnlyIpv6IsWaitedForWhenTheRouterComesLate(String scheme, String host, BootSession boot, VirtualClock clock) {
        boots(boot.with("machine.router-delay=5s").with("machine.hosts={\"lab.example\" = \"" + LIVE6 + "\"}")
                .with("fetch.kernel=" + scheme + "://" + host + "/vmlinux"), clock, Duration.ofSeconds(12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tftp", "https"})
    void withoutDhcpThereIsIpv6(String scheme, BootSession boot, VirtualClock clock) {
        boots(boot.with("machine.dhcp=false").with("fetch.kernel=" + scheme + "://boot.strapwork/vmlinux"), clock, LITTLE);
    }
}
