package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.cli.lab.Images;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code strapwork boot} without a profile: virtio-ccw, DHCP, TCP, TLS, HTTP, ELF, Linux handoff. */
class DemoBootTests {
    private static final List<String> ROOMS = List.of("machine", "link", "stack", "address", "transport", "fetch", "trust", "load",
            "handoff");

    @TempDir
    private Path folder;

    @Test
    void showsEachRoomWithItsPluginAndTime() {
        CommandLineRun run = strapwork(folder, "boot");
        assertEquals(0, run.status(), run::toString);
        assertEquals("", run.errors());
        assertEquals("""
                demo: s390x, 256MiB, embedded machine
                  machine    embedded TIME
                  link       virtio-ccw TIME
                  stack      inet TIME
                  address    dhcp TIME
                  transport  tcp, tls TIME
                    kernel        1,060,864 bytes TIME RATE
                  fetch      http TIME
                  trust      digest TIME
                  load       elf TIME
                  handoff    linux-s390x TIME
                  quiesce TIME
                  place TIME
                  enter TIME
                  placed     kernel.0     at 0x10000               8,192 bytes
                  placed     kernel.1     at 0x100000          1,114,112 bytes
                  placed     initrd-fields at 0x10408                  16 bytes
                  placed     command-line at 0x10480               4,096 bytes
                  entered    0x10000 with contract linux-s390x
                """, run.out().replaceAll(" +[0-9]+\\.[0-9]{3} s", " TIME").replaceAll(" +[0-9.,]+ MB/s", " RATE"));
    }

    @Test
    void writesTheWholeOutcome() throws IOException {
        Path file = folder.resolve("outcome.json");
        assertEquals(0, strapwork(folder, "boot", "--json", file, "--quiet").status());
        JsonNode outcome = new ObjectMapper().readTree(Files.readAllBytes(file));
        assertEquals(
                Set.of("status", "profile", "architecture", "rooms", "steps", "start", "parts", "companions", "segments", "facts", "entry",
                        "guest", "lease"),
                keys(outcome));
        assertEquals("handed-off", outcome.get("status").asText());
        assertEquals("s390x", outcome.get("architecture").asText());
        assertTrue(outcome.get("start").get("cpuSeconds").asDouble() > 0, outcome::toString);
        rooms(outcome.get("rooms"));
        assertEquals(List.of("quiesce", "place", "enter"), outcome.get("steps").findValuesAsText("step"));
        outcome.get("steps").forEach(step -> assertEquals(Set.of("step", "seconds"), keys(step)));
        parts(outcome.get("parts"));
        segments(outcome.get("segments"));
        assertEquals("{\"reboots\":0}", outcome.get("guest").toString());
        JsonNode lease = outcome.get("lease");
        assertEquals(Set.of("addresses", "routes", "nameServers", "server", "bootFile", "offers"), keys(lease));
        assertEquals("[\"10.0.2.15/24\"]", lease.get("addresses").toString());
        assertEquals("10.0.2.2", lease.get("server").asText());
        JsonNode entry = outcome.get("entry");
        assertEquals(Set.of("architecture", "address", "contract", "registers"), keys(entry));
        assertEquals("s390x", entry.get("architecture").asText());
        assertEquals("0x10000", entry.get("address").asText());
        assertEquals("linux-s390x", entry.get("contract").asText());
        assertFalse(entry.get("registers").isEmpty());
        entry.get("registers").forEach(value -> assertTrue(value.asText().matches("0x[0-9a-f]+"), value::toString));
    }

    private static void rooms(JsonNode rooms) {
        var names = new ArrayList<String>();
        var plugins = new ArrayList<String>();
        rooms.forEach(room -> {
            assertEquals(Set.of("room", "plugin", "seconds"), keys(room));
            names.add(room.get("room").asText());
            plugins.add(room.get("plugin").asText());
            assertTrue(room.get("seconds").isNumber() && room.get("seconds").asDouble() >= 0, room::toString);
        });
        assertEquals(ROOMS, names);
        assertEquals(List.of("embedded", "virtio-ccw", "inet", "dhcp", "tcp, tls", "http", "digest", "elf", "linux-s390x"), plugins);
    }

    private static void parts(JsonNode parts) {
        assertEquals(1, parts.size());
        JsonNode kernel = parts.get(0);
        assertEquals(Set.of("name", "uri", "bytes", "sha256", "seconds", "verified"), keys(kernel));
        assertEquals("kernel", kernel.get("name").asText());
        assertEquals("https://10.0.2.2/vmlinux", kernel.get("uri").asText());
        assertEquals(DemoKernel.bytes().length, kernel.get("bytes").asLong());
        assertEquals(Images.sha256(DemoKernel.bytes()), kernel.get("sha256").asText());
        assertEquals("sha256", kernel.get("verified").asText());
    }

    /** Each digest is computed here from the file, independently of the loader. */
    private static void segments(JsonNode segments) {
        byte[] file = DemoKernel.bytes();
        assertEquals(List.of("kernel.0", "kernel.1", "initrd-fields", "command-line"), segments.findValuesAsText("name"));
        assertEquals(List.of("0x10000", "0x100000", "0x10408", "0x10480"), segments.findValuesAsText("address"));
        assertEquals(List.of("8192", "1114112", "16", "4096"), segments.findValuesAsText("memoryBytes"));
        byte[] commandLine = Arrays.copyOf(Images.text("console=ttysclp0"), 0x1000);
        List<byte[]> contents = List.of(Arrays.copyOfRange(file, 0x1000, 0x3000), Arrays.copyOfRange(file, 0x3000, file.length),
                new byte[16],
                commandLine);
        for (int i = 0; i < contents.size(); i++) {
            assertEquals(Set.of("name", "address", "fileBytes", "memoryBytes", "sha256"), keys(segments.get(i)));
            assertEquals(contents.get(i).length, segments.get(i).get("fileBytes").asLong());
            assertEquals(Images.sha256(contents.get(i)), segments.get(i).get("sha256").asText());
        }
    }

    private static Set<String> keys(JsonNode object) {
        var keys = new TreeSet<String>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void writesTheProblemOfABootThatFails() throws IOException {
        Path file = folder.resolve("outcome.json");
        assertEquals(1, strapwork(folder, "boot", "--json", file, "--quiet", "-P", "fetch.kernel=https://10.0.2.2/other").status());
        JsonNode outcome = new ObjectMapper().readTree(Files.readAllBytes(file));
        assertEquals("failed", outcome.get("status").asText());
        assertFalse(outcome.has("entry"));
        assertEquals(Set.of("code", "blame", "where", "what", "hint"), keys(outcome.get("problem")));
        assertEquals("SW-F320", outcome.get("problem").get("code").asText());
        assertEquals("https://10.0.2.2/other", outcome.get("problem").get("where").asText());
        assertEquals("fetch", outcome.get("rooms").get(5).get("room").asText());
        assertEquals(6, outcome.get("rooms").size());
    }

    @Test
    void quietPrintsNothing() {
        assertEquals(new CommandLineRun(0, "", ""), strapwork(folder, "boot", "--quiet"));
    }

    @Test
    void bootsTwiceFromOneCache() throws IOException {
        assertEquals(0, strapwork(folder, "boot", "--quiet").status());
        Path authority = folder.resolve("cache/strapwork/demo/tls/ca.pem");
        byte[] first = Files.readAllBytes(authority);
        assertEquals(0, strapwork(folder, "boot", "--quiet").status());
        assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(authority)));
    }

    @Test
    void capturesBothDirections() throws IOException {
        Path file = folder.resolve("boot.pcapng");
        assertEquals(0, strapwork(folder, "boot", "--quiet", "--pcap", file).status());
        ByteBuffer capture = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x0a0d0d0a, capture.getInt(0));
        capture.position(capture.getInt(4));
        assertEquals(1, capture.getInt(capture.position()), "an interface");
        assertEquals(1, capture.getShort(capture.position() + 8), "Ethernet");
        capture.position(capture.position() + capture.getInt(capture.position() + 4));
        long fromGuest = 0;
        long toGuest = 0;
        while (capture.hasRemaining()) {
            assertEquals(6, capture.getInt(), "a packet");
            int end = capture.position() - 4 + capture.getInt();
            capture.position(capture.position() + 12);
            int bytes = capture.getInt();
            assertEquals(bytes, capture.getInt());
            byte[] frame = new byte[bytes];
            capture.get(frame);
            boolean guests = Arrays.equals(Arrays.copyOfRange(frame, 6, 12), new byte[]{0x52, 0x54, 0, 0x12, 0x34, 0x56});
            fromGuest += guests ? bytes : 0;
            toGuest += guests ? 0 : bytes;
            capture.position(end);
        }
        assertTrue(toGuest > DemoKernel.bytes().length, "to the guest: " + toGuest);
        assertTrue(fromGuest > 1000 && fromGuest < toGuest, "from the guest: " + fromGuest);
    }
}
