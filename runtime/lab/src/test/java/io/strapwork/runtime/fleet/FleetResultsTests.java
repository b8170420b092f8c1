package io.strapwork.runtime.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.fleet.FleetResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class FleetResultsTests {
    private static final FleetResult GOOD = new FleetResult("a/lossy/1", Status.HANDED_OFF, 1.5, "enter", List.of(), "",
            List.of("ab", "cd"), "");
    private static final FleetResult BAD = new FleetResult("b<>\"&'", Status.FAILED, 0.25, "fetch", List.of("SW-F320"),
            "http://x/<script>: gone", List.of(), "reports/b.html");

    @TempDir
    private Path folder;

    private static List<FleetJob> jobs(String... ids) {
        return Stream.of(ids).map(id -> new FleetJob(id, Path.of("a.toml"), List.of(), Optional.empty())).toList();
    }

    @Test
    void whatIsWrittenIsRead() {
        try (var results = FleetResults.open(folder, FleetShard.parse("2/3"), false)) {
            results.add(GOOD);
            results.add(BAD);
        }
        assertEquals(List.of(GOOD, BAD), List.copyOf(FleetResults.read(folder).values()));
    }

    @Test
    void aLineThatIsNotWholeIsNone() throws IOException {
        try (var results = FleetResults.open(folder, FleetShard.WHOLE, false)) {
            results.add(GOOD);
        }
        String cut = FleetResults.line(BAD);
        Files.writeString(folder.resolve("results-1-of-1.jsonl"), cut.substring(0, cut.length() - 5), StandardOpenOption.APPEND);
        assertEquals(List.of(GOOD), List.copyOf(FleetResults.read(folder).values()));
        try (var results = FleetResults.open(folder, FleetShard.WHOLE, true)) {
            results.add(BAD);
        }
        assertEquals(List.of(GOOD, BAD), List.copyOf(FleetResults.read(folder).values()));
    }

    @Test
    void ofSeveralAGoodOneCounts() {
        var worse = new FleetResult(GOOD.id(), Status.RAN_OUT, 9, "fetch", List.of(), "", List.of(), "");
        try (var one = FleetResults.open(folder, FleetShard.parse("1/2"), false);
                var other = FleetResults.open(folder, FleetShard.parse("2/2"), false)) {
            one.add(GOOD);
            other.add(worse);
        }
        assertEquals(List.of(GOOD), List.copyOf(FleetResults.read(folder).values()));
    }

    @Test
    void summariesEscapeAndCount() throws Exception {
        var known = new java.util.TreeMap<String, FleetResult>();
        known.put(GOOD.id(), GOOD);
        known.put(BAD.id(), BAD);
        FleetSummary summary = FleetSummary.of(jobs(GOOD.id(), BAD.id(), "c"), known);
        assertFalse(summary.isGood());
        assertEquals("2 of 3 boots, handed-off 1, failed 1, missing 1", summary.inWords());
        Path junit = folder.resolve("junit.xml");
        summary.writeJunit(junit);
        var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile()).getDocumentElement();
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals(1, suite.getElementsByTagName("failure").getLength());
        summary.writePage(folder.resolve("page.html"));
        String page = Files.readString(folder.resolve("page.html"));
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("href=\"./reports/b.html\""), page);
        summary.writeJson(folder.resolve("one.json"));
        String json = Files.readString(folder.resolve("one.json"));
        assertFalse(json.contains("seconds"), json);
        assertTrue(json.replaceAll("\\s", "").contains("\"codes\":[\"" + BAD.codes().getFirst() + "\""), json);
    }

    @Test
    void aFolderThatIsNoneIsToldInWords() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        StrapworkException told = assertThrows(StrapworkException.class, () -> FleetResults.open(file, FleetShard.WHOLE, false));
        assertEquals("results can't be written: a file is in the way", told.problems().getFirst().what());
        Files.createDirectory(folder.resolve("results-1-of-1.jsonl"));
        told = assertThrows(StrapworkException.class, () -> FleetResults.open(folder, FleetShard.WHOLE, false));
        assertEquals("results can't be written: Is a directory", told.problems().getFirst().what());
    }

    @Test
    void allAreRunAndAStopEndsIt() throws InterruptedException {
        List<FleetJob> many = jobs(IntStream.range(0, 200).mapToObj(Integer::toString).toArray(String[]::new));
        var told = new ArrayList<String>();
        new FleetRun(many, job -> Optional.of(good(job)), result -> told.add(result.id())).run(7);
        assertEquals(200, told.size());
        told.clear();
        var runs = new FleetRun[1];
        runs[0] = new FleetRun(many, job -> {
            if (job.id().equals("50")) {
                runs[0].stop();
            }
            return Optional.of(good(job));
        }, result -> told.add(result.id()));
        runs[0].run(1);
        assertEquals(51, told.size());
        assertTrue(runs[0].isStopped());
        Thread.interrupted();
    }

    @Test
    void whatAListenerThrowsComesOut() {
        var run = new FleetRun(jobs("a", "b"), job -> Optional.of(good(job)), result -> {
            throw new IllegalStateException("full");
        });
        assertEquals("full", assertThrows(IllegalStateException.class, () -> run.run(2)).getMessage());
    }

    private static FleetResult good(FleetJob job) {
        return new FleetResult(job.id(), Status.HANDED_OFF, 0, "enter", List.of(), "", List.of(), "");
    }

    static Stream<byte[]> lines() {
        return Stream.of(FleetResults.line(GOOD), FleetResults.line(BAD), "{}", "[[", "{\"id\":{}}").map(String::getBytes);
    }

    @MethodSource("lines")
    @FuzzTest
    void anyLine(byte[] line) {
        FleetResults.parse(new String(line, StandardCharsets.UTF_8))
                .ifPresent(result -> assertEquals(Optional.of(result), FleetResults.parse(FleetResults.line(result))));
    }
}
