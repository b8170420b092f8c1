package org.example.lab;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Does the lab's boot server, with the configuration in {@code lab}, boot the machines that the lab has? In real time, since the servers are. */
@Tag("real")
@Timeout(600)
@BootTest(value = "lab.toml", realTime = true)
class LabBootTests {
    private static final List<String> ARCHITECTURES = List.of("s390x", "ppc64", "x86_64");
    private static final byte[] INITRD = new byte[123_457];

    @TempDir
    private static Path work;
    private static BootServer server;

    @BeforeAll
    static void serve() throws Exception {
        Path real = work.toRealPath();
        for (String architecture : ARCHITECTURES) {
            Path folder = Files.createDirectories(real.resolve("boot").resolve(architecture));
            Files.write(folder.resolve("kernel"), TinyKernels.of(architecture));
            Files.write(folder.resolve("initrd"), INITRD);
        }
        Files.writeString(real.resolve("boot/.htpasswd"), "secret");
        server = new BootServer(real);
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    static Stream<Arguments> machinesAndProtocols() {
        return ARCHITECTURES.stream()
                .flatMap(architecture -> Stream.of("tftp", "http", "https").map(scheme -> Arguments.of(architecture, scheme)));
    }

    private static BootSession machine(BootSession boot, String architecture, String base) {
        boot.with("machine.architecture=" + architecture).with("handoff.use=linux-" + architecture)
                .with("fetch.kernel=" + base + "/" + architecture + "/kernel")
                .with("fetch.initrd=" + base + "/" + architecture + "/initrd");
        return base.startsWith("https") ? boot.with("transport.tls.ca=" + server.authority()) : boot;
    }

    @ParameterizedTest
    @MethodSource("machinesAndProtocols")
    void boots(String architecture, String scheme, BootSession boot) {
        machine(boot, architecture, server.base(scheme)).with("trust.use=digest")
                .with("trust.kernel=sha256:" + Parts.sha256(TinyKernels.of(architecture)))
                .with("trust.initrd=sha256:" + Parts.sha256(INITRD));
        assertThat(boot.run()).handedOff().through(Room.FETCH, scheme.equals("tftp") ? "tftp" : "http").verified("kernel", "sha256")
                .verified("initrd", "sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64", "x86_64"})
    void followsTheNewestKernel(String architecture, BootSession boot) {
        assertThat(machine(boot, architecture, server.base("http") + "/newest").run()).handedOff();
    }

    @Test
    void bootsOverABadNetwork(BootSession boot) {
        assertThat(machine(boot, "ppc64", server.base("http")).with("machine.loss=0.02").with("machine.mtu=1500").run()).handedOff();
    }

    /** What the configuration tells machines by DHCP is there to be fetched. The machine's own network tells it, in the lab's words. */
    @Test
    void theBootFileIsThere(BootSession boot) throws IOException {
        Matcher told = Pattern.compile("(?m)^dhcp-boot=([^,]+),[^,]*,(\\S+)$").matcher(Files.readString(Path.of("lab/dnsmasq.conf")));
        assertTrue(told.find(), "the configuration tells no boot file");
        assertEquals("10.0.2.2", told.group(2));
        boot.with("fetch.kernel=tftp://" + told.group(2) + "/" + told.group(1));
        assertThat(boot.run()).handedOff();
    }

    @Test
    void hidesWhatIsNobodysBusiness(BootSession boot) {
        boot.with("fetch.kernel=" + server.base("http") + "/.htpasswd");
        assertThat(boot.run()).failedWith("SW-F320").in(Room.FETCH);
    }
}
