package io.strapwork.cli;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A menu for people. */
final class MenuText {
    private static final int MOST_STEPS = 100;

    private MenuText() {}

    static void print(Optional<FoundMenu> found, List<TrailStep> trail, boolean withTrail, PrintWriter out) {
        if (withTrail || found.isEmpty()) {
            trail(trail, out);
        }
        if (found.isEmpty()) {
            out.println("no menu");
            out.flush();
            return;
        }
        BootMenu menu = found.get().menu();
        out.println(MenuJson.shown(found.get().config()) + ", read as " + found.get().reader() + patience(menu));
        int number = 0;
        for (BootEntry entry : menu.entries()) {
            number++;
            out.printf(Locale.ROOT, "%n%2d%s %s%n", number, menu.preset().filter(entry.id()::equals).isPresent() ? "*" : " ", title(entry));
            if (!entry.id().equals(entry.title())) {
                out.println("    id      " + entry.id());
            }
            for (PartSource part : entry.parts()) {
                out.printf(Locale.ROOT, "    %-7s %s%s%n", part.name(), MenuJson.shown(part.uri()),
                        part.range().map(range -> ", " + range).orElse("") + part.at().map(at -> " at " + at).orElse(""));
            }
            entry.commandLine().ifPresent(line -> out.println("    line    " + line));
        }
        if (!menu.remarks().isEmpty()) {
            out.println();
        }
        menu.remarks().forEach(
                remark -> out.println(MenuJson.shown(remark.file()) + ":" + remark.line() + ":" + remark.column() + ": " + remark.what()
                        + (remark.hint().isEmpty() ? "" : "\n    " + remark.hint())));
        out.flush();
    }

    /** A configuration that goes round in circles leaves thousands of steps; where it began and where it ended is what counts. */
    private static void trail(List<TrailStep> trail, PrintWriter out) {
        boolean cut = trail.size() > 2 * MOST_STEPS;
        for (int i = 0; i < trail.size(); i++) {
            if (!cut || i < MOST_STEPS || i >= trail.size() - MOST_STEPS) {
                TrailStep step = trail.get(i);
                out.println((step.found() ? "  found    " : "  no       ") + MenuJson.shown(step.uri())
                        + (step.why().isEmpty() ? "" : "  (" + step.why() + ")"));
            } else if (i == MOST_STEPS) {
                out.println("  …        " + (trail.size() - 2 * MOST_STEPS) + " more");
            }
        }
    }

    private static String patience(BootMenu menu) {
        if (menu.preset().isEmpty()) {
            return ", waits for a choice";
        }
        return menu.patience().map(time -> ", boots * after " + time.toMillis() / 1000.0 + " s").orElse(", boots * by default");
    }

    static String title(BootEntry entry) {
        return entry.path().isEmpty() ? entry.title() : String.join(" > ", entry.path()) + " > " + entry.title();
    }
}
