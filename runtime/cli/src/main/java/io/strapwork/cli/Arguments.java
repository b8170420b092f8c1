package io.strapwork.cli;

import io.strapwork.runtime.profile.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The words behind a command as Commons CLI parses them, and its complaints in our words. */
final class Arguments {
    private final CommandLine line;

    private Arguments(CommandLine line) {
        this.line = line;
    }

    static Option flag(String name, String summary) {
        return Option.builder().longOpt(name).desc(summary).get();
    }

    static Option of(String name, String value, String summary) {
        return Option.builder().longOpt(name).hasArg().argName(value).desc(summary).get();
    }

    /**
     * @param options  that the command has
     * @param operands how many words of their own it takes
     * @throws CallException when a word is not known, a value is missing or there are too many words
     */
    static Arguments parse(Options options, int operands, List<String> words) throws CallException {
        CommandLine line;
        try {
            line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(options,
                    apart(options, words).toArray(String[]::new));
        } catch (MissingArgumentException e) {
            throw new CallException(shown(e.getOption()) + " needs a value: " + shown(e.getOption()) + " " + e.getOption().getArgName());
        } catch (UnrecognizedOptionException e) {
            throw unknown(options, e.getOption());
        } catch (ParseException e) {
            throw new CallException(String.valueOf(e.getMessage()));
        }
        if (line.getArgList().size() > operands) {
            throw new CallException("\"" + line.getArgList().get(operands) + "\" is one argument too many");
        }
        return new Arguments(line);
    }

    /** {@code -Pkey=value} as the two words that it means: Commons CLI takes it for a Java property, and cuts it at the sign. */
    private static List<String> apart(Options options, List<String> words) {
        var apart = new ArrayList<String>();
        for (String word : words) {
            boolean joined = word.length() > 2 && word.charAt(0) == '-' && word.charAt(1) != '-'
                    && options.hasShortOption(word.substring(1, 2))
                    && options.getOption(word.substring(1, 2)).hasArg() && !apart.contains("--");
            if (joined) {
                apart.add(word.substring(0, 2));
            }
            apart.add(joined ? word.substring(word.charAt(2) == '=' ? 3 : 2) : word);
        }
        return apart;
    }

    private static CallException unknown(Options options, String word) {
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        if (options.hasOption(name)) {
            return new CallException(name + " takes no value");
        }
        List<String> names = options.getOptions().stream().filter(Option::hasLongOpt).map(Arguments::shown).toList();
        Optional<String> near = name.length() > 2 ? DidYouMean.nearest(name, names) : Optional.empty();
        return new CallException("unknown option " + name + near.map(meant -> "\ndid you mean " + meant + "?").orElse(""));
    }

    private static String shown(Option option) {
        return option.hasLongOpt() ? "--" + option.getLongOpt() : "-" + option.getOpt();
    }

    boolean has(Option option) {
        return line.hasOption(option);
    }

    /** What was given last. */
    Optional<String> value(Option option) {
        return values(option).isEmpty() ? Optional.empty() : Optional.of(values(option).getLast());
    }

    /** All that was given, in its order. */
    List<String> values(Option option) {
        String[] values = line.getOptionValues(option);
        return values == null ? List.of() : List.of(values);
    }

    /** All words of its own. */
    List<String> operands() {
        return line.getArgList();
    }

    /** The first word of its own. */
    Optional<String> operand() {
        return line.getArgList().stream().findFirst();
    }
}
