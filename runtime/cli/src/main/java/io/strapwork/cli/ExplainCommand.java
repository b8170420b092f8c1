package io.strapwork.cli;

import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.BootFrom;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.assembly.MenuChoice;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootSurvey;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;

/** Shows an assembly without starting it. */
final class ExplainCommand {
    private static final Option MENU = Arguments.flag("menu",
            "Starts the machine and its network, and prints the menu, its unsupported parts and every file tried; boots nothing.");

    private static final Option JSON = Arguments.of("json", "FILE",
            "Writes the same as JSON, with menus as the menu command writes them; - is standard output.");

    static final Command COMMAND = new Command("explain",
            "Prints the assembled rooms and where each choice came from; starts nothing.",
            ProfileArguments.OPERAND, Stream.concat(ProfileArguments.OPTIONS.stream(), Stream.of(MENU, JSON)).toList(),
            ExplainCommand::run);

    private ExplainCommand() {}

    private static void explain(Assembly assembly, BootSurvey survey, PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s, %s%n", assembly.name(), assembly.architecture().id(), assembly.memory());
        assembly.profile().description().ifPresent(text -> out.println(text));
        for (Choice choice : assembly.choices()) {
            String place = choice.kind().section()
                    + (choice.section().isEmpty() || choice.section().equals(choice.plugin()) ? "" : "." + choice.section());
            out.println();
            explain(choice, place, "", isOfNetwork(choice) ? assembly.notEntered(choice.room()) : Optional.empty(), out);
            if (choice.kind().equals(Kind.MACHINE)) {
                survey.machine()
                        .forEach(finding -> out.printf(Locale.ROOT, "    %-22s %s%n", finding.name(), Printable.line(finding.what())));
            }
            if (choice.kind().equals(Kind.VERIFIER)) {
                new VoucherText(out).print(survey.vouchers());
            }
        }
        for (Room room : Room.values()) {
            if (assembly.choices().stream().noneMatch(choice -> choice.room() == room && isOfNetwork(choice))) {
                assembly.notEntered(room).ifPresent(reason -> out.printf(Locale.ROOT, "%n%-14s not entered: %s%n", room.section(), reason));
            }
        }
        out.println();
        boolean fromDisk = assembly.bootFrom() == BootFrom.DISK;
        assembly.parts().forEach(part -> out.printf(Locale.ROOT, "%-14s %s  %s%n", part.name(), part.uri().map(Object::toString).orElse(
                assembly.menu().isPresent() || fromDisk
                        ? "from the menu entry"
                        : "the boot file that the network offers"),
                part.where()));
        Optional<MenuChoice> menu = fromDisk && assembly.parts().stream().anyMatch(part -> part.uri().isEmpty())
                ? Optional.of(assembly.menu().orElse(MenuChoice.NONE))
                : assembly.menu();
        menu.ifPresent(its -> out.printf(Locale.ROOT, "%-14s %s%n", "menu", its.inWords(assembly.bootFrom())));
    }

    /** Disks are opened where no network is. */
    private static boolean isOfNetwork(Choice choice) {
        return choice.kind().further().isEmpty();
    }

    /** @param indent of a plugin that another asks for: below it */
    private static void explain(Choice choice, String place, String indent, Optional<String> notEntered, PrintWriter out) {
        String jar = choice.descriptor().map(plugin -> plugin.source().shortName()).orElse("given by a test");
        out.printf(Locale.ROOT, "%-14s %-16s %s (%s)%n", indent + place, choice.plugin(), choice.reason(), jar);
        notEntered.ifPresent(reason -> out.printf(Locale.ROOT, "%-14s not entered: %s%n", "", reason));
        choice.descriptor().map(plugin -> plugin.fact("remarks")).orElse(List.of())
                .forEach(remark -> out.printf(Locale.ROOT, "%-14s %s%n", "", remark));
        choice.settings().forEach(setting -> out.printf(Locale.ROOT, "%s    %-22s %-32s %s%n", indent, setting.key(), setting.value(),
                setting.origin()));
        choice.delegates().forEach(delegate -> explain(delegate, "." + delegate.plugin(), indent + "  ", Optional.empty(), out));
    }

    private static int menu(Assembly assembly, String title, Optional<JsonFile> json, Session session) throws CallException, IOException {
        var menus = new ArrayList<FoundMenu>();
        var trail = new ArrayList<TrailStep>();
        BootListener collecting = new BootListener() {
            @Override
            public void found(FoundMenu menu) {
                menus.add(menu);
                searched(menu.trail());
            }

            @Override
            public void searched(List<TrailStep> steps) {
                trail.clear();
                trail.addAll(steps);
            }
        };
        BootOutcome outcome = look(assembly, collecting);
        if (json.isPresent()) {
            json.get().write(written -> ExplainJson.menus(menus, trail, outcome, written));
        }
        if (json.filter(JsonFile::isStandardOutput).isEmpty()) {
            print(menus, outcome, session.out());
        }
        if (!outcome.problems().isEmpty()) {
            Terminal.print("the menu of " + title + " has nothing to boot", outcome.problems(), session.errors());
            return ExitStatus.BOOT_FAILED;
        }
        return ExitStatus.OK;
    }

    private static BootOutcome look(Assembly assembly, BootListener listener) {
        try (var watchdog = new Watchdog(Optional.empty(), () -> {})) {
            var settings = new BootSettings(BootClock.system(), Optional.empty(), listener, Optional.empty());
            return watchdog.run(() -> new BootWalk(assembly, settings).look());
        }
    }

    private static void print(List<FoundMenu> menus, BootOutcome outcome, PrintWriter out) {
        outcome.menu().ifPresent(found -> {
            out.println("tried");
            found.trail().forEach(step -> out.println("  " + step));
        });
        for (FoundMenu menu : menus) {
            out.println();
            MenuText.print(Optional.of(menu), menu.trail(), false, out);
        }
        if (outcome.problems().isEmpty()) {
            out.println(menus.isEmpty()
                    ? "no menu: the kernel comes from the profile, or is the boot file itself"
                    : "\nboots " + outcome.menu().map(BootOutcome.MenuReport::title).orElse(""));
        }
        out.flush();
    }

    private static int run(Arguments arguments, Session session) throws CallException, IOException {
        Optional<JsonFile> json = arguments.value(JSON).map(file -> new JsonFile(file, session));
        var profile = new ProfileArguments(arguments, session.environment());
        Assembly assembly;
        BootSurvey survey;
        try {
            assembly = profile.assemble();
            survey = arguments.has(MENU) ? new BootSurvey(List.of(), List.of()) : new BootWalk(assembly, BootSettings.standard()).survey();
        } catch (StrapworkException e) {
            return Terminal.unusable(profile.title() + " can't be assembled", e, session.errors());
        }
        if (json.isPresent()) {
            json.get().create();
        }
        if (arguments.has(MENU)) {
            return menu(assembly, profile.title(), json, session);
        }
        if (json.isPresent()) {
            json.get().write(out -> ExplainJson.assembly(assembly, survey, out));
        }
        if (json.filter(JsonFile::isStandardOutput).isEmpty()) {
            profile.show(session.out());
            // as one: each piece on its own would be looked at for what can't be printed, and passed on
            var text = new StringWriter();
            explain(assembly, survey, new PrintWriter(text));
            session.out().print(text);
            session.out().flush();
        }
        return ExitStatus.OK;
    }
}
