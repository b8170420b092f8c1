package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LessonsTests {
    @Test
    void commandLinesAreSeparated() {
        assertEquals(List.of(List.of("boot", "--quiet"), List.of("explain"), List.of("plugins")),
                Lessons.split(List.of("boot", "--quiet", "--and", "explain", "--and", "plugins")));
        assertEquals(List.of(List.of("explain")), Lessons.split(List.of("explain")));
    }
}
