package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that never end, or are meant to end whoever reads them. Each takes well below a second; the limit here only ends what hangs. */
class HostileConfigTests {
    private static final Duration HANGS = Duration.ofSeconds(60);

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("SW-F501", "while true; do true; done\n"),
                Arguments.of("SW-F501", "until false; do frobnicate; done\n"),
                Arguments.of("SW-F501", "while [ a = a -a b != c ]; do x=a; done\n"),
                Arguments.of("SW-F501", "x=" + "a".repeat(500_000) + "\nwhile true; do y=$x; done\n"),
                Arguments.of("SW-F501", "x=\"" + "a ".repeat(400_000) + "\"\nwhile true; do true $x; done\n"),
                Arguments.of("SW-F501", "while true; do regexp '(a+)+$' '" + "a".repeat(2_000) + "b'; done\n"),
                Arguments.of("SW-F501", "while true; do regexp '((((a{200}){200})))' a; done\n"),
                Arguments.of("SW-F501", "while true; do echo /*/*/* (*)/*; done\n"),
                Arguments.of("SW-F501", "while true; do blscfg; done\n"),
                Arguments.of("SW-F501", "while true; do eval 'true'; done\n"),
                Arguments.of("SW-F501", "menuentry x { while true; do true; done; }\n".repeat(1_000)),
                Arguments.of("SW-F501", exports() + "submenu x { true; }\n".repeat(10_000)),
                Arguments.of("SW-F502", "menuentry a { linux /a; }\nsource $prefix/grub.cfg\n"),
                Arguments.of("SW-F502", "function f { f; }\nf\n"),
                Arguments.of("SW-F502", "x='eval $x'\neval $x\n"),
                Arguments.of("SW-F502", "function f { " + "if true; then ".repeat(40) + "f; " + "fi; ".repeat(40) + "}\nf\n"),
                Arguments.of("SW-F503", "x=aaaaaaaaaa\nwhile true; do x=$x$x; done\n"),
                Arguments.of("SW-F503", "function f { while true; do setparams $@ $@; done; }\nf a b\n"),
                Arguments.of("SW-F503", "true " + "a".repeat(2_000_000) + "\n"),
                Arguments.of("SW-F504", "while true; do menuentry x { linux /x; }; done\n"),
                Arguments.of("SW-F504", "function f {\nsubmenu a { f; f; }\nsubmenu b { f; f; }\nmenuentry c { linux /c; }\n}\nf\n"));
    }

    private static String exports() {
        return "for a in 0 1 2 3 4 5 6 7 8 9; do for b in 0 1 2 3 4 5 6 7 8 9; do for c in 0 1 2 3 4 5 6 7 8 9; do for d in 0 1 2 3 4 5 6 7 8 9; do export v$a$b$c$d; done; done; done; done\n";
    }

    @ParameterizedTest
    @MethodSource("limits")
    void endsWithAProblem(String code, String config) {
        FetchException e = assertTimeoutPreemptively(HANGS, () -> assertThrows(FetchException.class, () -> Configs.menu(config)));

        assertEquals(code, e.problem().code(), e.problem().toString());
        assertTrue(e.problem().where().matches("file://localhost/boot/grub/grub.cfg:[0-9]+:[0-9]+"), e.problem().where());
    }

    static Stream<Arguments> survived() {
        return Stream.of(
                Arguments.of(1, "menuentry a { linux /a; }\nconfigfile $prefix/grub.cfg\n"),
                Arguments.of(1, "menuentry a { linux /a; }\nmenuentry b { configfile $prefix/grub.cfg; }\n"),
                Arguments.of(1, "menuentry x { while true; do true; done; }\nmenuentry y { linux /y; }\n"),
                Arguments.of(1, "function f { f; }\nmenuentry x { f; }\nmenuentry y { linux /y; }\n"),
                Arguments.of(1, "x=aaa\nmenuentry x { while true; do x=$x$x; done; }\nmenuentry y { linux /y; }\n"),
                Arguments.of(0, "function f { submenu a { f; }; }\nf\n"),
                Arguments.of(0, "if true\nthen\n".repeat(10_000)),
                Arguments.of(0, "menuentry x {\n".repeat(100_000)),
                Arguments.of(0, "menuentry x {".repeat(100_000)),
                Arguments.of(0, "[ " + "'(' ".repeat(100_000) + "]\n"),
                Arguments.of(0, "echo \"a\n".repeat(100_001)),
                Arguments.of(0, "echo $\n".repeat(200_000)),
                Arguments.of(0, "\\\n".repeat(500_000)),
                Arguments.of(0, "frob\n".repeat(300_000)),
                Arguments.of(0, "if false\nthen a\n" + "elif false\nthen b\n".repeat(100_000) + "fi\n"),
                Arguments.of(1, "\0\0menuentry\0 x {\0linux /x\0}\n\u0001\u0002\n"),
                Arguments.of(0,
                        "menuentry '\uD800\u0007' { linux '(http,h)/\uD800%zz?a=\u0007 b'; initrd /../../..//x; }\n".replace("linux '",
                                "linux '(")),
                Arguments.of(0,
                        "menuentry x { linux '(http,a b)/x'; linux '(tftp,[::1]:99999999)/x'; linux '('; linux ')'; linux ''; linux '()/x'; }\n"));
    }

    @ParameterizedTest
    @MethodSource("survived")
    void givesAMenu(int entries, String config) throws Exception {
        BootMenu menu = assertTimeoutPreemptively(HANGS, () -> Configs.menu(config));

        assertEquals(entries, menu.entries().size(), menu.remarks().toString());
        assertTrue(menu.remarks().size() <= 501);
    }

    @Test
    void aThousandIncludesOfOneFile() throws Exception {
        Configs configs = Configs.local().with("grub.cfg", "source /b.cfg\n".repeat(1_000)).with("b.cfg", "menuentry x { linux /x; }\n");

        assertEquals(1_000, configs.read("grub.cfg").entries().size());
        assertEquals(1, configs.files().asked().stream().filter(file -> file.endsWith("/b.cfg")).count());
    }

    @Test
    void menusThatOpenEachOther() throws Exception {
        Configs configs = Configs.local();
        int menus = 30;
        for (int i = 0; i < menus; i++) {
            var text = new StringBuilder("menuentry own" + i + " { linux /" + i + "; }\n");
            for (int k = 0; k < menus; k++) {
                text.append("menuentry to").append(k).append(" { configfile /m").append(k).append(".cfg; }\n");
            }
            configs.with("m" + i + ".cfg", text.toString());
        }

        assertTrue(assertTimeoutPreemptively(HANGS, () -> configs.read("m0.cfg")).entries().size() <= menus);
    }

    @Test
    void fiftyThousandEntries() throws Exception {
        var config = new StringBuilder("set default=e49999\n");
        for (int i = 0; i < 50_000; i++) {
            config.append("menuentry 'Debian GNU/Linux, number ").append(i).append("' --class debian --id e").append(i)
                    .append(" {\n\tinsmod gzio\n\techo 'Loading Linux ...'\n\tlinux /boot/vmlinuz-")
                    .append(i).append(" root=UUID=39ec20e2-83f5-44ce-8671-f31ce0856377 ro quiet\n\tinitrd /boot/initrd-").append(i)
                    .append("\n}\n");
        }
        BootMenu menu = assertTimeoutPreemptively(HANGS, () -> Configs.menu(config.toString()));

        assertTrue(config.length() > 9_000_000, config.length() + " characters");
        assertEquals(50_000, menu.entries().size());
        assertEquals("e49999", menu.preset().orElseThrow());
        assertEquals(List.of(), menu.remarks());
    }
}
