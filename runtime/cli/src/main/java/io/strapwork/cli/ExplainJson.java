package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.api.machine.MachineSurvey.Finding;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.trust.Voucher;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.assembly.ProfilePart;
import io.strapwork.runtime.assembly.Setting;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import io.strapwork.runtime.report.OutcomeJson;
import io.strapwork.runtime.walk.BootSurvey;
import io.strapwork.runtime.walk.BootSurvey.PartVoucher;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code explain} prints, for programs. */
final class ExplainJson {
    private ExplainJson() {}

    /** {@code name}, {@code architecture}, {@code memory}, {@code machine}, {@code rooms}, {@code notEntered}, {@code parts}, {@code vouchers}, {@code menu}. */
    static void assembly(Assembly assembly, BootSurvey survey, JsonGenerator json) throws IOException {
        json.writeStringField("name", assembly.name());
        json.writeStringField("architecture", assembly.architecture().id());
        json.writeStringField("memory", assembly.memory().toString());
        if (!survey.machine().isEmpty()) {
            json.writeObjectFieldStart("machine");
            for (Finding finding : survey.machine()) {
                json.writeStringField(finding.name(), finding.what());
            }
            json.writeEndObject();
        }
        json.writeArrayFieldStart("rooms");
        for (Choice choice : assembly.choices()) {
            choice(choice, json);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("notEntered");
        for (Room room : Room.values()) {
            Optional<String> reason = assembly.notEntered(room);
            if (reason.isPresent()) {
                json.writeStringField(room.section(), reason.get());
            }
        }
        json.writeEndObject();
        json.writeArrayFieldStart("parts");
        for (ProfilePart part : assembly.parts()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            if (part.uri().isPresent()) {
                json.writeStringField("uri", part.uri().get().toString());
                json.writeStringField("where", part.where());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("vouchers");
        for (PartVoucher each : survey.vouchers()) {
            json.writeStartObject();
            json.writeStringField("part", each.part());
            voucher(each.voucher(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (assembly.menu().isPresent()) {
            json.writeStringField("menu", assembly.menu().get().inWords(assembly.bootFrom()));
        }
    }

    /** {@code verifier}, {@code answer}, {@code by}; {@code of}, as this one, where it asks others. */
    private static void voucher(Voucher voucher, JsonGenerator json) throws IOException {
        json.writeStringField("verifier", voucher.verifier());
        json.writeStringField("answer", voucher.answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeArrayFieldStart("by");
        for (String line : voucher.by()) {
            json.writeString(line);
        }
        json.writeEndArray();
        if (!voucher.of().isEmpty()) {
            json.writeArrayFieldStart("of");
            for (Voucher each : voucher.of()) {
                json.writeStartObject();
                voucher(each, json);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void choice(Choice choice, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", choice.kind().section());
        if (!choice.section().isEmpty()) {
            json.writeStringField("section", choice.section());
        }
        json.writeStringField("plugin", choice.plugin());
        json.writeStringField("reason", choice.reason());
        if (choice.descriptor().isPresent()) {
            json.writeStringField("from", choice.descriptor().get().source().shortName());
        }
        json.writeArrayFieldStart("options");
        for (Setting setting : choice.settings()) {
            json.writeStartObject();
            json.writeStringField("key", setting.key());
            json.writeStringField("value", setting.value());
            json.writeStringField("origin", setting.origin());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!choice.delegates().isEmpty()) {
            json.writeArrayFieldStart("delegates");
            for (Choice delegate : choice.delegates()) {
                choice(delegate, json);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** The last menu, of which an entry would boot, as {@code strapwork menu} writes it; then {@code before}, the menus that have led to it, and {@code boots}, the entry. */
    static void menus(List<FoundMenu> menus, List<TrailStep> trail, BootOutcome outcome, JsonGenerator json) throws IOException {
        Optional<FoundMenu> last = menus.isEmpty() ? Optional.empty() : Optional.of(menus.getLast());
        MenuJson.menu(last, trail, json);
        json.writeArrayFieldStart("before");
        for (FoundMenu menu : menus.subList(0, Math.max(0, menus.size() - 1))) {
            json.writeStartObject();
            MenuJson.menu(Optional.of(menu), menu.trail(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (outcome.problems().isEmpty()) {
            Optional<String> entry = outcome.menu().map(MenuReport::entry).filter(id -> !id.isEmpty());
            if (entry.isPresent()) {
                json.writeStringField("boots", entry.get());
            }
        } else {
            OutcomeJson.problems(outcome.problems(), json);
        }
    }
}
