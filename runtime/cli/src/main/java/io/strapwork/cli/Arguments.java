package io.strapwork.cli;

import io.strapwork.runtime.profile.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words behind a command, in the order that the user likes: {@code --name VALUE} or {@code --name=VALUE}, {@code -P VALUE} or {@code -PVALUE}, and one word of its own.
 * After {@code --} no word is an option.
 */
final class Arguments {
    private final Map<Option, List<String>> given = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();

    private Arguments() {}

    /**
     * @param options  that the command has
     * @param operands how many words of their own it takes
     * @throws CallException when a word is not known, a value is missing or there are too many words
     */
    static Arguments parse(List<Option> options, int operands, List<String> words) throws CallException {
        var arguments = new Arguments();
        var rest = words.iterator();
        boolean optionsEnded = false;
        while (rest.hasNext()) {
            String word = rest.next();
            if (optionsEnded || !word.startsWith("-") || word.equals("-")) {
                arguments.operands.add(word);
                if (arguments.operands.size() > operands) {
                    throw new CallException("\"" + word + "\" is one word too many");
                }
            } else if (word.equals("--")) {
                optionsEnded = true;
            } else {
                Option option = option(options, word);
                String value = "";
                if (option.takesValue()) {
                    if (!word.equals(option.name())) {
                        value = option.valueIn(word);
                    } else if (rest.hasNext()) {
                        value = rest.next();
                    } else {
                        throw new CallException(option.name() + " needs a value: " + option.shown());
                    }
                }
                arguments.given.computeIfAbsent(option, none -> new ArrayList<>()).add(value);
            }
        }
        return arguments;
    }

    private static Option option(List<Option> options, String word) throws CallException {
        for (Option option : options) {
            if (option.isGivenBy(word)) {
                return option;
            }
        }
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        for (Option option : options) {
            if (option.name().equals(name)) {
                throw new CallException(name + " takes no value");
            }
        }
        List<String> words = options.stream().map(Option::name).filter(known -> known.length() > 2).toList();
        Optional<String> near = name.length() > 2 ? DidYouMean.nearest(name, words) : Optional.empty();
        throw new CallException("there is no option " + name + near.map(meant -> "\ndid you mean " + meant + "?").orElse(""));
    }

    boolean has(Option option) {
        return given.containsKey(option);
    }

    /** What was given last. */
    Optional<String> value(Option option) {
        return has(option) ? Optional.of(values(option).getLast()) : Optional.empty();
    }

    /** All that was given, in its order. */
    List<String> values(Option option) {
        return given.getOrDefault(option, List.of());
    }

    /** The first word of its own. */
    Optional<String> operand() {
        return operands.stream().findFirst();
    }
}
