package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code strapwork menu} reads, and what it answers to wrong calls. */
class MenuCommandTests {
    @TempDir
    private Path folder;
    private Path tree;
    private Path json;

    @BeforeEach
    void tree() throws IOException {
        tree = folder.resolve("tree");
        json = folder.resolve("menu.json");
        Files.createDirectories(tree.resolve("10.0.2.2/lab/pxelinux.cfg"));
        Files.writeString(tree.resolve("10.0.2.2/lab/pxelinux.cfg/default"),
                "default b\nlabel a\nkernel k\nlabel b\nmenu label ^Second\nkernel /k2\nappend x=y\nfrobnicate\n");
        Files.writeString(tree.resolve("junk"), "junk");
    }

    private CommandLineRun menu(Object... words) {
        var all = new Object[words.length + 3];
        all[0] = "menu";
        all[1] = "--root";
        all[2] = tree;
        System.arraycopy(words, 0, all, 3, words.length);
        return strapwork(folder, all);
    }

    @Test
    void searchesAsABootWould() throws IOException {
        CommandLineRun run = menu("--set", "bootfile=lab/pxelinux.0", "--set", "next-server=10.0.2.2", "--set", "mac=52-54-00-12-34-56",
                "--json",
                json);
        assertEquals(0, run.status(), run.errors());
        JsonNode menu = new ObjectMapper().readTree(json.toFile());
        assertEquals("tftp://10.0.2.2/lab/pxelinux.cfg/default", menu.get("config").asText());
        assertEquals("tftp://10.0.2.2/lab/pxelinux.cfg/01-52-54-00-12-34-56", menu.get("trail").get(1).get("uri").asText());
        assertEquals("false", menu.get("trail").get(1).get("found").asText());
        assertEquals("{\"id\":\"b\",\"title\":\"Second\",\"default\":true,\"commandLine\":\"x=y\",\"parts\":[{\"name\":\"kernel\","
                + "\"uri\":\"tftp://10.0.2.2/lab/k2\",\"otherwise\":[\"tftp://10.0.2.2/k2\",\"tftp://10.0.2.2/lab/pxelinux.cfg/k2\"]}]}",
                menu.get("entries").get(1).toString());
        assertEquals(8, menu.get("remarks").get(0).get("line").asInt());
    }

    @Test
    void withoutEntriesTheStatusIsOne() {
        CommandLineRun run = menu("/junk", "--json", "-");
        assertEquals(1, run.status());
        assertTrue(run.out().contains("\"entries\" : [ ]"), run.out());
    }

    @Test
    void aPrefixThatIsNoneIsLeftOut() {
        CommandLineRun run = menu("/10.0.2.2/lab/pxelinux.cfg/default", "--set", "option-210=http://[", "--verbose");
        assertEquals(0, run.status(), run.errors());
        assertTrue(run.out().contains("option 210 is ignored"), run.out());
    }

    @Test
    void aFileThatCantBeWrittenIsTold() {
        CommandLineRun run = menu("/junk", "--json", folder.resolve("nowhere/menu.json"));
        assertEquals(2, run.status());
        assertTrue(run.errors().contains("SW-P205"), run.errors());
    }

    @Test
    void wrongCallsAreTold() {
        assertEquals(2, menu("--as", "gurb", "/junk").status());
        assertEquals(2, menu("--set", "mac", "/junk").status());
        assertEquals(2, menu("--set", "bootfile=tftp://h:99999/x").status());
        assertEquals(2, menu().status());
        assertEquals(2, strapwork(folder, "menu", "--root", folder.resolve("nowhere"), "/x").status());
    }
}
