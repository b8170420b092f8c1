package io.strapwork.runtime.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.LeaseReport;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An outcome as programs read it, for {@code --json} and for the page of a report; addresses and registers are hexadecimal strings. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /** Members of its object. @param more problems that are not the boot's @param startCpu what the process had used before the first room, where the system tells */
    public static void write(BootOutcome outcome, List<Problem> more, Optional<Duration> startCpu, JsonGenerator json) throws IOException {
        json.writeStringField("status", outcome.handedOff() ? "handed-off" : "failed");
        json.writeStringField("profile", outcome.profile());
        json.writeStringField("architecture", outcome.architecture().id());
        if (startCpu.isPresent()) {
            json.writeObjectFieldStart("start");
            json.writeNumberField("cpuSeconds", seconds(startCpu.get()));
            json.writeEndObject();
        }
        json.writeArrayFieldStart("rooms");
        for (var room : outcome.rooms()) {
            json.writeStartObject();
            json.writeStringField("room", room.room().section());
            json.writeStringField("plugin", room.plugin());
            json.writeNumberField("seconds", seconds(room.took()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("steps");
        for (var step : outcome.steps()) {
            json.writeStartObject();
            json.writeStringField("step", step.step().word());
            json.writeNumberField("seconds", seconds(step.took()));
            json.writeEndObject();
        }
        json.writeEndArray();
        if (outcome.lease().isPresent()) {
            lease(outcome.lease().get(), json);
        }
        if (outcome.menu().isPresent()) {
            menu(outcome.menu().get(), json);
        }
        parts(outcome, json);
        companions(outcome, json);
        segments(outcome, json);
        if (outcome.entry().isPresent()) {
            entry(outcome.entry().get(), json);
            guest(outcome.guest(), json);
        }
        facts(outcome, json);
        problems(outcome, more, json);
    }

    private static void lease(LeaseReport lease, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("lease");
        strings("addresses", lease.addresses(), json);
        strings("routes", lease.routes(), json);
        strings("nameServers", lease.nameServers(), json);
        json.writeStringField("server", lease.server());
        json.writeStringField("bootFile", lease.bootFile());
        strings("offers", lease.offers(), json);
        json.writeEndObject();
    }

    private static void menu(MenuReport menu, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("menu");
        json.writeStringField("config", menu.config());
        json.writeStringField("reader", menu.reader());
        json.writeStringField("entry", menu.entry());
        json.writeStringField("title", menu.title());
        strings("trail", menu.trail(), json);
        strings("remarks", menu.remarks(), json);
        json.writeEndObject();
    }

    public static void strings(String name, List<String> values, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void parts(BootOutcome outcome, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("parts");
        for (var part : outcome.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeStringField("uri", part.uri());
            json.writeNumberField("bytes", part.bytes());
            json.writeStringField("sha256", part.sha256());
            json.writeNumberField("seconds", seconds(part.took()));
            json.writeStringField("verified", part.verified());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void companions(BootOutcome outcome, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("companions");
        for (var companion : outcome.companions()) {
            json.writeStartObject();
            json.writeStringField("uri", companion.uri());
            json.writeBooleanField("there", companion.bytes().isPresent());
            if (companion.bytes().isPresent()) {
                json.writeNumberField("bytes", companion.bytes().get());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void segments(BootOutcome outcome, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("segments");
        for (var segment : outcome.segments()) {
            json.writeStartObject();
            json.writeStringField("name", segment.name());
            json.writeStringField("address", segment.address().toString());
            json.writeNumberField("fileBytes", segment.fileBytes());
            json.writeNumberField("memoryBytes", segment.memoryBytes());
            json.writeStringField("sha256", segment.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void facts(BootOutcome outcome, JsonGenerator json) throws IOException {
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
    }

    private static void entry(EntryReport entry, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("entry");
        json.writeStringField("architecture", entry.cpu().architecture().id());
        json.writeStringField("address", entry.cpu().entry().toString());
        json.writeStringField("contract", entry.contract());
        json.writeObjectFieldStart("registers");
        for (var register : entry.cpu().registers().entrySet()) {
            json.writeStringField(register.getKey(), "0x" + Long.toHexString(register.getValue()));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void guest(GuestReport guest, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("guest");
        json.writeNumberField("reboots", guest.reboots());
        if (guest.ending().isPresent()) {
            json.writeStringField("ending", guest.ending().get().verb());
        }
        if (guest.refusal().isPresent()) {
            json.writeStringField("notRebooted", guest.refusal().get());
        }
        json.writeEndObject();
    }

    private static void problems(BootOutcome outcome, List<Problem> more, JsonGenerator json) throws IOException {
        var all = new ArrayList<>(outcome.problems());
        all.addAll(more);
        if (all.isEmpty()) {
            return;
        }
        json.writeFieldName("problem");
        problem(all.getFirst(), json);
        problems(all, json);
        strings("attempts", outcome.attempts(), json);
    }

    public static void problems(List<Problem> problems, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("problems");
        for (Problem problem : problems) {
            problem(problem, json);
        }
        json.writeEndArray();
    }

    private static void problem(Problem problem, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", problem.code());
        json.writeStringField("blame", problem.blame().name().toLowerCase(Locale.ROOT));
        json.writeStringField("where", problem.where());
        json.writeStringField("what", problem.what());
        json.writeStringField("hint", problem.hint());
        json.writeEndObject();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
