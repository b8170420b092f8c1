package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.MenuRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the entry that boots when nobody chooses, and how long that takes. */
final class Presets {
    private static final String NOTHING_PRESET = "which does not boot here; there is no default entry";
    private final MenuRequest request;
    private final Remarks remarks;
    private final Entries entries;
    private final Destinations destinations;

    Presets(MenuRequest request, Remarks remarks, Entries entries, Destinations destinations) {
        this.request = request;
        this.remarks = remarks;
        this.entries = entries;
        this.destinations = destinations;
    }

    Optional<Entries.Draft> of(Loaded loaded) {
        return of(loaded, new HashSet<>());
    }

    private Optional<Entries.Draft> of(Loaded loaded, Set<Loaded> asked) {
        if (!asked.add(loaded)) {
            return Optional.empty();
        }
        Optional<Command> onTimeout = loaded.onTimeout().filter(command -> loaded.runsOut() && (loaded.ui() || loaded.config().prompt));
        if (onTimeout.isPresent()) {
            return of(onTimeout.orElseThrow(), "ONTIMEOUT", loaded, asked);
        }
        return loaded.ui() ? ofMenu(loaded, asked) : ofPrompt(loaded, asked);
    }

    /** As menu.c32: DEFAULT, when it is a label that is shown; MENU DEFAULT of the menu that MENU START names, or the uppermost; its first line. */
    private Optional<Entries.Draft> ofMenu(Loaded loaded, Set<Loaded> asked) {
        Configuration config = loaded.config();
        Optional<Command> preset = loaded.preset().filter(command -> !Loader.isMenuProgram(command, config));
        Optional<Label> label = preset.flatMap(command -> find(command, config));
        if (label.isPresent() && !label.orElseThrow().hidden && !opens(label.orElseThrow(), loaded)) {
            return ofLabel(label.orElseThrow(), preset.orElseThrow().place(), "DEFAULT", asked);
        }
        if (preset.isPresent() && label.isEmpty()) {
            remarks.add(preset.orElseThrow().place(), "DEFAULT names no label; the menu has its own default", "");
        }
        return ofItem(config.start, loaded, asked);
    }

    private Optional<Entries.Draft> ofItem(MenuItem item, Loaded loaded, Set<Loaded> asked) {
        return switch (item) {
            case Label label -> ofLabel(label, label.place(), "the menu's default", asked);
            case Menu menu -> menu.preset().or(() -> firstLine(menu, loaded)).flatMap(inner -> ofItem(inner, loaded, asked));
        };
    }

    /** But for the label that opened this menu. */
    private Optional<MenuItem> firstLine(Menu menu, Loaded loaded) {
        return menu.items().stream()
                .filter(item -> !(item instanceof Label label) || (label.use == Label.Use.BOOT && !opens(label, loaded))).findFirst();
    }

    private boolean opens(Label label, Loaded menu) {
        return destinations.menu(label).filter(menu::equals).isPresent();
    }

    private Optional<Entries.Draft> ofPrompt(Loaded loaded, Set<Loaded> asked) {
        Optional<Command> preset = loaded.config().preset();
        boolean takesFirst = request.fact(MenuRequest.ARCHITECTURE).filter("s390x"::equals).isPresent() && entries.first().isPresent();
        if (takesFirst && preset.flatMap(command -> find(command, loaded.config())).isEmpty()) {
            // s390-ccw has no prompt: without a DEFAULT that is a label it takes the first one (SLOF, lib/libnet/pxelinux.c)
            preset.ifPresent(
                    command -> remarks.add(command.place(), "DEFAULT names no label; the first one is used, as in s390-ccw", ""));
            return entries.first();
        }
        return preset.flatMap(command -> of(command, "DEFAULT", loaded, asked));
    }

    /** A label, with or without arguments, or an image. */
    private Optional<Entries.Draft> of(Command command, String keyword, Loaded loaded, Set<Loaded> asked) {
        Configuration config = loaded.config();
        Optional<Label> label = find(command, config);
        boolean whole = label.filter(it -> it.text().equals(command.text())).isPresent();
        String arguments = whole ? "" : command.arguments();
        if (label.isPresent()) {
            if (arguments.isEmpty() || destinations.entry(label.orElseThrow()).isEmpty()) {
                return ofLabel(label.orElseThrow(), command.place(), keyword, asked);
            }
            return ofTarget(command, loaded.commands().of(label.orElseThrow(), arguments), keyword);
        }
        if (!config.implicit) {
            remarks.add(command.place(), keyword + " names no label, and IMPLICIT 0 allows no image; there is no default entry", "");
            return Optional.empty();
        }
        return ofTarget(command, loaded.commands().ofImage(command), keyword);
    }

    private Optional<Entries.Draft> ofTarget(Command command, Target target, String keyword) {
        if (target instanceof Target.Boot boot) {
            return Optional.of(entries.addNew(new Entries.Draft(command.text(), command.text(), List.of(), boot)));
        }
        remarks.add(command.place(), keyword + " is " + Remarks.quote(command.text()) + ", " + NOTHING_PRESET, "");
        return Optional.empty();
    }

    private Optional<Entries.Draft> ofLabel(Label label, Place place, String keyword, Set<Loaded> asked) {
        Optional<Entries.Draft> entry = destinations.entry(label).or(() -> destinations.menu(label).flatMap(menu -> of(menu, asked)));
        if (entry.isEmpty()) {
            remarks.add(place, keyword + " is " + Remarks.quote(label.name()) + ", " + NOTHING_PRESET, "choose an entry");
        }
        return entry;
    }

    private Optional<Label> find(Command command, Configuration config) {
        Optional<Label> exact = config.labelOfText(command.text()).or(() -> config.labelOfName(command.program()));
        if (exact.isPresent()) {
            return exact;
        }
        Optional<Label> similar = config.labelOfAnyCase(command.program());
        similar.ifPresent(label -> remarks.add(command.place(),
                "there is no label " + Remarks.quote(command.program()) + "; " + Remarks.quote(label.name()) + " is used", ""));
        return similar;
    }

    /** Of the menu that is shown first. */
    Optional<Duration> patience(Loaded first) {
        Loaded shown = followed(first);
        long timeout = shown.timeout().orElse(0);
        long total = shown.totalTimeout().orElse(0);
        if (shown.config().shiftKey) {
            return Optional.of(Duration.ZERO);
        }
        if (timeout > 0 || total > 0) {
            return Optional.of(Duration.ofMillis(100 * Math.min(timeout > 0 ? timeout : total, total > 0 ? total : timeout)));
        }
        boolean atOnce = !shown.ui() && !shown.config().prompt && shown.timeout().isEmpty();
        return atOnce ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    /** Where there is no menu but DEFAULT leads to one. */
    private Loaded followed(Loaded first) {
        var seen = new HashSet<Loaded>();
        Loaded shown = first;
        while (!shown.ui() && seen.add(shown)) {
            Configuration config = shown.config();
            Optional<Loaded> next = config.preset().flatMap(command -> find(command, config)).flatMap(destinations::menu);
            if (next.isEmpty()) {
                return shown;
            }
            shown = next.orElseThrow();
        }
        return shown;
    }
}
