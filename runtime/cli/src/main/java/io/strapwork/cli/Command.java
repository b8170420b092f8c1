package io.strapwork.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * One of the things that the command line does.
 *
 * @param summary one sentence
 * @param operand its word of its own, as {@code "PROFILE"}, and two blanks before what it means; empty when it takes none
 */
record Command(String name, String summary, String operand, List<Option> options, Action action) {
    /** What a command does; returns the {@link ExitStatus}. */
    interface Action {
        int run(Arguments arguments, Session session) throws CallException, IOException;
    }

    Command {
        var all = new java.util.ArrayList<>(options);
        all.add(Option.HELP);
        all.add(Option.VERSION);
        options = List.copyOf(all);
    }

    Arguments parse(List<String> words) throws CallException {
        return Arguments.parse(options, operand.isEmpty() ? 0 : 1, words);
    }

    /** For {@code --help}. */
    String help() {
        var text = new StringBuilder("Usage: strapwork " + name + " [OPTION]..."
                + (operand.isEmpty() ? "" : " [" + operand.substring(0, operand.indexOf(' ')) + "]") + "\n" + summary + "\n\n");
        if (!operand.isEmpty()) {
            int gap = operand.indexOf("  ");
            line(text, operand.substring(0, gap), operand.substring(gap + 2));
        }
        options.forEach(option -> line(text, option.shown(), option.summary()));
        return text.toString();
    }

    static void line(StringBuilder text, String left, String right) {
        text.append(String.format(Locale.ROOT, "  %-15s  %s%n", left, right));
    }
}
