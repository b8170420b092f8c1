package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each code that our sources know has a page, and each page a code. */
class ProblemPagesTests {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("SW-[A-Z][0-9]{3}(?![0-9])");
    /** A literal that begins like a code but is not one: a code put together at run time, which nobody can find. */
    private static final Pattern PIECE = Pattern.compile("\"SW-(?!\\[)(?![A-Z][0-9]{3}(?![0-9]))[^\"]*\"");

    /** The line before the rows of all codes. */
    private static final String ROWS = "| --- | --- | --- |";
    private static final Pattern QUOTE = Pattern.compile("`([^`]+)`");
    private static final Pattern LITERAL = Pattern.compile("\"(SW-[A-Z][0-9]{3})\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (SW-[A-Z][0-9]) \\| `([^`]+)` \\|");

    /** What the builds of other modules make beside this one comes and goes: it is not looked at. */
    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return name.equals("target") || name.startsWith(".") && !folder.equals(ROOT)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().replace('\\', '/').matches(".*/(api|runtime|plugins|sdk)/(.*/)?src/main/java/.*\\.java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private static TreeSet<String> codes() throws IOException {
        var codes = new TreeSet<String>();
        for (Path source : sources()) {
            CODE.matcher(Files.readString(source)).results().map(MatchResult::group).forEach(codes::add);
        }
        return codes;
    }

    private static TreeSet<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/problems"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("SW-"))
                    .map(name -> name.replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void eachCodeHasAPage() throws IOException {
        TreeSet<String> codes = codes();
        assertTrue(codes.size() > 200, "only found " + codes);
        codes.removeAll(pages());
        assertEquals(new TreeSet<>(), codes);
    }

    @Test
    void eachPageHasACode() throws IOException {
        TreeSet<String> pages = pages();
        pages.removeAll(codes());
        assertEquals(new TreeSet<>(), pages);
    }

    @Test
    void pagesSayWhatTheyAreAbout() throws IOException {
        for (String code : pages()) {
            String page = Files.readString(ROOT.resolve("docs/problems/" + code + ".md"));
            assertTrue(page.startsWith("# " + code + ": "), code);
            assertTrue(page.lines().count() >= 3, code);
        }
    }

    /** One fault may have several codes, by who comes upon it, and when. */
    @Test
    void pagesOfOneFaultNameEachOther() throws IOException {
        var others = new TreeMap<String, List<String>>();
        for (String code : pages()) {
            lines(code, "**Also told as.** ")
                    .forEach(line -> others.put(code, CODE.matcher(line).results().map(MatchResult::group).toList()));
        }
        assertTrue(others.keySet().containsAll(List.of("SW-D111", "SW-W116", "SW-W117")), others::toString);
        others.forEach((code, named) -> named.forEach(other -> assertTrue(others.getOrDefault(other, List.of()).contains(code),
                () -> code + " names " + other + ", which does not name it")));
    }

    /** In the words that an author searches for. */
    @Test
    void pagesQuoteWhatTheProcessorSays() throws IOException {
        var processor = new StringBuilder();
        for (Path source : sources()) {
            processor.append(source.toString().contains("processor") ? Files.readString(source) : "");
        }
        int quotes = 0;
        for (String code : pages()) {
            for (String line : lines(code, "**While it is compiled.** ")) {
                for (String quote : QUOTE.matcher(line).results().map(found -> found.group(1)).toList()) {
                    quotes++;
                    assertTrue(quote.equals("strapwork-processor") || processor.indexOf(quote) >= 0,
                            () -> code + ": the processor does not say \"" + quote + "\"");
                }
            }
        }
        assertTrue(quotes > 8, "only found " + quotes);
    }

    private static List<String> lines(String code, String begin) throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("docs/problems/" + code + ".md"))) {
            return lines.filter(line -> line.startsWith(begin)).toList();
        }
    }

    @Test
    void noCodeIsPutTogether() throws IOException {
        for (Path source : sources()) {
            assertEquals(List.of(), PIECE.matcher(Files.readString(source)).results().map(MatchResult::group).toList(), source::toString);
        }
    }

    @Test
    void aCodeIsALiteralInOnePlace() throws IOException {
        var places = new TreeMap<String, List<String>>();
        for (Path source : sources()) {
            LITERAL.matcher(Files.readString(source)).results()
                    .forEach(found -> places.computeIfAbsent(found.group(1), _ -> new ArrayList<>()).add(source.getFileName().toString()));
        }
        assertEquals(codes(), new TreeSet<>(places.keySet()), "codes in comments only");
        places.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), places, "give the code a constant, or share what reports it");
    }

    /** So that a stranger finds the place from a log line. */
    @Test
    void theReadmeNamesTheFileOfEachCode() throws IOException {
        var rows = new TreeMap<String, String>();
        for (Path source : sources()) {
            String file = ROOT.relativize(source).toString().replace('\\', '/').replace("src/main/java/io/strapwork/", "\u2026/");
            LITERAL.matcher(Files.readString(source)).results().map(found -> found.group(1)).forEach(code -> rows.put(code, file));
        }
        var table = new StringBuilder();
        for (Map.Entry<String, String> row : rows.entrySet()) {
            String title = Files.readString(ROOT.resolve("docs/problems/" + row.getKey() + ".md")).lines().findFirst().orElseThrow();
            table.append("| [").append(row.getKey()).append("](").append(row.getKey()).append(".md) | ").append(title.split(": ", 2)[1])
                    .append(" | `").append(row.getValue()).append("` |\n");
        }
        String readme = Files.readString(ROOT.resolve("docs/problems/README.md"));
        int mark = readme.indexOf(ROWS);
        assertTrue(mark > 0, "docs/problems/README.md has lost the line that begins with " + ROWS);
        Path expected = Files.writeString(Path.of("target/problem-rows.md"), table);
        assertEquals(table.toString(), readme.substring(mark).lines().skip(1).collect(Collectors.joining("\n", "", "\n")),
                () -> "replace the rows of docs/problems/README.md by those of runtime/cli-tests/" + expected);
    }

    @Test
    void eachHundredIsOneModules() throws IOException {
        String readme = Files.readString(ROOT.resolve("docs/problems/README.md"));
        Map<String, String> owners = ROW.matcher(readme).results().collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        var seen = new TreeSet<String>();
        for (Path source : sources()) {
            String module = ROOT.relativize(source).toString().replace('\\', '/').replaceFirst("/src/main/java/.*", "");
            LITERAL.matcher(Files.readString(source)).results().map(found -> found.group(1)).forEach(code -> {
                seen.add(code.substring(0, 5));
                assertEquals(owners.get(code.substring(0, 5)), module,
                        () -> code + " in " + source + ", the owner by docs/problems/README.md");
            });
        }
        assertEquals(seen, new TreeSet<>(owners.keySet()), "hundreds without a code");
    }
}
