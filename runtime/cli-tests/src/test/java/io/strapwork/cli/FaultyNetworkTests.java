package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boots over a network that loses, reorders and duplicates frames, with Ethernet's packet size, so that there are many. */
class FaultyNetworkTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x60000);
    private static final byte[] VMLINUX = Images.elfPpc64(0x60000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"tftp,1", "tftp,2", "tftp,3", "tftp,4", "http,1", "http,2", "http,3", "http,4", "https,1", "https,2", "https,3", "https,4"})
    @Timeout(600)
    void endsRight(String scheme, int seed) throws IOException {
        Path outcome = folder.resolve("outcome.json");
        CommandLineRun run = boot(profile(scheme, seed), outcome, "machine.loss=0.02", "machine.reorder=0.05", "machine.duplicate=0.05",
                "machine.seed=" + seed);
        assertEquals(0, run.status(), run::toString);
        var segment = new ObjectMapper().readTree(Files.readAllBytes(outcome)).get("segments").get(0);
        assertEquals(Images.sha256(placed(seed)), segment.get("sha256").asText());
    }

    /** Both architectures and buses take their turn. */
    private Path profile(String scheme, int seed) {
        var lab = new Lab(folder).serve("vmlinuz", KERNEL).serve("vmlinux", VMLINUX);
        return seed % 2 == 0 ? lab.s390x("lab", scheme + "://10.0.2.2/vmlinuz") : lab.ppc64("lab", scheme + "://10.0.2.2/vmlinux");
    }

    private static byte[] placed(int seed) {
        return seed % 2 == 0 ? Arrays.copyOfRange(KERNEL, 0x10000, KERNEL.length) : Arrays.copyOfRange(VMLINUX, 0x1000, VMLINUX.length);
    }

    /** Not before: how long after it is up to the computer here, and to virtual time in the protocols' own tests. */
    @ParameterizedTest
    @CsvSource({"dhcp,http,address,SW-N201", "static,tftp,fetch,SW-F210", "static,http,fetch,SW-F306", "static,https,fetch,SW-F306"})
    @Timeout(600)
    void endsWithinPatienceWhenAllIsLost(String address, String scheme, String room, String code) throws IOException {
        Path file = folder.resolve("outcome.json");
        CommandLineRun run = boot(profile(scheme, 2), file, "machine.loss=1", "address.use=" + address,
                address.equals("dhcp") ? "address.patience=500ms" : "address.address=10.0.2.15/24",
                scheme.equals("tftp") ? "fetch.tftp.patience=500ms" : "fetch.http.connect-patience=500ms",
                scheme.equals("tftp") ? "fetch.tftp.retry=100ms" : "fetch.http.attempts=1");
        assertEquals(1, run.status(), run::toString);
        var outcome = new ObjectMapper().readTree(Files.readAllBytes(file));
        assertEquals(code, outcome.get("problem").get("code").asText(), run::toString);
        var rooms = new ArrayList<>(List.of(""));
        outcome.get("rooms").forEach(entered -> rooms.add(entered.get("room").asText()));
        assertEquals(room, rooms.getLast());
        double seconds = outcome.get("rooms").get(rooms.size() - 2).get("seconds").asDouble();
        assertTrue(seconds >= 0.4, () -> "it took " + seconds + " s");
    }

    private CommandLineRun boot(Path profile, Path outcome, String... overrides) {
        var arguments = new ArrayList<Object>(List.of("boot", profile, "--json", outcome, "--seed", 7, "-P", "machine.mtu=1500"));
        for (String override : overrides) {
            arguments.addAll(List.of("-P", override));
        }
        return strapwork(folder, arguments);
    }
}
