package io.strapwork.archetype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of docs/first-plugin.md is that of samples/first-plugin, which is compiled and run; .ci/run follows the page with Maven. */
class FirstPluginPageTests {
    private static final Path SAMPLE = Project.ROOT.resolve("samples/first-plugin");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)(?: file=(\\S+))?\n(.*?)```", Pattern.DOTALL);

    private static String page() throws IOException {
        return Files.readString(Project.ROOT.resolve("docs/first-plugin.md"));
    }

    private static List<String> sources() throws IOException {
        var sources = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(SAMPLE.resolve("src"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    @Test
    void blocksAreFilesOrPiecesOfFiles() throws IOException {
        Matcher blocks = BLOCK.matcher(page());
        int files = 0;
        int pieces = 0;
        while (blocks.find()) {
            String text = blocks.group(3);
            if (blocks.group(2) != null) {
                files++;
                assertEquals(Files.readString(SAMPLE.resolve(blocks.group(2))), text, blocks.group(2));
            } else if (!blocks.group(1).equals("sh")) {
                pieces++;
                assertTrue(sources().stream().anyMatch(source -> source.contains("\n" + text)),
                        () -> "no file of the sample has this:\n" + text);
            }
        }
        assertEquals(3, files);
        assertEquals(6, pieces);
    }

    @Test
    void commandsNameThisVersion() throws IOException {
        assertTrue(page().contains("-DarchetypeVersion=" + Project.version() + " "));
    }

    /** What the reader is told to write is what the archetype doesn't make. */
    @Test
    void filesAreThoseThatDiffer() throws IOException {
        List<String> files = BLOCK.matcher(page()).results().map(block -> block.group(2))
                .filter(file -> file != null && file.endsWith(".java")).toList();
        assertEquals(FirstPluginTests.WRITTEN, files);
    }
}
