package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.PluginJar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when a profile can't be assembled, or the command line makes no sense: nothing is started, the exit status is 2. */
class CallFailureTests {
    private static final String KERNEL = "http://10.0.2.2/vmlinuz";

    @TempDir
    private Path folder;
    private Lab lab;

    @BeforeEach
    void lab() {
        lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000));
    }

    private void expect(String name, Object... arguments) {
        Golden.check(name, folder, strapwork(folder, arguments));
    }

    /** The profile of the lab with one text in the place of another. */
    private Path changed(String from, String to) {
        return lab.profile("changed", Images.text(lab.s390x("lab", KERNEL), from, to));
    }

    /** Whatever happens: no trace. */
    @Test
    void anErrorOutsideABootIsAProblem() {
        var errors = new StringWriter();
        var out = new PrintWriter(new StringWriter()) {
            @Override
            public void print(String text) {
                throw new StackOverflowError();
            }
        };
        assertEquals(1, Main.run(Map.of(), out, new PrintWriter(errors), "--version"));
        assertEquals("""
                strapwork can't continue: 1 problem

                SW-X103  the command line failed: java.lang.StackOverflowError
                         run again with --verbose for the full trace, and report it
                """, errors.toString());
    }

    @Test
    void unknownPlugin() {
        expect("unknown-plugin", "boot", changed("\"virtio-ccw\"", "\"virtio-cwc\""));
    }

    @Test
    void misspeltKey() {
        expect("misspelt-key", "boot", changed("memory =", "memroy ="));
    }

    @Test
    void severalAtOnce() {
        Path profile = changed("use = \"virtio-ccw\"", "use = \"virtio-cwc\"\nmtu = 1500");
        expect("several-problems", "boot", profile, "-P", "machine.loss=much", "-P", "fetch.kernel=gopher://10.0.2.2/vmlinuz",
                "-P", "handoff.use=linux-ppc64", "-P", "trust.use=digest", "-P", "adress.use=dhcp");
    }

    @Test
    void noToml() {
        expect("no-toml", "boot", changed("use = \"dhcp\"", "use = dhcp"));
    }

    @Test
    void noSuchProfile() {
        expect("no-such-profile", "boot", folder.resolve("other.toml"));
    }

    @Test
    void twoPluginsWithOneId() throws IOException {
        Path plugins = PluginJar.folder(folder, "Second", """
                @ProtocolPlugin(id = "http", schemes = "gopher", over = {})
                public final class Second implements BootProtocol {
                    public void fetch(BootUri from, ImageSink into) {}
                }
                """);
        CommandLineRun run = strapwork(folder, "boot", lab.s390x("lab", KERNEL), "--plugins", plugins);
        Golden.check("two-plugins-with-one-id", folder, new CommandLineRun(run.status(), run.out(),
                run.errors().replaceAll("io\\.strapwork\\.protocol\\.http\\.HttpProtocol in \\S+",
                        "io.strapwork.protocol.http.HttpProtocol in ITS-JAR")));
    }

    @Test
    void missingConstructorDependency() throws IOException {
        Path plugins = PluginJar.folder(folder, "Greedy", """
                @ProtocolPlugin(id = "greedy", schemes = "greedy", over = {})
                public final class Greedy implements BootProtocol {
                    @Inject Greedy(Transport carrier) {}
                    public void fetch(BootUri from, ImageSink into) {}
                }
                """);
        expect("missing-dependency", "boot", lab.s390x("lab", "greedy://10.0.2.2/vmlinuz"), "--plugins", plugins);
    }

    /** All of them at once, though the profile asks for none of their plugins. */
    @Test
    void pluginJarsThatAreNone() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.writeString(plugins.resolve("download.jar"), "<html>404</html>");
        jar(plugins.resolve("escapes.jar"), "../../etc/Passwd.class", "x");
        jar(plugins.resolve("forgot.jar"), "META-INF/strapwork/plugins.idx", "strapwork-plugins 2\napi 1.0\n"
                + "plugin fetch gopher lab.Gopher\nkind io.strapwork.api.fetch.ProtocolPlugin io.strapwork.api.fetch.BootProtocol protocol\nfact schemes gopher\nend 1\n");
        jar(plugins.resolve("future.jar"), "META-INF/strapwork/plugins.idx", "strapwork-plugins 2\napi 9.0\nend 0\n");
        jar(plugins.resolve("shaded.jar"), "io/strapwork/api/fetch/BootProtocol.class", "x");
        expect("hostile-plugin-jars", "boot", lab.s390x("lab", KERNEL), "--plugins", plugins);
    }

    private static void jar(Path file, String entry, String content) throws IOException {
        try (var jar = new ZipOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(Images.text(content));
        }
    }

    @Test
    void noSuchPluginFolder() {
        expect("no-plugin-folder", "boot", lab.s390x("lab", KERNEL), "--plugins", folder.resolve("plugins"));
    }

    @Test
    void untilWithoutConsole() {
        expect("until", "boot", lab.s390x("lab", KERNEL), "--until", "login:");
    }

    @Test
    void timeoutThatIsNoTime() {
        expect("timeout-no-time", "boot", lab.s390x("lab", KERNEL), "--timeout", "soon");
    }

    @Test
    void captureThatCannotBeWritten() {
        expect("capture-not-writable", "boot", lab.s390x("lab", KERNEL), "--pcap", folder.resolve("none/boot.pcap"));
    }

    @Test
    void outcomeThatCannotBeWritten() {
        expect("outcome-not-writable", "boot", lab.s390x("lab", KERNEL), "--quiet", "--json", folder.resolve("none/outcome.json"));
    }

    @Test
    void unknownOption() {
        expect("unknown-option", "boot", "--jsno", "outcome.json");
    }

    @Test
    void unknownCommand() {
        expect("unknown-command", "bot");
    }

    @Test
    void noCommand() {
        expect("no-command");
    }
}
