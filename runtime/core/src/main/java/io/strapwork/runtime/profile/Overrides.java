package io.strapwork.runtime.profile;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Overrides from the command line, {@code -P section.key=value}: a value in TOML's quotes or brackets is TOML, any other is taken as it stands. */
final class Overrides {
    private final List<Problem> problems;

    Overrides(List<Problem> problems) {
        this.problems = problems;
    }

    Value.Section apply(Value.Section root, List<String> overrides) {
        Value.Section result = root;
        for (String override : overrides) {
            int equals = override.indexOf('=');
            List<String> path = equals < 0 ? List.of() : path(override.substring(0, equals).strip());
            if (path.isEmpty()) {
                problems.add(problem(override, "it is not KEY=VALUE", "write it as in -P machine.memory=2GiB"));
                continue;
            }
            String key = String.join(".", path);
            var origin = new Origin.CommandLine(key, Path.of("").toAbsolutePath());
            Value value = value(override, override.substring(equals + 1), origin);
            result = value == null ? result : Layers.merge(result, nested(path, value, origin));
        }
        return result;
    }

    private static Problem problem(String override, String reason, String hint) {
        return new Problem("SW-P110", Blame.USER, "-P " + override, "this override can't be understood: " + reason, hint);
    }

    /** The key's parts; quotes keep dots together; none when it is malformed. */
    private static List<String> path(String key) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return quoted || parts.contains("") || parts.size() > 8 ? List.of() : parts;
    }

    /** Null after a complaint. */
    private @Nullable Value value(String override, String text, Origin origin) {
        if (text.isEmpty() || "\"'[{".indexOf(text.charAt(0)) < 0) {
            return new Value.Text(text, origin);
        }
        try {
            Value parsed = new TomlText(Path.of("-P"), problem -> problem).parse("value = " + text).entries().get("value");
            return parsed == null ? new Value.Text(text, origin) : parsed.at(origin);
        } catch (StrapworkException e) {
            problems.add(problem(override, "its value is not TOML", "quote it, or remove brackets and quotes"));
            return null;
        }
    }

    private static Value.Section nested(List<String> path, Value value, Origin origin) {
        Value inner = value;
        for (int i = path.size() - 1; i >= 0; i--) {
            inner = new Value.Section(Map.of(path.get(i), inner), Set.of(), origin);
        }
        return (Value.Section) inner;
    }
}
