package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/profiles.md} tells of every section and option there is. */
class ProfilesPageTests {
    private static final String MARK = "<!-- What follows is written by a command";
    private static final String REGENERATE = "docs/profiles.md is stale; run this to regenerate it:\n\n"
            + "    sed -i '/^" + MARK + "/q' docs/profiles.md && ./strapwork plugins --markdown >> docs/profiles.md\n";

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of("../../docs/profiles.md"));
    }

    @Test
    void isNotStale() throws IOException {
        CommandLineRun run = strapwork(folder, "plugins", "--markdown");
        assertEquals(0, run.status(), run::toString);
        String page = page();
        int mark = page.indexOf(MARK);
        assertTrue(mark > 0, "docs/profiles.md has lost the line that begins with " + MARK);
        assertEquals(run.out().strip(), page.substring(page.indexOf('\n', mark)).strip(), REGENERATE);
    }

    /** The part that people write has each section too, and no key or plugin that isn't there. */
    @Test
    void theWrittenPartNamesEachSection() throws IOException {
        String page = page();
        String written = page.substring(0, page.indexOf(MARK));
        for (Room room : Room.values()) {
            assertTrue(written.contains("| `[" + room.section() + "]` |"), room.section());
        }
        Pattern.compile("use = \"([a-z0-9-]+)\"").matcher(written).results()
                .forEach(use -> assertTrue(page.substring(page.indexOf(MARK)).contains("use = \"" + use.group(1) + "\"\n"), use.group()));
    }

    /** Each profile in it can be assembled. */
    @Test
    void itsProfilesAssemble() throws IOException {
        Files.writeString(folder.resolve("lab-ca.pem"), "unused");
        String[] profiles = Stream.of(page().split("```")).filter(block -> block.startsWith("toml\nname = ")).toArray(String[]::new);
        assertTrue(profiles.length >= 2, profiles.length + " profiles");
        for (int i = 0; i < profiles.length; i++) {
            String name = profiles[i].lines().skip(1).findFirst().orElseThrow().replaceAll("name = \"(.*?)\".*", "$1");
            Path profile = Files.writeString(folder.resolve(name + ".toml"), profiles[i].substring("toml\n".length()));
            CommandLineRun run = strapwork(folder, "explain", profile);
            assertEquals(0, run.status(), run::toString);
        }
    }
}
