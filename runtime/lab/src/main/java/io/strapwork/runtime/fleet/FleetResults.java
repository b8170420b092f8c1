package io.strapwork.runtime.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.fleet.FleetResult.Status;
import io.strapwork.runtime.outcome.FileReasons;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The results of a fleet in a folder: one file of JSON lines for each shard, {@code results-I-of-N.jsonl}. A line is written at once when its boot is over; a line that is not whole, because its
 * writer was killed, counts as none. Any thread.
 */
public final class FleetResults implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).maxStringLength(100_000).build()).build();
    private static final int LONGEST_LINE = 1 << 18;

    private final Path file;
    private final OutputStream out;

    private FleetResults(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * @param resume goes on behind what is there; else the file begins anew
     * @throws StrapworkException SW-X314 when the folder or file can't be written
     */
    public static FleetResults open(Path folder, FleetShard shard, boolean resume) {
        Path file = folder.resolve("results-" + shard + ".jsonl");
        try {
            Files.createDirectories(folder);
            OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    resume ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
            if (resume && Files.size(file) > 0) {
                out.write('\n'); // behind a line that may not be whole
            }
            return new FleetResults(file, out);
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    /** SW-X314. @param file that could not be written, or read again */
    public static StrapworkException unwritten(Path file, IOException e) {
        return new StrapworkException(new Problem("SW-X314", Blame.HOST, file.toString(), "results can't be written: " + FileReasons.of(e),
                "free some space, or name another folder with --into"), e);
    }

    /** @throws StrapworkException SW-X314 */
    public synchronized void add(FleetResult result) {
        try {
            out.write((line(result) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    /** One line, without its end. */
    public static String line(FleetResult result) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", result.id());
            json.writeStringField("status", result.status().word());
            json.writeNumberField("seconds", result.seconds());
            json.writeStringField("reached", result.reached());
            strings(json, "codes", result.codes());
            json.writeStringField("problem", result.problem());
            strings(json, "digests", result.digests());
            json.writeStringField("report", result.report());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Empty for what is not such a line, or not all of one. */
    public static Optional<FleetResult> parse(String line) {
        var texts = new HashMap<String, String>();
        var lists = new HashMap<String, List<String>>();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    var values = new ArrayList<String>();
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        values.add(json.getText());
                    }
                    lists.put(name, values);
                } else {
                    texts.put(name, String.valueOf(json.getText()));
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                return Optional.empty();
            }
            Optional<Status> status = Status.of(texts.getOrDefault("status", ""));
            String id = texts.getOrDefault("id", "");
            if (status.isEmpty() || id.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new FleetResult(id, status.get(), Double.parseDouble(texts.getOrDefault("seconds", "0")),
                    texts.getOrDefault("reached", ""), lists.getOrDefault("codes", List.of()), texts.getOrDefault("problem", ""),
                    lists.getOrDefault("digests", List.of()), texts.getOrDefault("report", "")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** All results in a folder, of all shards, by the boots' ids; of several for one boot, a good one, else the last. @throws StrapworkException SW-X314 */
    public static Map<String, FleetResult> read(Path folder) {
        var results = new TreeMap<String, FleetResult>();
        if (!Files.isDirectory(folder)) {
            return results;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.filter(path -> String.valueOf(path.getFileName()).matches("results-[0-9]+-of-[0-9]+\\.jsonl")).sorted()
                    .toList()) {
                try (BufferedReader lines = Files.newBufferedReader(each, StandardCharsets.ISO_8859_1)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (line.length() <= LONGEST_LINE) {
                            parse(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).ifPresent(
                                    result -> results.merge(result.id(), result, (old, fresh) -> old.isGood() ? old : fresh));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw unwritten(folder, e);
        }
        return results;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }
}
