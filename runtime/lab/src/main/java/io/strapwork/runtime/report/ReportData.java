package io.strapwork.runtime.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.outcome.BootOutcome;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** A report's contents as JSON that may stand in a script element: nothing in it ends one. */
final class ReportData {
    /** Whatever is not ASCII is escaped; {@code <}, {@code >} and {@code &} are, too ({@link ScriptEscapes}). */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new ScriptEscapes()).build();

    private final BootReport report;
    private final JsonGenerator json;

    private ReportData(BootReport report, JsonGenerator json) {
        this.report = report;
        this.json = json;
    }

    static void write(BootReport report, Writer out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            new ReportData(report, json).write();
        }
    }

    private void write() throws IOException {
        BootOutcome outcome = report.outcome();
        json.writeStartObject();
        json.writeObjectFieldStart("outcome");
        OutcomeJson.write(outcome, List.of(), Optional.empty(), json);
        json.writeEndObject();
        json.writeStringField("reached", outcome.reached());
        json.writeStringField("date", report.date().toString());
        json.writeNumberField("seconds", (report.ended() - report.began()) / 1e9);
        json.writeNumberField("memory", report.memoryBytes());
        spans();
        conversations();
        OutcomeJson.strings("trail",
                report.trail().isEmpty() ? outcome.menu().map(BootOutcome.MenuReport::trail).orElse(List.of()) : report.trail(), json);
        pages(outcome);
        json.writeStringField("console", report.console());
        json.writeEndObject();
    }

    private void time(String name, long nanos) throws IOException {
        json.writeNumberField(name, (nanos - report.began()) / 1e9);
    }

    private void spans() throws IOException {
        json.writeArrayFieldStart("spans");
        for (Span span : report.spans()) {
            json.writeStartObject();
            json.writeStringField("lane", span.lane().word());
            json.writeStringField("name", span.name());
            json.writeStringField("detail", span.detail());
            time("from", span.began());
            time("to", span.ended());
            json.writeBooleanField("done", span.done());
            points("progress", span.progress(), false);
            points("waits", span.waits(), true);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void points(String name, List<long[]> points, boolean twoTimes) throws IOException {
        json.writeArrayFieldStart(name);
        for (long[] point : points) {
            json.writeStartArray();
            json.writeNumber((point[0] - report.began()) / 1e9);
            if (twoTimes) {
                json.writeNumber((point[1] - report.began()) / 1e9);
            } else {
                json.writeNumber(point[1]);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void conversations() throws IOException {
        json.writeObjectFieldStart("network");
        json.writeNumberField("frames", report.network().frames());
        json.writeNumberField("bytes", report.network().bytes());
        json.writeNumberField("unread", report.network().unread());
        json.writeBooleanField("cut", report.network().cut());
        json.writeEndObject();
        json.writeArrayFieldStart("conversations");
        for (Conversation conversation : report.conversations()) {
            json.writeStartObject();
            json.writeStringField("protocol", conversation.protocol());
            json.writeStringField("title", conversation.title());
            json.writeArrayFieldStart("lines");
            for (Conversation.Line line : conversation.lines()) {
                json.writeStartObject();
                time("at", line.nanos());
                json.writeBooleanField("client", line.fromClient());
                json.writeStringField("what", line.what());
                OutcomeJson.strings("details", line.details(), json);
                json.writeBooleanField("again", line.again());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What is known of each problem, by its code. */
    private void pages(BootOutcome outcome) throws IOException {
        json.writeObjectFieldStart("pages");
        for (String code : outcome.problems().stream().map(Problem::code).distinct().toList()) {
            json.writeStringField(code, ReportPage.problemPage(code));
        }
        json.writeEndObject();
    }
}
