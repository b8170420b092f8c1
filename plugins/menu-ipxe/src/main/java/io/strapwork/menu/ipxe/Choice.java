package io.strapwork.menu.ipxe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A menu that a script builds with its menu commands.
 *
 * @param name  of the menu; empty for the one without
 * @param items in their order, without gaps
 */
record Choice(Optional<String> name, String title, List<Item> items) {
    /** @param place in its file */
    record Item(String label, String text, boolean preset, Source place) {
        String title() {
            String shown = text.strip();
            return shown.isEmpty() ? label : shown;
        }
    }

    /**
     * A menu that waits for a choice.
     *
     * @param variable that takes the label
     * @param preset   index of the item that is highlighted
     * @param timeout  empty for no timeout
     */
    record Asked(Choice menu, SettingName variable, int preset, Optional<Duration> timeout, Source place) {
        List<Item> items() {
            return menu.items();
        }

        /** The same for each visit of one menu, even when its texts have changed. */
        List<Object> identity() {
            var identity = new ArrayList<Object>();
            identity.add(place);
            items().forEach(item -> identity.add(item.label()));
            return identity;
        }
    }

    Choice with(Item item) {
        var more = new ArrayList<>(items);
        more.add(item);
        return new Choice(name, title, List.copyOf(more));
    }
}
