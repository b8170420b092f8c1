package io.strapwork.runtime.profile;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a profile: TOML files, the ones they extend below them, overrides above. Used once. */
final class TomlProfileReader {
    private static final String UNREADABLE = "SW-P101";
    private static final String NO_TEXT_FILE = "SW-P102";
    private static final String LOOP = "SW-P109";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 8;
    private static final List<String> TOP = List.of("name", "description", "extends");

    private final Path file;
    private final List<String> overrides;
    private final List<Problem> problems = new ArrayList<>();

    TomlProfileReader(Path file, List<String> overrides) {
        this.file = file;
        this.overrides = overrides;
    }

    Profile read() {
        return read(load(file, ""));
    }

    Profile read(String text) {
        Value.Section root = extended(file, text, List.of(file));
        root = new Overrides(problems).apply(root, overrides);
        checkTop(root);
        return new Profile(String.valueOf(file.getFileName()), file, name(root), text(root, "description"), root, problems);
    }

    private static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint);
    }

    /** The file's table on top of that of the file it extends. */
    private Value.Section extended(Path at, String text, List<Path> chain) {
        Value.Section own = new TomlText(at, problem -> problem(problem, at)).parse(text);
        Optional<Value> base = own.get("extends");
        if (base.isEmpty()) {
            return own;
        }
        String where = where(base.get().origin());
        if (!(base.get() instanceof Value.Text named)) {
            problems.add(problem(ProblemCodes.WRONG_TYPE, where, "\"extends\" must be a string, not " + base.get().inWords(),
                    "write extends = \"base.toml\""));
            return own;
        }
        Path next = sibling(at, named.text(), where);
        if (chain.contains(next)) {
            throw problem(LOOP, where, "\"" + named.text() + "\" extends this profile itself",
                    "profiles can't extend each other in a circle")
                    .asException();
        }
        if (chain.size() == MAX_DEPTH) {
            throw problem(LOOP, where, "profiles extend each other more than " + MAX_DEPTH + " times", "merge some of them")
                    .asException();
        }
        var longer = new ArrayList<>(chain);
        longer.add(next);
        return Layers.merge(extended(next, load(next, where), longer), own);
    }

    private static Path sibling(Path at, String named, String where) {
        try {
            return at.resolveSibling(named).normalize();
        } catch (InvalidPathException e) {
            throw new StrapworkException(
                    problem(UNREADABLE, where, "\"" + named + "\" is not a path: " + e.getReason(), "write extends = \"base.toml\""), e);
        }
    }

    private Problem problem(Problem problem, Path at) {
        return at.equals(file)
                ? problem
                : new Problem(problem.code(), problem.blame(), at.getFileName() + " " + problem.where(), problem.what(), problem.hint());
    }

    /** Not by a channel where a stream does: its classes take a few milliseconds to begin with, and a start may need none. */
    private static InputStream open(Path path) throws IOException {
        if (path.getFileSystem() == FileSystems.getDefault() && Files.isReadable(path) && Files.isRegularFile(path)) {
            return new FileInputStream(path.toFile());
        }
        return Files.newInputStream(path);
    }

    /** @param where the line that extends it; empty for the profile itself */
    private static String load(Path path, String where) {
        String name = String.valueOf(path.getFileName());
        if (!where.isEmpty() && Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // A pipe would be waited for.
            throw problem(UNREADABLE, where, "profile " + path + " can't be read: it is not a file", "give the path of a TOML file")
                    .asException();
        }
        try (InputStream in = open(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw problem(NO_TEXT_FILE, where, name + " is larger than 1 MiB",
                        "a profile is a small text file; check that this is the right one")
                        .asException();
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new StrapworkException(
                    problem(NO_TEXT_FILE, where, name + " is not UTF-8 text", "a profile is a TOML file, saved as UTF-8"),
                    e);
        } catch (NoSuchFileException e) {
            throw new StrapworkException(problem(UNREADABLE, where, "profile " + path + " does not exist", "give the path of a TOML file"),
                    e);
        } catch (IOException e) {
            String reason = Files.isDirectory(path) ? "it is a folder" : e.getMessage();
            throw new StrapworkException(
                    problem(UNREADABLE, where, "profile " + path + " can't be read: " + reason, "check the path and its permissions"), e);
        }
    }

    private String where(Origin origin) {
        return new Profile("", file, "", Optional.empty(), new Value.Section(Map.of(), java.util.Set.of(), origin), List.of())
                .place(origin);
    }

    private void checkTop(Value.Section root) {
        var known = new ArrayList<String>();
        for (Room room : Room.values()) {
            known.add(room.section());
        }
        known.addAll(TOP);
        root.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                boolean section = value instanceof Value.Section;
                problems.add(problem(section ? ProblemCodes.UNKNOWN_SECTION : ProblemCodes.UNKNOWN_KEY, where(value.origin()),
                        section ? "there is no section [" + key + "]" : "\"" + key + "\" is not a key of a profile",
                        DidYouMean.hint(key, known, "")));
            } else if (!TOP.contains(key) && !(value instanceof Value.Section)) {
                problems.add(problem(ProblemCodes.WRONG_TYPE, where(value.origin()),
                        "\"" + key + "\" must be a section, not " + value.inWords(),
                        "write [" + key + "] on a line of its own and its keys below"));
            }
        });
    }

    private Optional<String> text(Value.Section root, String key) {
        Optional<Value> value = root.get(key);
        if (value.isPresent() && !(value.get() instanceof Value.Text)) {
            problems.add(problem(ProblemCodes.WRONG_TYPE, where(value.get().origin()),
                    "\"" + key + "\" must be a string, not " + value.get().inWords(),
                    "put it in quotes"));
        }
        return value.map(found -> found instanceof Value.Text text ? text.text() : null);
    }

    /** The name, or the file's name without its ending. */
    private String name(Value.Section root) {
        Optional<String> named = text(root, "name");
        if (named.isPresent()) {
            if (isName(named.get())) {
                return named.get();
            }
            problems.add(problem("SW-P111", root.get("name").map(value -> where(value.origin())).orElse(""),
                    "name \"" + named.get() + "\" can't be used for files and threads", "use up to 64 letters, digits and hyphens"));
        }
        String base = String.valueOf(file.getFileName());
        int dot = base.lastIndexOf('.');
        var plain = new StringBuilder();
        for (char c : (dot > 0 ? base.substring(0, dot) : base).toCharArray()) {
            plain.append(isNameCharacter(c) ? c : '-');
        }
        return plain.isEmpty() ? "firmware" : plain.substring(0, Math.min(64, plain.length()));
    }

    private static boolean isName(String text) {
        for (char c : text.toCharArray()) {
            if (!isNameCharacter(c)) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 64 && text.charAt(0) != '-';
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
