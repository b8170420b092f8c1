package io.strapwork.archetype;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** samples/first-plugin is what the archetype makes, with the files that docs/first-plugin.md has the reader write. */
class FirstPluginTests {
    private static final Path SAMPLE = Project.ROOT.resolve("samples/first-plugin");
    static final List<String> WRITTEN = List.of("src/main/java/org/example/nbd/NbdSteps.java",
            "src/test/java/org/example/nbd/NbdServer.java");
    private static final String ADDED_TO = "src/test/java/org/example/nbd/NbdContractTests.java";

    @TempDir
    private Path folder;

    @Test
    void isTheArchetypesProjectWithWhatTheReaderWrites() throws IOException {
        Generated.of("protocol", "Nbd", folder);
        assertEquals(Generated.sources(folder), Generated.sources(SAMPLE));
        for (String file : Generated.sources(folder)) {
            if (file.equals(ADDED_TO)) {
                String more = "\n    @Override\n    protected boolean serverSpeaksFirst() {\n        return true;\n    }\n}\n";
                String made = Files.readString(folder.resolve(file));
                assertEquals(made.substring(0, made.lastIndexOf('}')) + more, Files.readString(SAMPLE.resolve(file)), file);
            } else if (!WRITTEN.contains(file)) {
                assertEquals(Files.readString(folder.resolve(file)), Files.readString(SAMPLE.resolve(file)), file);
            }
        }
    }
}
