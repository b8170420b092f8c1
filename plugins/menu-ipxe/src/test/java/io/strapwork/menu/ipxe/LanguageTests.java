package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines, chains of commands, labels, and what ends a script: core/exec.c and image/script.c. */
class LanguageTests {
    private static final String BOOT = "kernel k ${r}\nboot\n";

    /** What of {@code r} is left after a line. */
    private static String after(String line) throws FetchException {
        return Scripts.commandLine("set r none", line, "set r ${r}", BOOT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "isset x && set r yes || set r no ! yes",
        "isset ${x} && set r yes || set r no ! no",
        "isset ${x} || isset x && set r yes ! yes",
        "isset ${x} && set r a && set r b || ! none",
        "isset ${x} || ! none",
        "isset ${x} ; set r semi ! semi",
        "isset x || set r no && set r yes ! yes",
        "isset ${x} && isset x || set r no ! no",
        "set r a # && set r b ! a",
        "set r a#b ! a#b",
        "set  r \t many   blanks ! many blanks",
        "iseq ${r} none && set r same || ! same",
        "iseq a b && set r same || set r other ! other",
        "iseq 01 1 && set r same || set r other ! other",
        "isset x;set r no || set r glued ! glued",
        ":label set r labelled ! labelled",
        "goto over || set r no ! over"})
    void chainsOfCommands(String line, String expected) throws FetchException {
        if (line.startsWith("goto")) {
            assertEquals("over", Scripts.commandLine("set r none", line, "set r skipped", ":over", "set r over", BOOT));
        } else {
            assertEquals(expected, after(line));
        }
    }

    @Test
    void linesJoinAtABackslashWithoutASpace() throws FetchException {
        assertEquals("a bc d", Scripts.commandLine("kernel k a b\\", "c \\", "   d", "boot"));
        assertEquals("a b", Scripts.of().raw("start.ipxe", "#!ipxe\r\nkernel k a \\\r\n b\r\nboot").entry().commandLine().orElse(""));
    }

    @Test
    void theLastLineNeedsNoEnd() throws FetchException {
        assertTrue(Scripts.of().raw("start.ipxe", "#!gpxe kernel ignored\nkernel k\nboot").read().preset().isPresent());
    }

    @Test
    void aScriptEndsWhereACommandFails() throws FetchException {
        BootMenu menu = Scripts.of("kernel k", "  isset ${nothing}", "boot").read();
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(1, menu.entries().size());
        assertEquals("http://10.0.2.2/boot/start.ipxe:3:3: the script ends here: the setting that \"isset\" asks for is empty",
                menu.remarks().getFirst().toString());
    }

    @Test
    void gotoTakesTheFirstLabelAndGoesOnInItsLine() throws FetchException {
        assertEquals("first", Scripts.commandLine("goto ${a}${b}x", ":y", "exit", "  :x set r first", BOOT, ":x set r second", BOOT));
    }

    @Test
    void aMissingLabelIsAFailure() throws FetchException {
        assertEquals("no", Scripts.commandLine("goto nowhere || set r no", BOOT));
        BootMenu menu = Scripts.of("goto nowhere", "kernel k", "boot").read();
        assertEquals(List.of(), menu.entries());
        assertTrue(menu.remarks().getFirst().what().contains("there is no label \":nowhere\""), menu.toString());
    }

    @ParameterizedTest
    @CsvSource({"exit, went on", "exit 0, went on", "exit 1, failed", "isset x, went on", "isset ${x}, failed", "nonsense, failed"})
    void whatAChainedScriptReturns(String last, String expected) throws FetchException {
        Scripts scripts = Scripts.of("chain inner.ipxe && set r went on || set r failed", BOOT).put("inner.ipxe",
                last + (last.startsWith("exit") ? "\nset r not" : ""));
        assertEquals(expected, scripts.entry().commandLine().orElse(""));
    }

    @Test
    void exitLeavesTheLineToo() throws FetchException {
        assertEquals(List.of(), Scripts.of("exit 0 && kernel k || kernel k", "boot").read().entries());
    }

    @Test
    void anUnknownCommandIsToldAndFails() throws FetchException {
        BootMenu menu = Scripts.of("dhpc || set r went", BOOT).read();
        assertEquals("went", menu.entries().getFirst().commandLine().orElse(""));
        assertEquals(
                "http://10.0.2.2/boot/start.ipxe:2:1: the command \"dhpc\" is not an iPXE command, or is too new (check the spelling)",
                menu.remarks().getFirst().toString());
    }

    @Test
    void aChainedScriptMayReplaceItsCaller() throws FetchException {
        Scripts scripts = Scripts.of("chain middle.ipxe", BOOT).put("middle.ipxe", "chain --replace --autofree inner.ipxe", "set r middle")
                .put("inner.ipxe", "set r inner");
        assertEquals("inner", scripts.entry().commandLine().orElse(""));
    }

    @Test
    void labelsAreThoseOfTheScriptThatRuns() throws FetchException {
        Scripts scripts = Scripts.of("chain inner.ipxe || set r no", BOOT, ":here").put("inner.ipxe", "goto here");
        assertEquals("no", scripts.entry().commandLine().orElse(""));
    }

    @Test
    void commentsMayHaveBlanksBefore() throws FetchException {
        assertEquals("", Scripts.commandLine("   # set r no", "", "\t", BOOT));
    }

    @ParameterizedTest
    @CsvSource({"dhcp", "dhcp net0", "ifopen net0", "ifconf --configurator dhcp net0", "route", "ntp pool.ntp.org", "sync",
        "console --picture x.png",
        "colour --rgb 0x123456 1", "cpair 1 2", "imgstat", "params", "param a b", "echo", "echo -n text", "echo ---- text", "sleep 5",
        "config",
        "login", "show mac", "time sleep 1", "md5sum k", "ping --count 1 10.0.2.2", "prompt", "read x"})
    void commandsThatAreDoneHere(String line) throws FetchException {
        BootMenu menu = Scripts.of(line + " && set r ok", BOOT).read();
        assertEquals("ok", menu.entries().getFirst().commandLine().orElse(""));
        assertEquals(List.of(), menu.remarks());
    }

    @ParameterizedTest
    @CsvSource({"shell", "sanboot iscsi:x", "sanhook iscsi:x", "fcstat", "autoboot", "imgverify k k.sig", "imgdecrypt k", "nslookup a b",
        "pxebs net0 1"})
    void commandsThatAreNotPossibleHere(String line) throws FetchException {
        BootMenu menu = Scripts.of(line + " || set r went", BOOT).read();
        assertEquals("went", menu.entries().getFirst().commandLine().orElse(""));
        assertEquals(1, menu.remarks().size());
    }

    @ParameterizedTest
    @CsvSource({"prompt --key 0x02 --timeout 2000 Press, no", "prompt --timeout 100 Press, no", "prompt --key s Press, no",
        "prompt Press any key, yes",
        "sleep soon, no", "reads x, no", "isset, no", "iseq a, no", "set, no", "goto, no", "isset --x y, no"})
    void whoPresses(String line, String expected) throws FetchException {
        assertEquals(expected, Scripts.commandLine(line + " && set r yes || set r no", BOOT));
    }

    @Test
    void thereIsOneCard() throws FetchException {
        assertEquals("net0", Scripts.commandLine("set r net0", "dhcp net1 && set r net1 ||", "ifopen net0 || set r none", BOOT));
    }

    @Test
    void longModeIsKnownOfAProcessor() throws FetchException {
        String[] lines = {"cpuid --ext 29 && set r x86_64 || set r i386", BOOT};
        assertEquals("x86_64", Scripts.commandLine(lines));
        assertEquals("i386", Scripts.of(lines).fact("architecture", "ppc64").entry().commandLine().orElse(""));
        assertEquals("no", Scripts.commandLine("cpuid 25 && set r yes || set r no", BOOT));
    }
}
