package io.strapwork.menu.grub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command's arguments, parsed as {@code grub_arg_parse} does: options may stand anywhere, and {@code --name VALUE} takes a value that has no dash. */
final class Options {
    enum Value {
        NONE, NEEDED, OPTIONAL
    }

    /**
     * @param letter 0 when it has none
     */
    record Option(String name, char letter, Value value) {}

    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> operands = new ArrayList<>();
    private final boolean forgiving;
    private String forgiven = "";

    private Options(boolean forgiving) {
        this.forgiving = forgiving;
    }

    /**
     * Empty when GRUB would refuse them.
     *
     * @param dashes unknown options count as operands
     */
    static Optional<Options> parse(List<String> arguments, boolean dashes, List<Option> known) {
        return new Options(false).parsed(arguments, dashes, known);
    }

    /** Takes what GRUB refuses: an option without its value, as an empty variable makes it. See {@link #forgiven}. */
    static Optional<Options> parseForgiving(List<String> arguments, boolean dashes, List<Option> known) {
        return new Options(true).parsed(arguments, dashes, known);
    }

    private Optional<Options> parsed(List<String> arguments, boolean dashes, List<Option> known) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                operands.addAll(arguments.subList(i + 1, arguments.size()));
                break;
            }
            int taken = !argument.startsWith("-") || argument.length() == 1
                    ? 0
                    : argument.startsWith("--") ? named(arguments, i, known) : letters(arguments, i, known);
            if (taken > 0) {
                i += taken - 1;
            } else if (taken < 0 || argument.startsWith("-") && argument.length() > 1 && !dashes) {
                return Optional.empty();
            } else {
                operands.add(argument);
            }
        }
        return Optional.of(this);
    }

    /** How many arguments it took: 0 when it isn't known, -1 when a value is missing or too much. */
    private int named(List<String> arguments, int at, List<Option> known) {
        String argument = arguments.get(at);
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Option option = known.stream().filter(candidate -> candidate.name().equals(name)).findFirst().orElse(null);
        if (option == null) {
            return 0;
        }
        if (option.value() == Value.NONE) {
            return equals < 0 ? add(option, "", 1) : -1;
        }
        if (equals >= 0) {
            return add(option, argument.substring(equals + 1), 1);
        }
        String next = at + 1 < arguments.size() ? arguments.get(at + 1) : null;
        if (next != null && !next.startsWith("-")) {
            return add(option, next, 2);
        }
        if (option.value() == Value.OPTIONAL) {
            return add(option, "", 1);
        }
        forgiven = name;
        return forgiving ? 1 : -1;
    }

    private int letters(List<String> arguments, int at, List<Option> known) {
        String argument = arguments.get(at);
        List<Option> found = new ArrayList<>();
        for (char letter : argument.substring(1).toCharArray()) {
            Option option = known.stream().filter(candidate -> candidate.letter() == letter).findFirst().orElse(null);
            if (option == null) {
                return 0;
            }
            found.add(option);
        }
        for (Option option : found.subList(0, found.size() - 1)) {
            if (option.value() == Value.NEEDED) {
                return -1;
            }
            add(option, "", 1);
        }
        Option last = found.getLast();
        String next = at + 1 < arguments.size() ? arguments.get(at + 1) : null;
        if (last.value() == Value.NONE) {
            return add(last, "", 1);
        }
        if (next != null && (last.value() == Value.NEEDED || next.length() < 2 || !next.startsWith("-"))) {
            return add(last, next, 2);
        }
        return last.value() == Value.OPTIONAL ? add(last, "", 1) : -1;
    }

    private int add(Option option, String value, int taken) {
        values.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(value);
        return taken;
    }

    /** The option that had no value; empty when each had. */
    String forgiven() {
        return forgiven;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The last one; null when the option isn't there, empty when it has none. */
    @Nullable
    String value(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.getLast();
    }

    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    List<String> operands() {
        return operands;
    }
}
