package io.strapwork.cli;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.plugin.Printable;
import io.strapwork.runtime.menu.EntryChoice;
import io.strapwork.runtime.menu.FoundMenu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A menu on a terminal as it stands. Time is an argument, in nanoseconds of the boot's clock.
 *
 * @param marked   index of the entry that Enter boots
 * @param number   the digits typed last, which mark an entry together
 * @param deadline when the marked entry boots by itself; empty when it waits
 */
record MenuScreen(FoundMenu menu, int marked, String number, OptionalLong deadline) {
    static final char UP = '\u2191';
    static final char DOWN = '\u2193';
    static final char ESCAPE = '\u001b';
    private static final int MOST_SHOWN = 15;
    private static final int WIDTH = 78;
    private static final int MOST_DIGITS = 6;

    /** As it is first shown. A menu without patience waits, for whoever asked to see it wants to choose. */
    static MenuScreen of(FoundMenu menu, long now) {
        List<BootEntry> entries = menu.menu().entries();
        int marked = EntryChoice.preset(menu.menu()).map(entries::indexOf).orElse(-1);
        OptionalLong deadline = menu.menu().patience().filter(patience -> marked >= 0 && !patience.isZero())
                .map(patience -> OptionalLong.of(now + patience.toNanos())).orElse(OptionalLong.empty());
        return new MenuScreen(menu, Math.max(0, marked), "", deadline);
    }

    BootEntry entry() {
        return menu.menu().entries().get(marked);
    }

    boolean isOver(long now) {
        return deadline.isPresent() && deadline.getAsLong() - now <= 0;
    }

    /** How long nothing happens by itself: until the next second of the countdown. */
    Duration quiet(long now) {
        if (deadline.isEmpty()) {
            return Duration.ofHours(1);
        }
        long left = Math.max(0, deadline.getAsLong() - now);
        long whole = left % Duration.ofSeconds(1).toNanos();
        return Duration.ofNanos(whole == 0 ? Math.min(left, Duration.ofSeconds(1).toNanos()) : whole);
    }

    /** After a key other than Enter and Escape; any stops the countdown. */
    MenuScreen pressed(char key) {
        int last = menu.menu().entries().size() - 1;
        return switch (key) {
            case UP -> at(Math.max(0, marked - 1));
            case DOWN -> at(Math.min(last, marked + 1));
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> typed(number + key, "" + key, last);
            default -> at(marked);
        };
    }

    private MenuScreen at(int index) {
        return new MenuScreen(menu, index, "", OptionalLong.empty());
    }

    /** Digits go on what they can; else a new number begins. */
    private MenuScreen typed(String longer, String alone, int last) {
        for (String digits : List.of(longer, alone)) {
            int index = digits.length() > MOST_DIGITS ? -1 : Integer.parseInt(digits) - 1;
            if (index >= 0 && index <= last) {
                return new MenuScreen(menu, index, digits, OptionalLong.empty());
            }
        }
        return at(marked);
    }

    /** A part of a long menu, around the marked entry. */
    List<String> lines(long now) {
        List<BootEntry> entries = menu.menu().entries();
        int first = Math.clamp(marked - MOST_SHOWN / 2, 0, Math.max(0, entries.size() - MOST_SHOWN));
        int end = Math.min(entries.size(), first + MOST_SHOWN);
        var lines = new ArrayList<String>();
        lines.add(fitting(menu.config() + " (" + menu.reader() + ")"));
        for (int i = first; i < end; i++) {
            lines.add(fitting(String.format(Locale.ROOT, "%s %2d  %s", i == marked ? ">" : " ", i + 1, MenuText.title(entries.get(i)))));
        }
        lines.add(fitting((entries.size() > MOST_SHOWN ? entries.size() + " entries. " : "") + "Enter boots, Esc quits"
                + (deadline.isEmpty() ? "" : ", " + seconds(deadline.getAsLong() - now) + " s left")));
        return lines;
    }

    private static long seconds(long nanos) {
        long second = Duration.ofSeconds(1).toNanos();
        return Math.max(0, nanos + second - 1) / second;
    }

    private static String fitting(String text) {
        return Printable.text(text, WIDTH).replace('\n', '?');
    }
}
