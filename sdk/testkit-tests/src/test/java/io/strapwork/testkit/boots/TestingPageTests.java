package io.strapwork.testkit.boots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of docs/testing.md are pieces of tests. */
class TestingPageTests {
    private static final Path ROOT = Path.of("../..");

    @Test
    void allExamplesAreCompiled() throws IOException {
        var sources = new StringBuilder();
        for (String folder : new String[]{"sdk/testkit-tests/src/test/java", "sdk/contract-tests/src/test/java",
            "plugins/trust-digest/src/test/java"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.append(tight(Files.readString(file)));
                }
            }
        }
        int examples = 0;
        var blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve("docs/testing.md")));
        while (blocks.find()) {
            examples++;
            assertTrue(sources.indexOf(tight(blocks.group(1))) >= 0, () -> "no test has this:\n" + blocks.group(1));
        }
        assertEquals(12, examples);
    }

    private static String tight(String text) {
        return text.replaceAll("\\s", "");
    }
}
