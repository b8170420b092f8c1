package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.BootServer;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.TftpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -P room.use=plugin}: each room that has two plugins boots with either, and the outcome names the one that worked. */
class SwapTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x20000);

    @TempDir
    private Path folder;
    private Lab lab;

    @BeforeEach
    void lab() {
        lab = new Lab(folder).serve("vmlinuz", KERNEL);
    }

    private JsonNode boot(String kernel, String... overrides) {
        Path file = folder.resolve("outcome.json");
        var arguments = new ArrayList<Object>(List.of("boot", lab.s390x("lab", kernel), "--json", file));
        for (String override : overrides) {
            arguments.addAll(List.of("-P", override));
        }
        CommandLineRun run = strapwork(folder, arguments);
        assertEquals(0, run.status(), run::toString);
        try {
            JsonNode outcome = new ObjectMapper().readTree(Files.readAllBytes(file));
            assertEquals(Images.sha256(Arrays.copyOfRange(KERNEL, 0x10000, KERNEL.length)),
                    outcome.get("segments").get(0).get("sha256").asText());
            return outcome;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String worked(JsonNode outcome, String room) {
        for (JsonNode each : outcome.get("rooms")) {
            if (each.get("room").asText().equals(room)) {
                return each.get("plugin").asText();
            }
        }
        return "nobody";
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtio-ccw", "virtio-pci"})
    void link(String plugin) {
        assertEquals(plugin, worked(boot("http://10.0.2.2/vmlinuz", "link.use=" + plugin), "link"));
    }

    @Test
    void dynamicAddress() {
        assertEquals("dhcp", worked(boot("http://10.0.2.2/vmlinuz", "address.use=dhcp"), "address"));
    }

    @Test
    void staticAddress() {
        assertEquals("static",
                worked(boot("http://10.0.2.2/vmlinuz", "address.use=static", "address.address=10.0.2.99/24", "machine.dhcp=false"),
                        "address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "host-tcp"})
    void tcp(String plugin) throws Exception {
        try (BootServer server = BootServer.http(BootServer.file(KERNEL))) {
            assertEquals(plugin + ", tls",
                    worked(boot("http://10.0.2.2:" + server.port() + "/vmlinuz", "transport.tcp.use=" + plugin), "transport"));
        }
    }

    /** Without the relay, only the computer's own sockets get there; without a DHCP server, nobody may wait for one. */
    @Test
    void hostTcpNeedsNoNetworkOfTheMachine() throws Exception {
        try (BootServer server = BootServer.http(BootServer.file(KERNEL))) {
            JsonNode outcome = boot("http://127.0.0.1:" + server.port() + "/vmlinuz", "transport.tcp.use=host-tcp", "machine.relay=false",
                    "machine.dhcp=false");
            for (String room : List.of("link", "stack", "address")) {
                assertEquals("nobody", worked(outcome, room));
            }
            assertEquals(List.of("quiesce", "place", "enter"), outcome.get("steps").findValuesAsText("step"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "host-udp"})
    void udp(String plugin) throws Exception {
        try (TftpServer server = TftpServer.serving(KERNEL)) {
            assertEquals(plugin + ", tcp, tls",
                    worked(boot("tftp://10.0.2.2:" + server.port() + "/vmlinuz", "transport.udp.use=" + plugin), "transport"));
        }
    }

    @Test
    void trust() {
        JsonNode checked = boot("http://10.0.2.2/vmlinuz", "trust.use=digest", "trust.kernel=sha256:" + Images.sha256(KERNEL));
        assertEquals("digest", worked(checked, "trust"));
        assertEquals("sha256", checked.get("parts").get(0).get("verified").asText());
        JsonNode unchecked = boot("http://10.0.2.2/vmlinuz", "trust.use=none");
        assertEquals("none", worked(unchecked, "trust"));
        assertEquals("none", unchecked.get("parts").get(0).get("verified").asText());
    }

    @Test
    void loader() throws IOException {
        assertEquals("linux-s390x", worked(boot("http://10.0.2.2/vmlinuz", "load.use=linux-s390x"), "load"));
        byte[] elf = Images.elfS390x(0x8000, 0x20000);
        lab.serve("vmlinux", elf);
        Path file = folder.resolve("elf.json");
        CommandLineRun run = strapwork(folder, "boot", lab.s390x("lab", "http://10.0.2.2/vmlinux"), "--json", file, "-P", "load.use=elf");
        assertEquals(0, run.status(), run::toString);
        JsonNode outcome = new ObjectMapper().readTree(Files.readAllBytes(file));
        assertEquals("elf", worked(outcome, "load"));
        assertEquals(Images.sha256(Arrays.copyOfRange(elf, 0x1000, elf.length)), outcome.get("segments").get(0).get("sha256").asText());
    }

    /** A loader that is named is the only one asked. */
    @Test
    void wrongLoader() {
        CommandLineRun run = strapwork(folder, "boot", lab.s390x("lab", "http://10.0.2.2/vmlinuz"), "-P", "load.use=elf");
        assertEquals(1, run.status());
        assertTrue(run.errors().contains("SW-I110"), run::toString);
    }
}
