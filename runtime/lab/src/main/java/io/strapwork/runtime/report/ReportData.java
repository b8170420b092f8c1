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
import java.util.Locale;

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
        json.writeStringField("profile", outcome.profile());
        json.writeStringField("architecture", outcome.architecture().id());
        json.writeBooleanField("handedOff", outcome.handedOff());
        json.writeStringField("reached", outcome.reached());
        json.writeStringField("date", report.date().toString());
        json.writeNumberField("seconds", (report.ended() - report.began()) / 1e9);
        json.writeNumberField("memory", report.memoryBytes());
        spans();
        conversations();
        choice(outcome);
        images(outcome);
        problems(outcome);
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
                strings("details", line.details());
                json.writeBooleanField("again", line.again());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void choice(BootOutcome outcome) throws IOException {
        strings("trail", report.trail().isEmpty() ? outcome.menu().map(BootOutcome.MenuReport::trail).orElse(List.of()) : report.trail());
        if (outcome.menu().isPresent()) {
            BootOutcome.MenuReport menu = outcome.menu().get();
            json.writeObjectFieldStart("menu");
            json.writeStringField("config", menu.config());
            json.writeStringField("reader", menu.reader());
            json.writeStringField("entry", menu.entry());
            json.writeStringField("title", menu.title());
            strings("remarks", menu.remarks());
            json.writeEndObject();
        }
        if (outcome.lease().isPresent()) {
            BootOutcome.LeaseReport lease = outcome.lease().get();
            json.writeObjectFieldStart("lease");
            strings("addresses", lease.addresses());
            strings("routes", lease.routes());
            strings("name servers", lease.nameServers());
            json.writeStringField("server", lease.server());
            json.writeStringField("boot file", lease.bootFile());
            strings("offers", lease.offers());
            json.writeEndObject();
        }
    }

    private void images(BootOutcome outcome) throws IOException {
        json.writeArrayFieldStart("parts");
        for (var part : outcome.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeStringField("uri", part.uri());
            json.writeNumberField("bytes", part.bytes());
            json.writeStringField("sha256", part.sha256());
            json.writeNumberField("seconds", part.took().toNanos() / 1e9);
            json.writeStringField("verified", part.verified());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("companions");
        for (var companion : outcome.companions()) {
            json.writeString(companion.uri() + companion.bytes().map(bytes -> ", " + bytes + " bytes").orElse(", not there"));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("segments");
        for (var segment : outcome.segments()) {
            json.writeStartObject();
            json.writeStringField("name", segment.name());
            json.writeStringField("address", segment.address().toString());
            json.writeNumberField("at", segment.address().value());
            json.writeNumberField("fileBytes", segment.fileBytes());
            json.writeNumberField("memoryBytes", segment.memoryBytes());
            json.writeStringField("sha256", segment.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (outcome.entry().isPresent()) {
            var entry = outcome.entry().get();
            json.writeObjectFieldStart("entry");
            json.writeStringField("address", entry.cpu().entry().toString());
            json.writeStringField("contract", entry.contract());
            json.writeObjectFieldStart("registers");
            for (var register : entry.cpu().registers().entrySet()) {
                json.writeStringField(register.getKey(), "0x" + Long.toHexString(register.getValue()));
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeArrayFieldStart("facts");
        for (var fact : outcome.facts()) {
            json.writeStartObject();
            json.writeStringField("room", fact.room().section());
            json.writeStringField("plugin", fact.plugin());
            json.writeStringField("name", fact.name());
            json.writeStringField("value", fact.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("guest");
        json.writeNumberField("reboots", outcome.guest().reboots());
        json.writeStringField("ending", outcome.guest().ending().map(event -> event.verb()).orElse(""));
        json.writeStringField("notRebooted", outcome.guest().refusal().orElse(""));
        json.writeEndObject();
    }

    private void problems(BootOutcome outcome) throws IOException {
        json.writeArrayFieldStart("problems");
        for (Problem problem : outcome.problems()) {
            json.writeStartObject();
            json.writeStringField("code", problem.code());
            json.writeStringField("blame", problem.blame().name().toLowerCase(Locale.ROOT));
            json.writeStringField("where", problem.where());
            json.writeStringField("what", problem.what());
            json.writeStringField("hint", problem.hint());
            json.writeStringField("page", ReportPage.problemPage(problem.code()));
            json.writeEndObject();
        }
        json.writeEndArray();
        strings("attempts", outcome.attempts());
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
