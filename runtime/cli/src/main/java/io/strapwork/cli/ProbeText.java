package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.cli.ProbeCommand.Probed;
import io.strapwork.runtime.fleet.JunitFile;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.LeaseReport;
import io.strapwork.runtime.probe.Finding;
import io.strapwork.runtime.probe.ProbeView;
import io.strapwork.runtime.report.Conversation;
import io.strapwork.runtime.report.OutcomeJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a probe saw, for people and for programs. */
final class ProbeText {
    private static final List<String> TELLING = List.of("DHCP", "DHCPv6", "Router discovery");

    private ProbeText() {}

    static void print(Probed probed, PrintWriter out) {
        ProbeView view = probed.view();
        out.println("as " + view.title());
        for (Conversation conversation : offers(view)) {
            for (Conversation.Line line : conversation.lines()) {
                if (!line.fromClient()) {
                    out.println("  " + line.what());
                    line.details().forEach(detail -> out.println("      " + detail));
                }
            }
        }
        list("  trail", view.trail(), out);
        list("  menu", view.entries(), out);
        view.outcome().menu().map(BootOutcome.MenuReport::remarks).ifPresent(remarks -> list("  not understood", remarks, out));
        list("  there", view.there(), out);
        for (BootOutcome.PartReport part : view.outcome().parts()) {
            out.println(
                    String.format(Locale.ROOT, "  %-10s %,d bytes, sha256:%s, verified by %s, %s", part.name(), part.bytes(), part.sha256(),
                            part.verified(), part.uri()));
        }
        list("  earlier attempts", view.outcome().attempts(), out);
        out.println(probed.findings().isEmpty() ? "  no findings" : "  findings: " + probed.findings().size());
        for (Finding finding : probed.findings()) {
            out.println("    " + finding.rule() + "  " + finding.what());
            if (!finding.hint().isEmpty()) {
                out.println("      " + finding.hint());
            }
        }
        out.println();
        out.flush();
    }

    private static List<Conversation> offers(ProbeView view) {
        return view.conversations().stream().filter(each -> TELLING.contains(each.protocol())).toList();
    }

    private static void list(String title, List<String> lines, PrintWriter out) {
        if (!lines.isEmpty()) {
            out.println(title);
            lines.forEach(line -> out.println("    " + line));
        }
    }

    /** Members of the file's object. */
    static void json(List<Probed> all, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("identities");
        for (Probed probed : all) {
            ProbeView view = probed.view();
            json.writeStartObject();
            json.writeStringField("identity", view.identity());
            json.writeStringField("architecture", view.outcome().architecture().id());
            json.writeStringField("reached", view.outcome().reached());
            json.writeStringField("bootFile", view.outcome().lease().map(LeaseReport::bootFile).orElse(""));
            json.writeArrayFieldStart("answers");
            for (Conversation conversation : offers(view)) {
                for (Conversation.Line line : conversation.lines()) {
                    if (!line.fromClient()) {
                        json.writeStartObject();
                        json.writeStringField("protocol", conversation.protocol());
                        json.writeStringField("what", line.what());
                        OutcomeJson.strings("details", line.details(), json);
                        json.writeEndObject();
                    }
                }
            }
            json.writeEndArray();
            OutcomeJson.strings("trail", view.trail(), json);
            OutcomeJson.strings("entries", view.entries(), json);
            OutcomeJson.strings("there", view.there(), json);
            json.writeArrayFieldStart("parts");
            for (BootOutcome.PartReport part : view.outcome().parts()) {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                json.writeStringField("uri", part.uri());
                json.writeNumberField("bytes", part.bytes());
                json.writeStringField("sha256", part.sha256());
                json.writeStringField("verified", part.verified());
                json.writeEndObject();
            }
            json.writeEndArray();
            OutcomeJson.strings("attempts", view.outcome().attempts(), json);
            json.writeArrayFieldStart("findings");
            for (Finding finding : probed.findings()) {
                json.writeStartObject();
                json.writeStringField("rule", finding.rule());
                json.writeStringField("what", finding.what());
                json.writeStringField("hint", finding.hint());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void junit(List<Probed> all, Path file) throws IOException {
        var tests = all.stream().map(probed -> new JunitFile.Test("probe", probed.view().title(), 0, probed.findings().stream()
                .map(finding -> new JunitFile.Failure(finding.rule(), finding.what())).toList(), false)).toList();
        JunitFile.write("strapwork probe", tests, file);
    }
}
