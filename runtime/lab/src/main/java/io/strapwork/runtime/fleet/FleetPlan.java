package io.strapwork.runtime.fleet;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.outcome.FileReasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Which boots there are, from profiles, folders of profiles and {@code fleet.toml} files: profiles times overrides times seeds, in that order. */
public final class FleetPlan {
    public static final int MOST_JOBS = 100_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final String KEYS = "profiles, seeds, overrides";

    private final Map<String, FleetJob> jobs = new LinkedHashMap<>();
    /** Of profiles, in ids; no file's name has the sign that tells equal names apart. */
    private final Map<Path, String> names = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<String> overrides;
    private final Optional<List<Long>> seeds;

    private FleetPlan(List<String> overrides, Optional<List<Long>> seeds) {
        this.overrides = overrides;
        this.seeds = seeds;
    }

    /**
     * @param paths     of profiles, folders or {@code fleet.toml} files
     * @param overrides of all boots
     * @param seeds     in place of those of a {@code fleet.toml}: {@code "1-100"}, {@code "3"}
     * @throws StrapworkException SW-X311 to SW-X313
     */
    public static List<FleetJob> of(List<Path> paths, List<String> overrides, Optional<String> seeds) {
        var plan = new FleetPlan(overrides, seeds.map(text -> seeds(text, "--seeds")));
        for (Path path : paths) {
            plan.add(path);
        }
        if (plan.jobs.isEmpty()) {
            throw problem(String.join(", ", paths.stream().map(Path::toString).toList()), "there is nothing to boot",
                    "name profiles, a folder with profiles, or a fleet.toml").asException();
        }
        return List.copyOf(plan.jobs.values());
    }

    private static Problem problem(String where, String what, String hint) {
        return new Problem("SW-X311", Blame.USER, where, what, hint);
    }

    private void add(Path path) {
        if (Files.isDirectory(path)) {
            folder(path).forEach(this::add);
            return;
        }
        String text = text(path);
        TomlParseResult toml = parse(text);
        if (toml.errors().isEmpty() && toml.contains("profiles")) {
            matrix(path, toml);
        } else {
            multiply(path, Map.of("", List.of()), seeds.orElse(List.of()));
        }
    }

    private static List<Path> folder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".toml") && Files.isRegularFile(file)).sorted().toList();
        } catch (IOException e) {
            throw new StrapworkException(unreadable(folder, e), e);
        }
    }

    private static Problem unreadable(Path path, IOException e) {
        return problem(path.toString(), "it can't be read: " + (e instanceof NoSuchFileException ? "it does not exist" : FileReasons.of(e)),
                "check the path and its permissions");
    }

    private static String text(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw problem(path.toString(), "it is larger than 1 MiB", "check that it is a profile or a fleet.toml").asException();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StrapworkException(unreadable(path, e), e);
        }
    }

    private static TomlParseResult parse(String text) {
        try {
            return Toml.parse(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new StrapworkException(problem("", "this is not TOML: the parser gave up", "check for very deep nesting"), e);
        }
    }

    private void matrix(Path file, TomlTable toml) {
        for (String key : toml.keySet()) {
            if (!List.of("profiles", "seeds", "overrides").contains(key)) {
                throw invalid(file, "\"" + key + "\" is not a key of a fleet", "its keys are " + KEYS);
            }
        }
        Map<String, List<String>> variants = variants(file, toml.get("overrides"));
        List<Long> numbers = seeds.orElseGet(() -> seedsOf(file, toml.get("seeds")));
        for (String profile : strings(file, "profiles", toml.get("profiles"))) {
            try {
                multiply(file.resolveSibling(profile), variants, numbers);
            } catch (InvalidPathException e) {
                throw new StrapworkException(invalid(file, "\"" + profile + "\" is not a path", "").problems().getFirst(), e);
            }
        }
    }

    private static StrapworkException invalid(Path file, String what, String hint) {
        return new Problem("SW-X312", Blame.USER, file.toString(), what, hint).asException();
    }

    private static List<String> strings(Path file, String key, @org.jspecify.annotations.Nullable Object value) {
        if (!(value instanceof TomlArray array) || array.size() > MOST_JOBS) {
            throw invalid(file, "\"" + key + "\" must be an array of strings", "write " + key + " = [\"…\"]");
        }
        var strings = new ArrayList<String>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof String text)) {
                throw invalid(file, "\"" + key + "\" must be an array of strings", "write " + key + " = [\"…\"]");
            }
            strings.add(text);
        }
        return strings;
    }

    private static Map<String, List<String>> variants(Path file, @org.jspecify.annotations.Nullable Object value) {
        if (value == null) {
            return Map.of("", List.of());
        }
        if (!(value instanceof TomlTable table) || table.isEmpty()) {
            throw invalid(file, "\"overrides\" must be a section of named arrays",
                    "write [overrides] and below it lossy = [\"machine.loss=0.02\"]");
        }
        var variants = new TreeMap<String, List<String>>();
        for (String name : table.keySet()) {
            if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw invalid(file, "\"" + name + "\" can't be the name of overrides", "use up to 64 letters, digits and hyphens");
            }
            variants.put(name, strings(file, "overrides." + name, table.get(List.of(name))));
        }
        return variants;
    }

    private static List<Long> seedsOf(Path file, @org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case String text -> seeds(text, file.toString());
            case TomlArray array -> {
                var numbers = new ArrayList<Long>();
                for (int i = 0; i < Math.min(array.size(), MOST_JOBS); i++) {
                    if (!(array.get(i) instanceof Long number)) {
                        throw invalid(file, "\"seeds\" must be whole numbers", "write seeds = [1, 2] or seeds = \"1-100\"");
                    }
                    numbers.add(number);
                }
                yield numbers;
            }
            default -> throw invalid(file, "\"seeds\" must be whole numbers", "write seeds = [1, 2] or seeds = \"1-100\"");
        };
    }

    private static List<Long> seeds(String text, String where) {
        if (!text.matches("[0-9]{1,15}(-[0-9]{1,15})?")) {
            throw problem(where, "\"" + text + "\" names no seeds", "write one number, or two with a hyphen: 1-100").asException();
        }
        String[] ends = text.split("-");
        long first = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[ends.length - 1]);
        if (last < first || last - first >= MOST_JOBS) {
            throw problem(where, "\"" + text + "\" names no seeds, or too many", "name up to " + MOST_JOBS).asException();
        }
        return Stream.iterate(first, seed -> seed <= last, seed -> seed + 1).toList();
    }

    private void multiply(Path profile, Map<String, List<String>> variants, List<Long> numbers) {
        String name = String.valueOf(profile.getFileName()).replaceFirst("\\.toml$", "").replaceAll("[^A-Za-z0-9_.-]", "-");
        String unique = names.computeIfAbsent(profile, _ -> {
            int same = counts.merge(name, 1, Integer::sum);
            return same == 1 ? name : name + "~" + same;
        });
        for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
            String id = variant.getKey().isEmpty() ? unique : unique + "/" + variant.getKey();
            var all = new ArrayList<>(variant.getValue());
            all.addAll(overrides);
            if (numbers.isEmpty()) {
                add(new FleetJob(id, profile, all, Optional.empty()));
            }
            numbers.forEach(seed -> add(new FleetJob(id + "/" + seed, profile, all, Optional.of(seed))));
        }
    }

    private void add(FleetJob job) {
        if (jobs.size() == MOST_JOBS) {
            throw new Problem("SW-X313", Blame.USER, job.profile().toString(), "there are more than " + MOST_JOBS + " boots",
                    "run several fleets").asException();
        }
        jobs.putIfAbsent(job.id(), job);
    }
}
