package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that nobody means well with: each ends in a menu. */
@Timeout(600)
class HostileConfigTests {
    @Test
    void filesThatIncludeTheNextTwiceEnd() {
        ConfigCase files = ConfigCase.of("include 1", "include 1");
        for (int i = 1; i < 20; i++) {
            files.file("" + i, "label l" + i, "include " + (i + 1), "# " + "x".repeat(2_000), "include " + (i + 1));
        }
        BootMenu menu = files.read();
        assertTrue(menu.entries().size() < 20);
        assertTrue(ConfigCase.remarks(menu).stream().anyMatch(remark -> remark.contains("the rest is ignored")));
    }

    @Test
    void manyLabelsAreCut() {
        var lines = new StringBuilder();
        for (int i = 0; i < Budget.MOST_ENTRIES + 10; i++) {
            lines.append("label l").append(i).append("\nkernel k\n");
        }
        BootMenu menu = ConfigCase.of(lines.toString()).read();
        assertEquals(Budget.MOST_ENTRIES, menu.entries().size());
        assertEquals("0:0 the configuration has more than 100000 labels; the rest is ignored", ConfigCase.remarks(menu).getFirst());
    }

    @Test
    void manyLabelsOfOneNameAreNumberedInLinearTime() {
        BootMenu menu = ConfigCase.of("label a\nkernel k\nlabel a\nkernel l\n".repeat(1)).read();
        assertEquals(2, menu.entries().size());
        var lines = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            lines.append("label a\nkernel k").append(i).append('\n');
        }
        assertEquals(50_000, ConfigCase.of(lines.toString()).read().entries().size());
    }

    @Test
    void aLongGlobalAppendIsNotCopiedForEver() {
        String append = "append " + "x".repeat(60_000) + "\nsysappend 2\n";
        BootMenu menu = ConfigCase.of(append + "label a\nkernel k\nlabel b\nkernel k\n".repeat(20_000))
                .fact(MenuRequest.MAC, "52:54:00:12:34:56").read();
        assertTrue(menu.entries().stream().mapToLong(entry -> entry.commandLine().orElse("").length()).sum() < 200_000_000);
    }

    @Test
    void longListsOfInitrdsAreCut() {
        BootMenu menu = ConfigCase.of("append initrd=" + "a,".repeat(30_000) + "\n" + "label a\nkernel k\nlabel b\nkernel l\n").read();
        assertEquals(65, menu.entries().getFirst().parts().size());
    }

    @Test
    void longLinesAreCut() {
        BootMenu menu = ConfigCase.of("label a", "kernel k " + "x".repeat(100_000), "label b", "kernel k").read();
        assertEquals(List.of("a", "b"), ConfigCase.ids(menu));
        assertEquals(List.of("2:1 the line has more than 65536 characters; the rest is ignored"), ConfigCase.remarks(menu));
    }

    @Test
    void deepMenusAreJoined() {
        String deep = "menu begin\nmenu title t\n".repeat(50_000) + "label a\nkernel a\n" + "menu end\n".repeat(50_000)
                + "label b\nkernel b\n";
        BootMenu menu = ConfigCase.of(deep).read();
        assertEquals(32, menu.entries().get(0).path().size());
        assertEquals(List.of(), menu.entries().get(1).path());
    }

    @Test
    void remarksAreCutAndPrintable() {
        BootMenu menu = ConfigCase.of("x\u001b[31m" + "y".repeat(200), "z\n".repeat(5_000)).read();
        assertEquals(1_001, menu.remarks().size());
        assertTrue(menu.remarks().getFirst().what().length() < 120);
        assertTrue(menu.remarks().getFirst().what().chars().noneMatch(Character::isISOControl));
    }

    @Test
    void aChainOfConfigurationsEnds() {
        ConfigCase files = ConfigCase.of("label l", "config 1");
        for (int i = 1; i < 100; i++) {
            files.file("" + i, "label x" + i, "kernel k", "label l", "config " + (i + 1));
        }
        BootMenu menu = files.read();
        assertEquals(16, menu.entries().size());
        assertEquals(List.of("4:1 configurations are chained more than 16 deep; this one is omitted"), ConfigCase.remarks(menu));
    }

    @Test
    void configurationsThatAllLeadToAllAreReadOnceEach() {
        ConfigCase files = ConfigCase.of("");
        var links = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            links.append("label to").append(i).append("\nconfig c").append(i).append('\n');
        }
        for (int i = 0; i < 12; i++) {
            files.file("c" + i, links + "label x" + i + "\nkernel k");
        }
        files.file("pxelinux.cfg/default", links.toString());
        assertEquals(12, files.read().entries().size());
    }

    @Test
    void whatCantBeFetchedIsThrown() {
        var problem = new Problem("SW-F900", Blame.PEER, "here", "it is broken", "");
        ConfigFiles files = new ConfigFiles() {
            @Override
            public Optional<MemorySegment> find(BootUri file) throws FetchException {
                if (!file.path().equals("/c")) {
                    throw new FetchException(problem);
                }
                return Optional.of(MemorySegment.ofArray("include d".getBytes(StandardCharsets.UTF_8)));
            }

            @Override
            public Optional<MemorySegment> head(BootUri file, int bytes) {
                return Optional.empty();
            }

            @Override
            public List<String> list(BootUri folder) {
                return List.of();
            }

            @Override
            public List<ConfigVolume> volumes() {
                return List.of();
            }
        };
        var request = new MenuRequest(BootUri.parse("tftp://10.0.2.2/c"), BootUri.parse("tftp://10.0.2.2/"), Map.of());
        assertEquals(problem, assertThrows(FetchException.class, () -> new PxelinuxMenu().read(request, files)).problem());
    }

    /** Seeded: pieces of real statements in any order, and bytes. */
    @Test
    void whateverIsReadEndsInAMenu() throws FetchException {
        String[] pieces = {"label ", "menu ", "kernel ", "default ", "append ", "initrd ", "include ", "config ", "begin ", "end", "ui ",
            "menu.c32 ", "linux.c32 ", "mboot.c32 ", "ifcpu64.c32 ",
            "ifcpu.c32 ", "whichsys.c32 ", "-pxe- ", "-iso- ", "cmd.c32 ", "--- ", "-- ", "a ", "b ", "c ", "~ ", "- ", "^", "::",
            "http://", "[", "..", "/", "\\", "=", "initrd=", ",", "\n", "\n", "\n",
            "\r", "\0", " ", "\t", "timeout ", "ontimeout ", "99999999999 ", "0x", "7 ", "sysappend ", "text help ", "endtext", "hide",
            "title ", "exit ", "goto ", "separator ", "start", "localboot ",
            "prompt ", "implicit ", "%", "é", "\uD83D\uDE00", "\u0007", "fdt ", "label a\nkernel k\n", "file::", "#"};
        var random = new SplittableRandom(20_261);
        for (int round = 0; round < 4_000; round++) {
            var files = new FakeConfigFiles();
            for (String name : List.of("pxelinux.cfg/default", "a", "b", "c")) {
                files.put("tftp://10.0.2.2/" + name, random.nextInt(8) == 0 ? bytes(random) : text(random, pieces));
            }
            String architecture = random.nextBoolean() ? "s390x" : "x86_64";
            var request = new MenuRequest(BootUri.parse("tftp://10.0.2.2/pxelinux.cfg/default"), BootUri.parse("tftp://10.0.2.2/"),
                    Map.of(MenuRequest.ARCHITECTURE, architecture));
            check(new PxelinuxMenu().read(request, files));
        }
    }

    private static void check(BootMenu menu) {
        var ids = new HashSet<String>();
        for (BootEntry entry : menu.entries()) {
            assertTrue(ids.add(entry.id()), entry.id());
            assertEquals("kernel", entry.parts().getFirst().name());
        }
        menu.preset().ifPresent(preset -> assertTrue(ids.contains(preset), preset));
    }

    static Stream<byte[]> configurations() {
        return Stream.of("""
                default menu.c32
                timeout 50
                ontimeout b
                menu title T
                menu begin sub
                label ^a
                  menu label A ^x
                  kernel ::vmlinuz
                  append initrd=i,j root=/dev/x ---
                menu end
                label b
                  com32 mboot.c32
                  append k --- m
                include a
                label c
                  text help
                x
                  endtext
                  localboot 0x80
                """).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("configurations")
    @FuzzTest
    void anyConfiguration(byte[] config) {
        check(ConfigCase.of(new String(config, StandardCharsets.UTF_8)).file("a", "label a", "kernel k", "include b").read());
    }

    @Test
    void whateverDhcpSaysEndsInCandidates() {
        String[] pieces = {"tftp://", "http://", "[", "]", "::", "/", "..", "a", "10.0.2.2", "%", " ", "\0", "é", "?", "#", "@", ":", "\\"};
        var random = new SplittableRandom(5_071);
        for (int round = 0; round < 5_000; round++) {
            var facts = Map.of(MenuRequest.OPTION_209, piece(random, pieces), MenuRequest.OPTION_210, piece(random, pieces),
                    MenuRequest.MAC, piece(random, pieces), MenuRequest.UUID,
                    piece(random, pieces), MenuRequest.IP, piece(random, pieces), MenuRequest.ARCHITECTURE, "s390x");
            var request = new MenuRequest(BootUri.parse("tftp://10.0.2.2/b/p"), BootUri.parse("tftp://10.0.2.2/b/"), facts);
            for (MenuRequest candidate : new PxelinuxMenu().candidates(request)) {
                assertTrue(candidate.prefix().path().endsWith("/"), candidate.prefix().toString());
            }
        }
    }

    private static String piece(SplittableRandom random, String[] pieces) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static byte[] text(SplittableRandom random, String[] pieces) {
        var text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(SplittableRandom random) {
        var bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }
}
