package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.List;
import java.util.Optional;

/** Which entry of a menu boots. */
public final class EntryChoice {
    private static final int MOST_LINES = 12;

    private EntryChoice() {}

    /**
     * The entry that somebody wants, or the preset, or the only one.
     *
     * @param wanted an id, a title, or a number from 1 on
     * @throws StrapworkException SW-F112 without entries, SW-F113 for one that is not there, SW-F114 when somebody has to choose
     */
    public static BootEntry of(FoundMenu found, Optional<String> wanted) {
        BootMenu menu = found.menu();
        List<BootEntry> entries = menu.entries();
        if (entries.isEmpty()) {
            throw new Problem("SW-F112", Blame.PEER, found.config().toString(),
                    "the boot configuration has no entry that can be booted here",
                    menu.remarks().isEmpty() ? "" : "it says:\n" + lines(menu.remarks().stream().map(Object::toString).toList()))
                    .asException();
        }
        if (wanted.isPresent()) {
            return named(entries, wanted.get()).orElseThrow(() -> new Problem("SW-F113", Blame.USER, "fetch.menu.entry",
                    "the menu " + found.config() + " has no entry \"" + wanted.get() + "\"", "its entries:\n" + listed(entries))
                    .asException());
        }
        return preset(menu).orElseThrow(() -> new Problem("SW-F114", Blame.USER, found.config().toString(),
                "the menu waits for a choice", "set entry = \"…\" in [fetch.menu]; its entries:\n" + listed(entries))
                .asException());
    }

    /** What boots when nobody chooses: the preset, or the only entry. */
    public static Optional<BootEntry> preset(BootMenu menu) {
        List<BootEntry> entries = menu.entries();
        return menu.preset().flatMap(id -> entries.stream().filter(each -> each.id().equals(id)).findFirst())
                .or(() -> entries.size() == 1 ? Optional.of(entries.getFirst()) : Optional.empty());
    }

    /** By id, by title, or by number from 1 on. */
    private static Optional<BootEntry> named(List<BootEntry> entries, String wanted) {
        return entries.stream().filter(each -> each.id().equals(wanted)).findFirst()
                .or(() -> entries.stream().filter(each -> each.title().equals(wanted)).findFirst())
                .or(() -> wanted.matches("[0-9]{1,6}") && Integer.parseInt(wanted) >= 1 && Integer.parseInt(wanted) <= entries.size()
                        ? Optional.of(entries.get(Integer.parseInt(wanted) - 1))
                        : Optional.empty());
    }

    private static String listed(List<BootEntry> entries) {
        return lines(entries.stream().map(each -> each.id() + (each.id().equals(each.title()) ? "" : "  (" + each.title() + ")")).toList());
    }

    private static String lines(List<String> all) {
        return String.join("\n", all.subList(0, Math.min(MOST_LINES, all.size())))
                + (all.size() > MOST_LINES ? "\n… and " + (all.size() - MOST_LINES) + " more" : "");
    }
}
