package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.Images;
import io.strapwork.runtime.outcome.BootOutcome;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever {@code menu --json} prints boots the same when somebody writes it into a profile: the same files at the same places, and the same command line. */
class MenuProfileTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 3;
    private static final Boots BOOTS = new Boots();
    private static final byte[] KERNEL = Images.linuxS390x(0x20000);

    @TempDir
    private Path folder;
    private Path served;

    @BeforeEach
    void files() throws IOException {
        served = folder.resolve("tree/10.0.2.2");
        for (String kernel : List.of("s390x/vmlinuz", "lab/vmlinuz", "images/kernel.img")) {
            write(kernel, KERNEL);
        }
        write("lab/main.img", Images.text("a large initrd"));
        write("s390x/site.img", Images.text("one of the site"));
        write("images/root.img", Images.text("a mainframe's initrd"));
        write("images/initrd.siz", new byte[]{0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20});
    }

    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(served.resolve(name).getParent());
        Files.write(served.resolve(name), content);
    }

    /** A fixture's tree, laid over the files of the test. */
    private void lay(String fixture) throws IOException {
        try {
            Path from = Path.of(MenuProfileTests.class.getResource("/menus/" + fixture).toURI());
            try (Stream<Path> all = Files.walk(from)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path to = folder.resolve("tree").resolve(from.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to);
                }
            }
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode menu(String config) throws IOException {
        CommandLineRun run = strapwork(folder, "menu", "--root", folder.resolve("tree"), "--json", "-", "--set", "next-server=10.0.2.2",
                "--set", "ip=10.0.2.15", "--set", "netmask=255.255.255.0", "--set", "gateway=10.0.2.2", "--set", "mac=52:54:00:12:34:56",
                "--set", "architecture=s390x", config);
        assertEquals(0, run.status(), run::toString);
        return JSON.readTree(run.out());
    }

    /** TOML's basic strings are JSON's, but for slashes, which may be escaped there only. */
    private static String quoted(String text) throws IOException {
        return JSON.writeValueAsString(text);
    }

    /** Where firmwares disagree on what a name is counted from, the first place with such a file. */
    private String place(JsonNode part) throws IOException {
        var places = new ArrayList<>(List.of(part.get("uri").asText()));
        part.path("otherwise").forEach(place -> places.add(place.asText()));
        for (String place : places) {
            if (Files.exists(served.resolve(BootUri.parse(place).decodedPath().substring(1)))) {
                return quoted(place);
            }
        }
        throw new AssertionError("the file is nowhere: " + part);
    }

    private String fetch(JsonNode entry) throws IOException {
        var initrds = new ArrayList<String>();
        String kernel = "";
        for (JsonNode part : entry.get("parts")) {
            String uri = place(part);
            switch (part.get("name").asText()) {
                case "kernel" -> kernel = uri;
                case "initrd" -> initrds.add(uri);
                default -> throw new AssertionError("what a profile has no key for: " + part);
            }
        }
        return "[fetch]\nkernel = " + kernel + "\n" + (initrds.isEmpty() ? "" : "initrd = [" + String.join(", ", initrds) + "]\n");
    }

    private BootOutcome boot(String sections) throws IOException {
        Path profile = Files.writeString(folder.resolve("lab.toml"), """
                name = "lab"
                [machine]
                use = "embedded"
                architecture = "s390x"
                memory = "64MiB"
                serve = "tree/10.0.2.2"
                [trust]
                use = "none"
                """ + sections);
        BootOutcome outcome = Boots.boot(BOOTS.assemble(profile));
        assertTrue(outcome.handedOff(), () -> outcome.problems() + "\n" + sections);
        return outcome;
    }

    /** What came from where to which place, without times. */
    private static List<String> told(BootOutcome outcome) {
        Stream<String> parts = outcome.parts().stream().map(part -> part.name() + " " + part.uri() + " " + part.sha256());
        Stream<String> rest = Stream.concat(outcome.segments().stream().map(Object::toString), Stream.of(outcome.entry().toString()));
        return Stream.concat(parts, rest).toList();
    }

    private void bootsTheSame(String config, JsonNode entry) throws IOException {
        BootOutcome byMenu = boot("[fetch.menu]\nconfig = " + quoted(config) + "\nentry = " + quoted(entry.get("id").asText()) + "\n");
        assertEquals(entry.get("id").asText(), byMenu.menu().orElseThrow().entry());
        BootOutcome byProfile = boot(fetch(entry) + "[handoff]\ncmdline = " + quoted(entry.get("commandLine").asText()) + "\n");
        assertEquals(Optional.empty(), byProfile.menu());
        assertEquals(told(byMenu), told(byProfile), () -> "the entry " + entry);
    }

    @ParameterizedTest
    @CsvSource({"pxelinux, tftp://10.0.2.2/lab/pxelinux.cfg/default, 6", "grub, tftp://10.0.2.2/boot/grub/grub.cfg, 5",
        "ipxe, http://10.0.2.2/boot.ipxe, 2", "bls, http://10.0.2.2/loader/entries/first.conf, 1",
        "ins, tftp://10.0.2.2/images/generic.ins, 1"})
    void everyEntryOfEveryReader(String fixture, String config, int entries) throws IOException {
        lay(fixture);
        JsonNode menu = menu(config);
        assertEquals(entries, menu.get("entries").size(), menu::toPrettyString);
        for (JsonNode entry : menu.get("entries")) {
            bootsTheSame(config, entry);
        }
    }

    /** Command lines made up of what the languages and TOML take for something else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void anyCommandLine(long seed) throws IOException {
        var random = new Random(seed);
        var pxelinux = new StringBuilder("default e0\n");
        var grub = new StringBuilder();
        var ipxe = new StringBuilder("#!ipxe\nkernel http://10.0.2.2/s390x/vmlinuz ");
        for (int i = 0; i < LINES; i++) {
            String line = line(random);
            pxelinux.append("label e").append(i).append("\n kernel /s390x/vmlinuz\n append ").append(line).append('\n');
            grub.append("menuentry 'e' --id e").append(i).append(" { linux /s390x/vmlinuz '").append(line.replace("'", "'\\''"))
                    .append("' ; }\n");
            ipxe.append(i == 0 ? line.replace("${", "$ {") : "");
        }
        write("pxelinux.cfg/default", Images.text(pxelinux.toString()));
        write("grub.cfg", Images.text(grub.toString()));
        write("a.ipxe", Images.text(ipxe + "\nboot\n"));
        for (String config : List.of("tftp://10.0.2.2/pxelinux.cfg/default", "http://10.0.2.2/grub.cfg", "http://10.0.2.2/a.ipxe")) {
            JsonNode entries = menu(config).get("entries");
            assertTrue(entries.size() == LINES || config.endsWith("ipxe") && entries.size() == 1, entries::toString);
            for (JsonNode entry : entries) {
                bootsTheSame(config, entry);
            }
        }
    }

    private static String line(Random random) {
        String characters = "abcXYZ019 =,.-_/:;\"'\\$#%&*?!()[]{}<>|~^@+\t";
        var line = new StringBuilder("l=");
        for (int i = random.nextInt(1, 60); i > 0; i--) {
            line.append(characters.charAt(random.nextInt(characters.length())));
        }
        return line.append(" end").toString();
    }
}
