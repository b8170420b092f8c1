package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.assembly.Setting;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own HTTPS server in boot tests: trusted without a word, whatever the clock says, and by nobody who trusts another root. */
@BootTest(value = """
        name = "by-https"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        [fetch]
        kernel = "https://10.0.2.2/vmlinux"
        [trust]
        use = "none"
        """)
class HttpsBootTests {
    private static final Path IDENTITY = Path.of("target", "boot-tests", "tls").toAbsolutePath();

    @TempDir
    Path folder;

    @RepeatedTest(5)
    void boots(BootSession boot) {
        assertThat(boot.serve("vmlinux", Profiles.kernel()).run()).handedOff().at(0x10000).through(Room.TRANSPORT, "tcp, tls");
    }

    @Test
    void bootsInAnotherCentury(BootSession boot, VirtualClock clock) {
        clock.advance(Duration.ofDays(70_000));
        assertThat(boot.serve("vmlinux", DemoKernel.bytes()).run()).handedOff().at(0x10000);
        assertTrue(clock.now().isAfter(Instant.parse("2217-01-01T00:00:00Z")), () -> "now it is " + clock.now());
    }

    /** Of one firmware, whose server's keys nobody has made before; one long ago, one in the far future. */
    @RepeatedTest(3)
    void bootsAtOnceByDifferentClocks(BootSession boot) throws Exception {
        Path fresh = folder.resolve("fresh");
        Assembly firmware = boot.serve("vmlinux", Profiles.kernel()).with("machine.tls=" + fresh).assembly();
        assertEquals(Optional.of(fresh.resolve("ca.pem").toString()), setting(firmware, Room.TRANSPORT, "tls", "ca"));
        var boots = new ArrayList<Callable<BootOutcome>>();
        for (String date : List.of("1970-01-01T00:00:00Z", "1985-10-26T08:20:00Z", "2999-12-31T23:59:59Z")) {
            var settings = new BootSettings(new Dated(Instant.parse(date)), Optional.of(1L), BootListener.none(), Optional.empty());
            boots.add(() -> new BootWalk(firmware, settings).run());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<BootOutcome> outcome : threads.invokeAll(boots)) {
                assertThat(outcome.get()).handedOff().at(0x10000);
            }
        }
    }

    @Test
    void refusesAServerOfAnotherRoot(BootSession boot) {
        Path other = folder.resolve("other");
        TlsIdentity.prepare(other);
        boot.serve("vmlinux", Profiles.kernel()).with("transport.tls.ca=" + other.resolve("ca.pem"));
        assertThat(boot.run()).failedWith("SW-N410").in(Room.FETCH)
                .what("the certificate of 10.0.2.2 is signed by \"CN=Strapwork gateway CA\","
                        + " but with another key than the root of that name in ca.pem");
    }

    @Test
    void aProfileThatNamesItsRootsCanTrustTheTestsServer(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("transport.tls.ca=lab.pem").with("transport.tls.ca=" + boot.authority());
        assertThat(boot.run()).handedOff();
    }

    @Test
    @BootTest("""
            name = "by-boot-file"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            boot-file = "https://10.0.2.2/vmlinux"
            [trust]
            use = "none"
            """)
    void trustsAServerThatOnlyDhcpTellsOf(BootSession boot) {
        assertThat(boot.serve("vmlinux", Profiles.kernel()).run()).handedOff().at(0x10000);
    }

    @Test
    void neverUsesTheUsersCache(BootSession boot) {
        Assembly firmware = boot.serve("vmlinux", Profiles.kernel()).with("fetch.kernel=tftp://10.0.2.2/vmlinux").assembly();
        assertEquals(Optional.of(IDENTITY.toString()), setting(firmware, Room.MACHINE, "", "tls"));
        assertEquals("udp", firmware.pluginIds(Room.TRANSPORT));
    }

    @Test
    void addsNothingToAMachineThatServesNothing(BootSession boot) {
        assertEquals(Optional.empty(), setting(boot.assembly(), Room.MACHINE, "", "tls"));
        assertEquals(Optional.empty(), setting(boot.assembly(), Room.TRANSPORT, "tls", "ca"));
    }

    private static Optional<String> setting(Assembly firmware, Room room, String section, String key) {
        for (Choice choice : firmware.choices()) {
            if (choice.room() == room && choice.section().equals(section)) {
                return choice.settings().stream().filter(setting -> setting.key().equals(key)).map(Setting::value).findFirst();
            }
        }
        throw new AssertionError("nothing works in " + room + " " + section);
    }

    /** The computer's time on another date. */
    private record Dated(Instant now) implements BootClock {
        @Override
        public Ticker ticker() {
            return Ticker.systemTicker();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            BootClock.system().sleep(time);
        }
    }
}
