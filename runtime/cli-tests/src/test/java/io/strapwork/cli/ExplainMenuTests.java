package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The menu of a boot that does not boot: {@code explain --menu}, and how entries are named. */
class ExplainMenuTests {
    @TempDir
    private Path folder;
    private Path profile;

    @BeforeEach
    void files() throws IOException {
        Path served = folder.resolve("served");
        Files.createDirectories(served.resolve("pxelinux.cfg"));
        Files.writeString(served.resolve("pxelinux.cfg/default"), """
                default script
                label script
                  kernel boot.ipxe
                label it's "\\" mine
                  kernel vmlinux
                  frobnicate
                """);
        Files.writeString(served.resolve("boot.ipxe"), "#!ipxe\nkernel vmlinux one=1\nboot\n");
        profile = folder.resolve("lab.toml");
        Files.writeString(profile, """
                name = "explained"
                [machine]
                use = "embedded"
                architecture = "s390x"
                memory = "64MiB"
                boot-file = "pxelinux.0"
                serve = "%s"
                [trust]
                use = "none"
                """.formatted(served));
    }

    @Test
    void menusRemarksAndTrail() {
        CommandLineRun run = strapwork(folder, "explain", "--menu", profile);
        assertEquals(0, run.status(), run.errors());
        String out = run.out();
        assertTrue(out.contains("  tftp://10.0.2.2/pxelinux.0: the name of a program that reads pxelinux configurations"), out);
        assertTrue(out.contains("  tftp://10.0.2.2/pxelinux.cfg/0A00020F (not found): configuration of pxelinux"), out);
        assertTrue(out.contains("tftp://10.0.2.2/pxelinux.cfg/default, read as pxelinux"), out);
        assertTrue(out.contains("default:6:3: "), out);
        assertTrue(out.contains("tftp://10.0.2.2/boot.ipxe, read as ipxe"), out);
        assertTrue(out.contains("    line    one=1"), out);
        assertTrue(out.endsWith("\nboots vmlinux\n"), out);
        assertFalse(out.contains("entered"), out);
    }

    @Test
    void asJson() throws IOException {
        Path json = folder.resolve("explained.json");
        CommandLineRun run = strapwork(folder, "explain", "--menu", profile, "--json", json);
        assertEquals(0, run.status(), run.errors());
        assertTrue(run.out().endsWith("\nboots vmlinux\n"), run.out());
        JsonNode menu = new ObjectMapper().readTree(json.toFile());
        assertEquals("tftp://10.0.2.2/boot.ipxe", menu.get("config").asText());
        assertEquals("one=1", menu.get("entries").get(0).get("commandLine").asText());
        assertEquals(menu.get("entries").get(0).get("id"), menu.get("boots"));
        assertEquals("tftp://10.0.2.2/pxelinux.0", menu.get("trail").get(0).get("uri").asText());
        assertEquals("tftp://10.0.2.2/pxelinux.cfg/default", menu.get("before").get(0).get("config").asText());
        assertEquals(6, menu.get("before").get(0).get("remarks").get(0).get("line").asInt());
        run = strapwork(folder, "explain", "--menu", profile, "--entry", "nothing", "--json", "-");
        assertEquals(1, run.status());
        menu = new ObjectMapper().readTree(run.out());
        assertEquals("SW-F113", menu.get("problems").get(0).get("code").asText());
        assertEquals("pxelinux", menu.get("reader").asText());
    }

    @Test
    void anAssemblyAsJson() throws IOException {
        JsonNode told = new ObjectMapper().readTree(strapwork(folder, "explain", profile, "--json", "-").out());
        assertEquals("explained", told.get("name").asText());
        assertEquals("machine", told.get("rooms").get(0).get("kind").asText());
        assertEquals("embedded", told.get("rooms").get(0).get("plugin").asText());
        assertEquals("{\"name\":\"kernel\"}", told.get("parts").get(0).toString());
        assertEquals(2, strapwork(folder, "explain", profile, "--json", folder.resolve("no/where")).status());
    }

    @Test
    void anEntryIsNamed() {
        CommandLineRun run = strapwork(folder, "explain", "--menu", profile, "--entry", "2");
        assertEquals(0, run.status(), run.errors());
        assertTrue(run.out().endsWith("\nboots it's \"\\\" mine\n"), run.out());
        run = strapwork(folder, "boot", "--quiet", profile, "--entry", "it's \"\\");
        assertEquals(1, run.status(), run.out());
        assertTrue(run.errors().contains("SW-F113") && run.errors().contains("has no entry \"it's \"\\\""), run.errors());
    }

    @Test
    void whatLeadsNowhereIsTold() throws IOException {
        Files.delete(folder.resolve("served/pxelinux.cfg/default"));
        CommandLineRun run = strapwork(folder, "explain", "--menu", profile, "-P", "machine.boot-file=nothing");
        assertEquals(0, run.status(), run.errors());
        assertTrue(run.out().contains("  tftp://10.0.2.2/nothing (not found): the boot file") && run.out().contains("no menu"), run.out());
    }

    @Test
    void aMenuNeedsATerminal() {
        CommandLineRun run = strapwork(folder, "boot", "--menu", profile);
        assertEquals(2, run.status());
        assertTrue(run.errors().contains("--menu needs a terminal"), run.errors());
    }
}
