package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import io.strapwork.runtime.report.Conversation.Line;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTests {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>&amp;<!--\u2028\ud83d\ude00";

    @TempDir
    private Path folder;

    static BootReport report(String text, String console) {
        var problem = new Problem("SW-F320", Blame.PEER, text, text, text);
        var menu = new MenuReport(text, text, text, text, List.of(text), List.of(text));
        var outcome = new BootOutcome("lab", Architecture.S390X, List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(),
                List.of(problem), List.of(text), new GuestReport(0, Optional.empty(), Optional.empty()), Optional.of(menu), List.of(),
                Optional.empty());
        var line = new Line(1_000_000, true, text, List.of(text), true);
        var span = new Span(Span.Lane.TRANSFER, text, text, 0, 2_000_000, false, List.of(new long[]{1, 2}), List.of(new long[]{3, 4}));
        return new BootReport(outcome, 1 << 30, Instant.EPOCH, 0, 3_000_000, List.of(span),
                List.of(new Conversation("HTTP", text, List.of(line))), new NetworkTranscript.Sums(1, 2, 3, false), List.of(text), console);
    }

    private String page(BootReport report) throws IOException {
        Path file = folder.resolve("report.html");
        ReportPage.write(report, file);
        return Files.readString(file);
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    @Test
    void nothingFromOutsideIsMarkup() throws IOException {
        String page = page(report(HOSTILE, HOSTILE));
        String data = between(page, "id=\"data\">", "</script>");
        assertFalse(data.contains("<") || data.contains(">") || data.contains("&"), data);
        assertTrue(page.chars().allMatch(c -> c < 128), "ASCII only");
        JsonNode read = new ObjectMapper().readTree(data);
        assertEquals(HOSTILE, read.get("console").asText());
        assertEquals(HOSTILE, read.get("conversations").get(0).get("title").asText());
        assertEquals(HOSTILE, read.get("outcome").get("menu").get("title").asText());
    }

    @Test
    void thePolicyAllowsItsOwnScriptAndStyleOnly() throws Exception {
        String page = page(report("x", ""));
        String policy = between(page, "Content-Security-Policy\" content=\"", "\">");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'sha256-"), policy);
        String script = page.substring(page.lastIndexOf("<script>") + 8, page.lastIndexOf("</script>"));
        assertTrue(policy.contains("script-src 'sha256-" + sum(script) + "'"), policy);
        assertTrue(policy.contains("style-src 'sha256-" + sum(between(page, "<style>", "</style>")) + "'"), policy);
        assertFalse(page.contains("http://") && !page.replace("http://www.w3.org/2000/svg", "").replace("http://", "").equals(page)
                && page.contains("src=\"http"), "loads nothing");
    }

    private static String sum(String text) throws Exception {
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes()));
    }

    @Test
    void quotesTheProblemsPage() throws IOException {
        JsonNode data = new ObjectMapper().readTree(between(page(report("x", "")), "id=\"data\">", "</script>"));
        assertTrue(data.get("pages").get("SW-F320").asText().startsWith("# SW-F320: "), data::toString);
        assertEquals("", ReportPage.problemPage("SW-F999"));
    }

    @Test
    void aFileThatCannotBeMadeIsToldBefore() {
        var told = assertThrows(StrapworkException.class, () -> ReportPage.create(folder.resolve("none/report.html")));
        assertEquals("SW-X301", told.problems().getFirst().code());
        assertEquals("the report can't be written: the folder does not exist", told.problems().getFirst().what());
    }

    @Test
    void theConsoleIsPlainText() throws IOException {
        var recording = new BootRecording(new FrozenClock());
        try (var console = new PrintWriter(recording.console(Writer.nullWriter()))) {
            console.print("\u001b[1;31mred\u001b[0m\r\n\u001b]0;title\u0007plain\u0008\rnext\ttab\u009b\n");
        }
        assertEquals("red\nplain\nnext\ttab\n", tape("\u001b[1;31mred\u001b[0m\r\n\u001b]0;title\u0007plain\u0008\rnext\ttab\u009b\n"));
        assertEquals("", tape("\u001b"));
        assertEquals("", tape("\u001b["));
        assertEquals("", tape("\u001b]0;never ends"));
    }

    private static String tape(String text) throws IOException {
        var tape = new ConsoleTape();
        tape.write(text);
        return tape.text();
    }

    @Test
    void ofVeryMuchTheBeginningAndTheEndAreKept() throws IOException {
        var tape = new ConsoleTape();
        String line = "0123456789".repeat(100) + "\n";
        for (int i = 0; i < 40_000; i++) {
            tape.write(i + line);
        }
        String text = tape.text();
        assertTrue(text.startsWith("00123456789") && text.endsWith("39999" + line) && text.contains("characters are left out"));
        assertTrue(text.length() < 21 << 20, "kept " + text.length());
    }

    @Test
    void aTransferKeepsFewPoints() {
        var transfer = new OpenTransfer("kernel", "http://10.0.2.2/vmlinux", 0);
        for (int i = 1; i <= 100_000; i++) {
            transfer.received(i, i * 1000L);
        }
        transfer.received(100_001, 1_000_000_000);
        Span span = transfer.end(1_100_000_000, "", true);
        assertTrue(span.progress().size() <= 257, "kept " + span.progress().size());
        assertEquals(1, span.waits().size());
        assertEquals(1_000_000_000, span.waits().getFirst()[1]);
    }
}
