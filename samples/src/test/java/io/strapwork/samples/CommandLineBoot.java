package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code strapwork boot} as a process of its own. */
record CommandLineBoot(int status, String output, Map<?, ?> json) {
    /** @param settings for {@code -P} */
    static CommandLineBoot of(Path profile, Path work, List<String> settings) throws IOException {
        return of(profile, work, settings, List.of());
    }

    /** @param flags for the JVM */
    static CommandLineBoot of(Path profile, Path work, List<String> settings, List<String> flags) throws IOException {
        Path project = RealParts.project();
        Path lib = project.resolve("runtime/cli/target/strapwork/lib");
        RealParts.need(Files.isDirectory(lib), "the command line is not built: " + lib);
        Path json = work.resolve("outcome.json");
        Files.deleteIfExists(json);
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(flags);
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", lib + "/*:" + lib + "/libraries/*",
                "io.strapwork.cli.Main", "boot",
                profile.toString(), "--json", json.toString(), "--timeout", "100s"));
        settings.forEach(setting -> command.addAll(List.of("-P", setting)));
        Command done = Command.result(command);
        return new CommandLineBoot(done.status(), done.output(), Files.exists(json) ? read(json) : Map.of());
    }

    CommandLineBoot handedOff() {
        assertEquals(0, status, output);
        assertEquals("handed-off", json.get("status"), output);
        return this;
    }

    Map<?, ?> segment(String name) {
        return named("segments", name).orElseThrow(() -> new AssertionError("no segment " + name + " in " + json.get("segments")));
    }

    Map<?, ?> part(String name) {
        return named("parts", name).orElseThrow(() -> new AssertionError("no part " + name + " in " + json.get("parts")));
    }

    List<?> segments() {
        return (List<?>) json.get("segments");
    }

    String problemCode() {
        return json.get("problem") instanceof Map<?, ?> problem ? String.valueOf(problem.get("code")) : "none";
    }

    private Optional<? extends Map<?, ?>> named(String list, String name) {
        return ((List<?>) json.get(list)).stream().map(one -> (Map<?, ?>) one).filter(one -> name.equals(one.get("name"))).findFirst();
    }

    private static Map<?, ?> read(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            parser.nextToken();
            return (Map<?, ?>) value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.put(key, value(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                return parser.getDoubleValue();
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
