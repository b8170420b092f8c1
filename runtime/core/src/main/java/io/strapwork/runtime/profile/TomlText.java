package io.strapwork.runtime.profile;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** One TOML text as a tree of values with their places. */
final class TomlText {
    private static final String NO_TOML = "SW-P103";
    private static final int MAX_ERRORS = 10;

    private final Path file;
    private final UnaryOperator<Problem> located;

    /** @param located makes problems of this file tell which file it is */
    TomlText(Path file, UnaryOperator<Problem> located) {
        this.file = file;
        this.located = located;
    }

    /** @throws StrapworkException with each place where it is not TOML */
    Value.Section parse(String text) {
        TomlParseResult result;
        try {
            result = Toml.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new StrapworkException(located.apply(new Problem(NO_TOML, Blame.USER, "", "this is not TOML: the parser gave up",
                    "check for something unusual, such as very deep nesting")), e);
        }
        if (!result.errors().isEmpty()) {
            var problems = new ArrayList<Problem>();
            for (TomlParseError error : result.errors()) {
                if (problems.size() < MAX_ERRORS) {
                    problems.add(located.apply(problem(error)));
                }
            }
            throw new StrapworkException(problems, null);
        }
        return section(result, new Origin.InFile(file, 1, 1));
    }

    private static Problem problem(TomlParseError error) {
        String message = String.valueOf(error.getMessage());
        return new Problem(NO_TOML, Blame.USER, "line " + error.position().line() + ", column " + error.position().column(),
                "this is not TOML: " + message, "");
    }

    private Value.Section section(TomlTable table, Origin origin) {
        var entries = new LinkedHashMap<String, Value>();
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            Object value = table.get(path);
            if (value != null) {
                entries.put(key, value(value, origin(table.inputPositionOf(path))));
            }
        }
        return new Value.Section(entries, Set.of(), origin);
    }

    private Value value(Object value, Origin origin) {
        if (value instanceof String text) {
            return new Value.Text(text, origin);
        }
        if (value instanceof Long number) {
            return new Value.Whole(number, origin);
        }
        if (value instanceof Double number) {
            return new Value.Decimal(number, origin);
        }
        if (value instanceof Boolean set) {
            return new Value.Flag(set, origin);
        }
        if (value instanceof TomlTable table) {
            return section(table, origin);
        }
        if (value instanceof TomlArray array) {
            var items = new ArrayList<Value>();
            for (int i = 0; i < array.size(); i++) {
                items.add(value(array.get(i), origin));
            }
            return new Value.Items(items, origin);
        }
        return new Value.Moment(origin);
    }

    private Origin origin(@org.jspecify.annotations.Nullable TomlPosition position) {
        return position == null ? new Origin.InFile(file, 1, 1) : new Origin.InFile(file, position.line(), position.column());
    }
}
