package io.strapwork.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.help.HelpFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;

/**
 * One of the things that the command line does.
 *
 * @param summary one sentence
 * @param operand the one word of its own that it takes, such as {@code "PROFILE"}; empty for none; with an ellipsis for one or more
 */
record Command(String name, String summary, String operand, List<Option> options, Action action) {
    static final Option HELP = Option.builder("h").longOpt("help").desc("Shows this help and exits.").get();
    static final Option VERSION = Option.builder("V").longOpt("version").desc("Shows the version and exits.").get();

    /** What a command does; returns the {@link ExitStatus}. */
    interface Action {
        int run(Arguments arguments, Session session) throws CallException, IOException;
    }

    Command {
        var all = new ArrayList<>(options);
        all.add(HELP);
        all.add(VERSION);
        options = List.copyOf(all);
    }

    Arguments parse(List<String> words) throws CallException {
        // Option counts what it was given: each call needs its own.
        var given = new Options();
        options.forEach(option -> given.addOption((Option) option.clone()));
        return Arguments.parse(given, operand.isEmpty() ? 0 : operand.endsWith("…") ? Integer.MAX_VALUE : 1, words);
    }

    /** For {@code --help}. */
    void help(Session session) throws IOException {
        var text = new TextHelpAppendable(session.out());
        text.setMaxWidth(120);
        HelpFormatter.builder().setShowSince(false).setComparator((_, _) -> 0).setHelpAppendable(text).get().printHelp(
                "strapwork " + name + " [OPTION]..."
                        + (operand.isEmpty() ? "" : operand.endsWith("…") ? " " + operand : " [" + operand + "]"),
                summary + (!operand.equals(ProfileArguments.OPERAND)
                        ? ""
                        : " Without a profile: the built-in demo on the embedded machine. A kernel's URI works as a profile."),
                options, "", false);
    }

    static void line(StringBuilder text, String left, String right) {
        text.append(String.format(Locale.ROOT, "  %-15s  %s%n", left, right));
    }
}
