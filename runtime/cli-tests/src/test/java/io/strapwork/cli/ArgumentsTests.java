package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words of the command line: GNU style, each mistake told in one sentence. */
class ArgumentsTests {
    private static final Option FILE = Arguments.of("file", "FILE", "");
    private static final Option KEY = Option.builder("P").hasArg().argName("key=value").get();
    private static final Option QUIET = Arguments.flag("quiet", "");
    private static final List<Option> OPTIONS = List.of(FILE, KEY, QUIET, Command.HELP);

    @TempDir
    private Path folder;

    private static Arguments parse(String... words) throws CallException {
        var options = new Options();
        OPTIONS.forEach(option -> options.addOption((Option) option.clone()));
        return Arguments.parse(options, 1, List.of(words));
    }

    private static String mistake(String... words) {
        return String.valueOf(assertThrows(CallException.class, () -> parse(words)).getMessage());
    }

    @Test
    void valuesBesideTheirOptionOrInside() throws CallException {
        assertEquals(Optional.of("a b"), parse("--file", "a b").value(FILE));
        assertEquals(Optional.of("a=b"), parse("--file=a=b").value(FILE));
        assertEquals(Optional.of(""), parse("--file=").value(FILE));
        assertEquals(List.of("a=1", "b=2", "c=3", "d="), parse("-P", "a=1", "-Pb=2", "-P=c=3", "-Pd=").values(KEY));
    }

    @Test
    void theLastOneCounts() throws CallException {
        assertEquals(Optional.of("b"), parse("--file", "a", "--file", "b").value(FILE));
    }

    @Test
    void aValueMayStartWithAHyphenUnlessItIsAnOption() throws CallException {
        assertEquals(Optional.of("-x"), parse("--file", "-x").value(FILE));
        assertEquals(Optional.of("--quiet"), parse("--file=--quiet").value(FILE));
        assertEquals("--file needs a value: --file FILE", mistake("--file", "--quiet"));
    }

    @Test
    void wordsOfTheirOwnStandAnywhere() throws CallException {
        Arguments arguments = parse("--quiet", "profile.toml", "-P", "a=1");
        assertTrue(arguments.has(QUIET));
        assertEquals(Optional.of("profile.toml"), arguments.operand());
        assertEquals(Optional.of("-"), parse("-").operand());
        assertEquals(Optional.of("--quiet"), parse("--", "--quiet").operand());
        assertFalse(parse("--", "--quiet").has(QUIET));
        assertEquals(Optional.empty(), parse().operand());
    }

    @Test
    void brief() throws CallException {
        assertTrue(parse("-h").has(Command.HELP));
        assertTrue(parse("--help").has(Command.HELP));
    }

    @Test
    void mistakes() {
        assertEquals("\"b\" is one argument too many", mistake("a", "b"));
        assertEquals("--file needs a value: --file FILE", mistake("--file"));
        assertEquals("-P needs a value: -P key=value", mistake("-P"));
        assertEquals("--quiet takes no value", mistake("--quiet=yes"));
        assertEquals("unknown option --fiel\ndid you mean --file?", mistake("--fiel=x"));
        assertEquals("unknown option -x", mistake("-x"));
        assertEquals("unknown option --files\ndid you mean --file?", mistake("--files"));
    }

    @Test
    void helpOfACommandShowsEachOption() {
        CommandLineRun run = strapwork(folder, "boot", "--help");
        assertEquals("""
                 usage:  strapwork boot [OPTION]... [PROFILE]

                 Boots a profile. Without a profile: the built-in demo on the embedded machine. A kernel's URI works as a profile.

                        Options                                                     Description
                 -P <key=value>            Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be
                                            repeated.
                 --entry <ENTRY>           Menu entry to boot: an id, a title or a number, starting at 1; same as -P
                                            fetch.menu.entry=ENTRY.
                 --plugins <DIR>           A folder with more plugin jars. Can be repeated.
                 --verbose                 Writes a detailed log to standard error.
                 --initrd <URI>            With a URI in place of a profile: the initrd. Can be repeated; the pieces are joined.
                 --on <MACHINE>            With a URI in place of a profile: the machine, such as qemu.
                 --architecture <ARCH>     With a URI in place of a profile: s390x, ppc64 or x86_64.
                 --cmdline <TEXT>          With a URI in place of a profile: the kernel's command line.
                 --json <FILE>             Writes the outcome as JSON.
                 --pcap <FILE>             Writes all frames of the machine's network to a capture file, with comments that name the
                                            rooms.
                 --report <FILE>           Writes a page about the boot to look at in a browser: times, what the network said, memory,
                                            console, problems.
                 --until <REGEX>           On a machine with a console: exits with status 0 when a console line matches.
                 --timeout <TIME>          Gives up after this time (90s, 5m), with exit status 3.
                 --keys                    Types standard input at the guest's console.
                 --menu                    Shows the menu on the terminal, and waits for a choice or the end of its countdown.
                 --seed <NUMBER>           Makes the boot's own randomness repeatable.
                 --dry-run                 On the machine "linux": loads nothing and stays; sets machine.dry-run.
                 --quiet                   Prints nothing but problems.
                 -h, --help                Shows this help and exits.
                 -V, --version             Shows the version and exits.
                """.strip(), run.out().lines().map(String::stripTrailing).collect(Collectors.joining("\n")).strip());
        assertEquals(0, run.status());
    }

    @Test
    void helpOfAll() {
        CommandLineRun run = strapwork(folder, "--help");
        assertEquals(new CommandLineRun(0,
                """
                        Usage: strapwork COMMAND [OPTION]... [PROFILE]
                        Firmware assembled from annotated Java classes.

                          boot             Boots a profile.
                          explain          Prints the assembled rooms and where each choice came from; starts nothing.
                          plugins          Lists the plugins found, their jars and their options.
                          menu             Reads a boot configuration and prints its entries; starts nothing.
                          pack             Loads a profile's boot and writes it as a shim and a bundle, which any loader of Linux kernels can start.
                          probe            Asks a network as each of several firmwares, and prints offers, trail, menu, parts and findings; boots nothing.
                          fleet            Boots many profiles, folders of profiles or fleet.toml files, several at once.

                          -h, --help       Shows this help and exits.
                          -V, --version    Shows the version and exits.

                        "strapwork COMMAND --help" shows the options of a command.
                        """,
                ""), run);
        assertEquals(run, strapwork(folder, "-h"));
    }

    @Test
    void version() {
        assertEquals(0, strapwork(folder, "--version").status());
        assertTrue(strapwork(folder, "-V").out().startsWith("strapwork "), "version");
        assertTrue(strapwork(folder, "explain", "--version").out().startsWith("strapwork "), "version");
    }

    @Test
    void valuesThatMakeNoSense() {
        assertEquals(new CommandLineRun(2, "", "strapwork: --seed needs a whole number, not \"x\"\n"),
                strapwork(folder, "boot", "--seed", "x"));
        assertEquals(new CommandLineRun(2, "", "strapwork: \"extra\" is one argument too many\n"), strapwork(folder, "plugins", "extra"));
    }
}
