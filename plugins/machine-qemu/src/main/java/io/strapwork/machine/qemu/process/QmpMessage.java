package io.strapwork.machine.qemu.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One message of QEMU's machine protocol (docs/interop/qmp-spec.txt), flattened.
 *
 * @param values scalars by their path, such as {@code data.reason}; array elements are named by their index; an empty object is a value {@code "{}"}
 */
public record QmpMessage(Map<String, String> values) {
    private static final int MOST_VALUES = 10_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(50).maxStringLength(1 << 20).build()).build();

    public QmpMessage {
        values = Map.copyOf(values);
    }

    /** @throws IOException when it is not one JSON object */
    public static QmpMessage parse(String line) throws IOException {
        var values = new LinkedHashMap<String, String>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            object(parser, "", values);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the object");
            }
        }
        return new QmpMessage(values);
    }

    private static void object(JsonParser parser, String prefix, Map<String, String> values) throws IOException {
        boolean empty = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String path = prefix + parser.currentName();
            parser.nextToken();
            value(parser, path, values);
            empty = false;
        }
        if (empty && !prefix.isEmpty()) {
            put(prefix.substring(0, prefix.length() - 1), "{}", values);
        }
    }

    private static void value(JsonParser parser, String path, Map<String, String> values) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path + ".", values);
            case START_ARRAY -> {
                int index = 0;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    value(parser, path + "." + index++, values);
                }
            }
            case null -> throw new IOException("the message ends early");
            default -> put(path, parser.getText(), values);
        }
    }

    private static void put(String path, String text, Map<String, String> values) throws IOException {
        if (values.size() >= MOST_VALUES) {
            throw new IOException("more than " + MOST_VALUES + " values");
        }
        values.put(path, text);
    }

    Optional<String> value(String path) {
        return Optional.ofNullable(values.get(path));
    }

    /** The event's name, if it is one. */
    public Optional<String> event() {
        return value("event");
    }

    boolean isGreeting() {
        return value("QMP.version.qemu.major").isPresent();
    }
}
