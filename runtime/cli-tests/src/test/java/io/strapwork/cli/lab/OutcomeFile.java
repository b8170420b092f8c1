package io.strapwork.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What {@code --json} wrote, for comparisons of boots. */
public final class OutcomeFile {
    private static final List<String> TIMES = List.of("seconds", "start");

    private OutcomeFile() {}

    /** All of it. */
    public static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    /** Without times, and without what plugins tell (facts). */
    public static ObjectNode comparable(Path file) throws IOException {
        var outcome = (ObjectNode) read(file);
        outcome.remove("facts");
        dropTimes(outcome);
        return outcome;
    }

    private static void dropTimes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(TIMES);
        }
        node.forEach(OutcomeFile::dropTimes);
    }
}
