package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/embed.md: its example is {@link EmbeddedBoot}, and boots. */
class EmbedPageTests {
    private static final Path ROOT = Path.of("../..");

    @TempDir
    private Path folder;

    @Test
    void theExampleIsCompiled() throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(ROOT.resolve("docs/embed.md")));
        assertTrue(block.find());
        String source = Files.readString(Path.of("src/test/java/io/strapwork/cli/EmbeddedBoot.java"));
        assertTrue(tight(source).contains(tight(block.group(1))), block.group(1));
    }

    @Test
    void theExampleBoots() {
        assertEquals(Optional.empty(), EmbeddedBoot.boot(Demo.prepare(Map.of("XDG_CACHE_HOME", folder.toString())), List.of()));
    }

    @Test
    void theExampleSaysWhatIsWrong() throws IOException {
        Path profile = Files.writeString(folder.resolve("wrong.toml"), "[machine]\nuse = \"embeded\"\n");
        String report = EmbeddedBoot.boot(profile, List.of()).orElseThrow();
        assertTrue(report.contains("did you mean \"embedded\"?"), report);
    }

    private static String tight(String text) {
        return text.replaceAll("\\s", "");
    }
}
