package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.menu.grub.MenuListing.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the entry that {@code $default} means ({@code normal/menu.c}): a number, an id or a title; {@code >} leads into a submenu, {@code >>} is a {@code >}. */
final class PresetEntry {
    private PresetEntry() {}

    /** What {@code $default} leads to, the first entry when it leads nowhere; empty when the menu is. */
    static Optional<Listed> of(List<Listed> menu, String preset) {
        List<Listed> level = menu;
        List<String> steps = split(preset);
        Optional<Listed> found = Optional.empty();
        for (int i = 0; !level.isEmpty(); i++) {
            Listed next = level.get(index(level, i < steps.size() ? steps.get(i) : "").orElse(0));
            found = Optional.of(next);
            level = next.children();
            if (i + 1 >= steps.size() && !level.isEmpty()) {
                steps = new ArrayList<>(steps);
                steps.addAll(split(next.preset().isEmpty() ? "0" : next.preset()));
            }
        }
        return found;
    }

    /** The first of {@code $fallback} that can be booted: names with blanks between them. */
    static Optional<BootEntry> fallback(List<Listed> menu, String fallback) {
        for (String name : fallback.strip().split("[ \t]+")) {
            Optional<Integer> index = name.isEmpty() ? Optional.empty() : index(menu, name);
            if (index.isPresent() && menu.get(index.get()).entry().isPresent()) {
                return menu.get(index.get()).entry();
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> index(List<Listed> level, String name) {
        if (Numbers.is(name)) {
            long number = Numbers.unsigned(name);
            return number < level.size() ? Optional.of((int) number) : Optional.empty();
        }
        for (int i = 0; i < level.size(); i++) {
            if (level.get(i).draft().id().equals(name)) {
                return Optional.of(i);
            }
        }
        for (int i = 0; i < level.size(); i++) {
            String id = level.get(i).draft().id();
            if (level.get(i).draft().title().equals(name) || name.endsWith(".conf") && (id + ".conf").equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static List<String> split(String preset) {
        var steps = new ArrayList<String>();
        var step = new StringBuilder();
        for (int i = 0; i < preset.length(); i++) {
            char c = preset.charAt(i);
            if (c == '>' && preset.startsWith(">", i + 1)) {
                step.append(c);
                i++;
            } else if (c == '>') {
                steps.add(step.toString());
                step.setLength(0);
            } else {
                step.append(c);
            }
        }
        steps.add(step.toString());
        return steps;
    }
}
