package io.strapwork.runtime.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.runtime.fleet.FleetResult.Status;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came of all boots of a fleet.
 *
 * @param results in the order of the jobs
 * @param missing ids of those without a result
 */
public record FleetSummary(List<FleetResult> results, List<String> missing) {
    public FleetSummary {
        results = List.copyOf(results);
        missing = List.copyOf(missing);
    }

    public static FleetSummary of(List<FleetJob> jobs, Map<String, FleetResult> known) {
        var results = new ArrayList<FleetResult>();
        var missing = new ArrayList<String>();
        for (FleetJob job : jobs) {
            Optional<FleetResult> result = Optional.ofNullable(known.get(job.id()));
            result.ifPresentOrElse(results::add, () -> missing.add(job.id()));
        }
        return new FleetSummary(results, missing);
    }

    public long count(Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }

    public boolean isGood() {
        return missing.isEmpty() && results.stream().allMatch(FleetResult::isGood);
    }

    /** One line. */
    public String inWords() {
        var words = new StringBuilder().append(results.size()).append(" of ").append(results.size() + missing.size()).append(" boots");
        for (Status status : Status.values()) {
            if (count(status) > 0) {
                words.append(", ").append(status.word()).append(' ').append(count(status));
            }
        }
        return words.append(missing.isEmpty() ? "" : ", missing " + missing.size()).toString();
    }

    /** Problem codes and how many boots had them. */
    public Map<String, Integer> codes() {
        var codes = new TreeMap<String, Integer>();
        results.forEach(result -> result.codes().forEach(code -> codes.merge(code, 1, Integer::sum)));
        return codes;
    }

    /** Everything but times, so that two runs of a fleet can be compared, however it was shared out. */
    public void writeJson(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file); JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("boots", results.size() + missing.size());
            for (Status status : Status.values()) {
                json.writeNumberField(status.word(), count(status));
            }
            strings(json, "missing", missing);
            json.writeArrayFieldStart("results");
            for (FleetResult result : results) {
                json.writeStartObject();
                json.writeStringField("id", result.id());
                json.writeStringField("status", result.status().word());
                strings(json, "codes", result.codes());
                strings(json, "digests", result.digests());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** As JUnit's reports are: a test for each boot. */
    public void writeJunit(Path file) throws IOException {
        var tests = new ArrayList<JunitFile.Test>();
        for (FleetResult result : results) {
            var failure = new JunitFile.Failure(String.join(" ", result.codes()),
                    result.status().word() + " in " + result.reached() + ": " + result.problem());
            tests.add(new JunitFile.Test("fleet", result.id(), result.seconds(), result.isGood() ? List.of() : List.of(failure), false));
        }
        missing.forEach(id -> tests.add(new JunitFile.Test("fleet", id, 0, List.of(), true)));
        JunitFile.write("strapwork fleet", tests, file);
    }

    /** A page that links the boots' own. */
    public void writePage(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(Markup.page("Strapwork fleet: " + inWords()));
            out.write("<h1>" + (isGood() ? "" : "Not all is well: ") + Markup.text(inWords()) + "</h1>\n");
            if (!codes().isEmpty()) {
                out.write("<h2>Problems</h2>\n<table><tr><th>code</th><th>boots</th></tr>\n");
                for (Map.Entry<String, Integer> code : codes().entrySet()) {
                    out.write("<tr><td>" + Markup.text(code.getKey()) + "</td><td>" + code.getValue() + "</td></tr>\n");
                }
                out.write("</table>\n");
            }
            out.write("<h2>Boots</h2>\n<table><tr><th>boot</th><th>status</th><th>seconds</th><th>reached</th><th>problem</th></tr>\n");
            for (FleetResult result : results) {
                String id = Markup.text(result.id());
                out.write("<tr class=\"" + (result.isGood() ? "good" : "bad") + "\"><td>"
                        + (result.report().isEmpty() ? id : "<a href=\"" + Markup.link(result.report()) + "\">" + id + "</a>") + "</td><td>"
                        + result.status().word() + "</td><td>" + Math.round(result.seconds() * 1000) / 1000.0 + "</td><td>"
                        + Markup.text(result.reached()) + "</td><td>"
                        + Markup.text(String.join(" ", result.codes()) + " " + result.problem())
                        + "</td></tr>\n");
            }
            for (String id : missing) {
                out.write("<tr class=\"bad\"><td>" + Markup.text(id) + "</td><td>missing</td><td></td><td></td><td></td></tr>\n");
            }
            out.write("</table>\n</body>\n</html>\n");
        }
    }
}
