package io.strapwork.runtime.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cases in a resource: a line {@code === title}, a text, a line {@code ----}, what is expected. */
public record Golden(String title, String text, String expected) {
    public static List<Golden> read(Class<?> test, String resource) {
        try (var in = test.getResourceAsStream(resource)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Golden> parse(String all) {
        var cases = new ArrayList<Golden>();
        for (String each : all.split("(?m)^=== ")) {
            if (!each.isBlank()) {
                String title = each.substring(0, each.indexOf('\n'));
                String[] parts = each.substring(title.length() + 1).split("(?m)^----\n", -1);
                cases.add(new Golden(title, parts[0], parts[1].strip()));
            }
        }
        return cases;
    }
}
