package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code boot --report}. */
class ReportTests {
    @TempDir
    private Path folder;

    static JsonNode data(Path file) throws IOException {
        String page = Files.readString(file);
        int from = page.indexOf("id=\"data\">") + 10;
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    private static List<String> texts(JsonNode array, String name) {
        return StreamSupport.stream(array.spliterator(), false).map(each -> each.get(name).asText()).toList();
    }

    @Test
    void hasRoomsConversationsAndMemory() throws IOException {
        Path file = folder.resolve("report.html");
        assertEquals(0, strapwork(folder, "boot", "--quiet", "--report", file, "--pcap", folder.resolve("boot.pcapng")).status());
        JsonNode data = data(file);
        JsonNode outcome = data.get("outcome");
        assertEquals("handed-off", outcome.get("status").asText());
        List<String> spans = texts(data.get("spans"), "name");
        assertTrue(spans.containsAll(List.of("machine", "link", "stack", "address", "kernel", "fetch", "quiesce", "place", "enter")),
                spans::toString);
        assertTrue(texts(data.get("conversations"), "protocol").containsAll(List.of("DHCP", "TLS")), data::toString);
        assertEquals(List.of("kernel.0", "kernel.1", "initrd-fields", "command-line"), texts(outcome.get("segments"), "name"));
        assertTrue(texts(outcome.get("facts"), "name").containsAll(List.of("certificate-1", "certificates-end", "server")), data::toString);
        assertTrue(Files.size(folder.resolve("boot.pcapng")) > 1_000_000, "frames go to both");
    }

    @Test
    void saysWhereABootFailedAndWhy() throws IOException {
        Path file = folder.resolve("report.html");
        assertEquals(1, strapwork(folder, "boot", "--quiet", "--report", file, "-P", "fetch.kernel=https://10.0.2.2/other").status());
        JsonNode data = data(file);
        assertEquals("failed", data.get("outcome").get("status").asText());
        assertEquals("fetch", data.get("reached").asText());
        JsonNode last = data.get("spans").get(data.get("spans").size() - 1);
        assertEquals("fetch", last.get("name").asText());
        assertFalse(last.get("done").asBoolean());
        assertEquals("SW-F320", data.get("outcome").get("problems").get(0).get("code").asText());
        assertTrue(data.get("pages").get("SW-F320").asText().startsWith("# SW-F320"));
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeTheBoot() {
        CommandLineRun run = strapwork(folder, "boot", "--quiet", "--report", folder.resolve("none/report.html"));
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-X301"), run::toString);
    }
}
