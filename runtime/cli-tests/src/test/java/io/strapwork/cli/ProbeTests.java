package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code strapwork probe} on the embedded machine's own network. */
class ProbeTests {
    private static final String MENU = "DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  APPEND console=ttysclp0\n  INITRD initrd.gz\n";

    @TempDir
    private Path folder;
    private Lab lab;
    private Path profile;

    @BeforeEach
    void network() {
        lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000)).serve("initrd.gz", new byte[5000])
                .serve("pxelinux.cfg/default", Images.text(MENU));
        profile = lab.profile("probe", "[machine]\narchitecture = \"s390x\"\nserve = \"files\"\nboot-file = \"pxelinux.0\"\n");
    }

    private List<String> findings(Object... more) throws IOException {
        var words = new java.util.ArrayList<Object>(List.of("probe", profile, "--json", folder.resolve("probe.json")));
        words.addAll(List.of(more));
        CommandLineRun run = strapwork(folder, words);
        JsonNode found = new ObjectMapper().readTree(folder.resolve("probe.json").toFile()).get("identities").get(0).get("findings");
        assertEquals(found.isEmpty() ? 0 : 1, run.status(), run::toString);
        return StreamSupport.stream(found.spliterator(), false).map(each -> each.get("rule").asText() + ": " + each.get("what").asText())
                .toList();
    }

    @Test
    void aRightConfigurationHasNoFindings() throws IOException {
        CommandLineRun run = strapwork(folder, "probe", profile, "--as", "s390x,ipxe", "--junit", folder.resolve("junit.xml"), "--light");
        assertEquals(0, run.status(), run::toString);
        for (String told : List.of("as s390x\n", "as ipxe\n", "DHCPOFFER from 10.0.2.2\n", "67 boot file: pxelinux.0\n",
                "tftp://10.0.2.2/pxelinux.cfg/default: configuration of pxelinux", "* linux: linux (kernel tftp://10.0.2.2/vmlinuz",
                "no findings")) {
            assertTrue(run.out().contains(told), () -> told + " is missing: " + run);
        }
        assertTrue(Files.readString(folder.resolve("junit.xml")).contains("tests=\"2\" failures=\"0\""));
        assertEquals(List.of(), findings());
    }

    @Test
    void anInitrdThatIsNotThere() throws IOException {
        lab.serve("pxelinux.cfg/default", Images.text(MENU.replace("initrd.gz", "initrd.img")));
        assertTrue(findings().getFirst().contains("tftp://10.0.2.2/initrd.img"), findings()::toString);
    }

    @Test
    void lightAsksHttpServersByHead() throws IOException {
        String http = MENU.replace("vmlinuz", "http://10.0.2.2/vmlinuz").replace("initrd.gz", "http://10.0.2.2/initrd.gz");
        lab.serve("pxelinux.cfg/default", Images.text(http));
        CommandLineRun run = strapwork(folder, "probe", profile, "--light");
        assertEquals(0, run.status(), run::toString);
        assertTrue(
                run.out().contains(
                        "  there\n    kernel http://10.0.2.2/vmlinuz, 131072 bytes\n    initrd http://10.0.2.2/initrd.gz, 5000 bytes\n"),
                run::toString);
        lab.serve("pxelinux.cfg/default", Images.text(http.replace("initrd.gz", "initrd.img")));
        List<String> found = findings("--light");
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().contains("http://10.0.2.2/initrd.img"), found::toString);
    }

    @Test
    void aMenuThatLoops() throws IOException {
        lab.serve("boot.ipxe", Images.text("#!ipxe\nchain boot.ipxe\n"));
        List<String> found = findings("-P", "machine.boot-file=boot.ipxe");
        assertTrue(found.getFirst().contains("chain each other"), found::toString);
    }

    @Test
    void aKernelForAnotherMachine() throws IOException {
        lab.serve("vmlinuz", Images.elfPpc64(0x20000));
        List<String> found = findings();
        assertTrue(found.getFirst().contains("but the machine is s390x"), found::toString);
    }

    @Test
    void aNextServerThatIsNotThere() throws IOException {
        List<String> found = findings("-P", "machine.next-server=10.0.2.77", "-P", "fetch.tftp.patience=1s");
        assertTrue(found.stream().anyMatch(finding -> finding.contains("10.0.2.77")), found::toString);
    }

    @Test
    void whatWasTriedBeforeIsTold() throws IOException {
        Files.delete(folder.resolve("files/pxelinux.cfg/default"));
        CommandLineRun run = strapwork(folder, "probe", profile, "-P", "machine.boot-file=gone.img");
        assertTrue(run.out().contains("  earlier attempts\n    "), run::toString);
        findings("-P", "machine.boot-file=gone.img");
        JsonNode attempts = new ObjectMapper().readTree(folder.resolve("probe.json").toFile()).get("identities").get(0).get("attempts");
        assertTrue(attempts.get(0).asText().startsWith("tftp://10.0.2.2/"), attempts::toString);
    }

    @Test
    void aNetworkThatShouldBootNothing() throws IOException {
        List<String> found = findings("--expect", "nothing");
        assertTrue(found.getFirst().startsWith("still-served: nothing should boot here, but 10.0.2.2 offers pxelinux.0"), found::toString);
    }

    @Test
    void filesThatCannotBeWrittenAreTold() {
        for (String option : List.of("--junit", "--json")) {
            CommandLineRun run = strapwork(folder, "probe", profile, option, folder.resolve("none/file"));
            assertEquals(2, run.status(), run::toString);
            assertTrue(run.errors().startsWith("the output files can't be written: 1 problem")
                    && run.errors().contains("SW-P205  the file can't be written: the folder does not exist"), run::toString);
            assertTrue(run.out().isEmpty(), run::toString);
        }
        CommandLineRun full = strapwork(folder, "probe", profile, "--light", "--junit", "/dev/full");
        assertEquals(1, full.status(), full::toString);
        assertTrue(full.errors().contains("SW-X226  the file could not be written: No space left on device"), full::toString);
    }

    @Test
    void wrongCallsAreTold() {
        for (List<String> wrong : List.of(List.of("--expect", "much"), List.of("--as", "no-such-firmware"), List.of("--timeout", "soon"))) {
            var words = new java.util.ArrayList<Object>(List.of("probe", profile));
            words.addAll(wrong);
            assertEquals(2, strapwork(folder, words).status(), wrong::toString);
        }
    }
}
