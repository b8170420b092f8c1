package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exact texts of problems, in a resource: {@code case: code | blame | where | what | hint}, a line for each. */
public final class Golden {
    private final String resource;
    private final Map<String, StringBuilder> expected = new LinkedHashMap<>();
    private final StringBuilder wrong = new StringBuilder();

    public Golden(String resource) {
        this.resource = resource;
        try (var in = Golden.class.getResourceAsStream(resource)) {
            for (String line : in == null ? List.<String>of() : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    expected.computeIfAbsent(line.substring(0, colon), name -> new StringBuilder()).append(line, colon + 2, line.length())
                            .append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void check(String name, Runnable step) {
        check(name, assertThrows(StrapworkException.class, step::run, name).problems());
    }

    public void check(String name, List<Problem> problems) {
        var actual = new StringBuilder();
        for (Problem problem : problems) {
            actual.append(String.join(" | ", problem.code(), problem.blame().name(), problem.where(), problem.what(), problem.hint()))
                    .append('\n');
        }
        StringBuilder wanted = expected.remove(name);
        if (wanted == null || !wanted.toString().contentEquals(actual)) {
            actual.toString().lines().forEach(line -> wrong.append(name).append(": ").append(line).append('\n'));
        }
    }

    /** All of the resource was seen, and nothing else. */
    public void end() {
        assertEquals("", wrong.toString(), "differ from " + resource);
        assertEquals(Map.of(), expected, "never seen: " + resource);
    }
}
