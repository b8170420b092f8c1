package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.menu.FoundMenu;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Lets somebody choose an entry of a menu: arrows or its number, then Enter. Without a key, the countdown chooses. */
final class MenuPrompt {
    /** What {@link Typing} says when nothing more can come. */
    static final String END = "\u0004";
    private static final String CLEAR_LINE = "\u001b[2K";

    private final Typing typing;
    private final Tty terminal;
    private final PrintWriter out;
    private final LongSupplier clock;

    /** Keys of a terminal. */
    interface Typing {
        /** What was typed next, with a terminal's sequences for arrows; {@link #END} for ever; empty when nothing was in that time. */
        Optional<String> next(Duration longest) throws InterruptedException;
    }

    /** @param clock in nanoseconds */
    MenuPrompt(Typing typing, Tty terminal, PrintWriter out, LongSupplier clock) {
        this.typing = typing;
        this.terminal = terminal;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Shows the menu until an entry is chosen.
     *
     * @return the id of the entry; empty when there is none, or the wait was interrupted, which the thread then still is
     * @throws io.strapwork.api.plugin.StrapworkException SW-X228 when the menu was left
     */
    Optional<String> choose(FoundMenu menu) {
        if (menu.menu().entries().isEmpty()) {
            return Optional.empty();
        }
        try (Tty.Mode _ = terminal.keyByKey()) {
            return Optional.of(chosen(MenuScreen.of(menu, clock.getAsLong())).entry().id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private MenuScreen chosen(MenuScreen first) throws InterruptedException {
        MenuScreen screen = first;
        int shown = 0;
        while (true) {
            shown = show(screen.lines(clock.getAsLong()), shown);
            Optional<String> typed = typing.next(screen.quiet(clock.getAsLong()));
            if (typed.isEmpty() && screen.isOver(clock.getAsLong())) {
                return screen;
            }
            for (char key : keys(typed.orElse(""))) {
                if (key == '\r' || key == '\n') {
                    return screen;
                }
                if (key == MenuScreen.ESCAPE || key == END.charAt(0)) {
                    throw new Problem("SW-X228", Blame.USER, screen.menu().config().toString(), "the menu was closed without a choice",
                            "choose with Enter, or name an entry with --entry").asException();
                }
                screen = screen.pressed(key);
            }
        }
    }

    /** In the place of what was shown before. @return how many lines */
    private int show(List<String> lines, int before) {
        if (before > 0) {
            out.printf(Locale.ROOT, "\u001b[%dA", before);
        }
        lines.forEach(line -> out.println(CLEAR_LINE + line));
        out.flush();
        return lines.size();
    }

    /** Sequences as one key each (ECMA-48 and DEC's application mode). An Escape is one when nothing follows in the same piece. */
    static List<Character> keys(String typed) {
        var keys = new ArrayList<Character>();
        for (int i = 0; i < typed.length(); i++) {
            char key = typed.charAt(i);
            boolean sequence = key == MenuScreen.ESCAPE && i + 2 < typed.length() && "[O".indexOf(typed.charAt(i + 1)) >= 0;
            if (sequence) {
                i += 2;
                while (i < typed.length() - 1 && typed.charAt(i) < '@') {
                    i++;
                }
                key = typed.charAt(i) == 'A' ? MenuScreen.UP : typed.charAt(i) == 'B' ? MenuScreen.DOWN : ' ';
            }
            keys.add(key);
        }
        return keys;
    }
}
