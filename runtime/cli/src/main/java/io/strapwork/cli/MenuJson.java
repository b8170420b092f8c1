package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.report.OutcomeJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A menu for programs: {@code config}, {@code reader}, {@code trail}, {@code entries}, {@code remarks}. */
final class MenuJson {
    private static final String URI = "uri";

    private MenuJson() {}

    /** Files of this computer by their path below the root. */
    static String shown(BootUri uri) {
        return uri.scheme().equals("file") ? uri.decodedPath() : uri.toString();
    }

    static void menu(Optional<FoundMenu> found, List<TrailStep> trail, JsonGenerator json) throws IOException {
        if (found.isPresent()) {
            json.writeStringField("config", shown(found.get().config()));
            json.writeStringField("reader", found.get().reader());
        } else {
            json.writeNullField("config");
        }
        trail(json, trail);
        json.writeArrayFieldStart("entries");
        if (found.isPresent()) {
            for (BootEntry entry : found.get().menu().entries()) {
                entry(json, entry, found.get().menu());
            }
        }
        json.writeEndArray();
        remarks(json, found.map(its -> its.menu().remarks()).orElse(List.of()));
        if (found.isPresent() && found.get().menu().patience().isPresent()) {
            json.writeNumberField("patience", found.get().menu().patience().get().toMillis() / 1000.0);
        }
    }

    private static void trail(JsonGenerator json, List<TrailStep> trail) throws IOException {
        json.writeArrayFieldStart("trail");
        for (TrailStep step : trail) {
            json.writeStartObject();
            json.writeStringField(URI, shown(step.uri()));
            json.writeBooleanField("found", step.found());
            json.writeStringField("why", step.why());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entry(JsonGenerator json, BootEntry entry, BootMenu menu) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", entry.id());
        json.writeStringField("title", entry.title());
        if (!entry.path().isEmpty()) {
            OutcomeJson.strings("path", entry.path(), json);
        }
        json.writeBooleanField("default", menu.preset().filter(entry.id()::equals).isPresent());
        json.writeStringField("commandLine", entry.commandLine().orElse(""));
        json.writeArrayFieldStart("parts");
        for (PartSource part : entry.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeStringField(URI, shown(part.uri()));
            if (part.at().isPresent()) {
                json.writeStringField("at", part.at().get().toString());
            }
            if (part.range().isPresent()) {
                json.writeNumberField("offset", part.range().get().offset());
                json.writeNumberField("length", part.range().get().length());
            }
            if (!part.otherwise().isEmpty()) {
                OutcomeJson.strings("otherwise", part.otherwise().stream().map(MenuJson::shown).toList(), json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void remarks(JsonGenerator json, List<Remark> remarks) throws IOException {
        json.writeArrayFieldStart("remarks");
        for (Remark remark : remarks) {
            json.writeStartObject();
            json.writeStringField("file", shown(remark.file()));
            json.writeNumberField("line", remark.line());
            json.writeNumberField("column", remark.column());
            json.writeStringField("what", remark.what());
            json.writeStringField("hint", remark.hint());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
