package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good configurations with mistakes in them: each gives a menu, or a problem. */
class GrubFuzzTests {
    private static final List<String> SEEDS = List.of(
            """
                    set default="tools>rescue"
                    function f { for i in "$@"; do menuentry "Entry $i" --id $i "$i" { linux ($root)/v$2 a=$1 "b c" \\$x; initrd /i /j; }; done; }
                    if [ -f $prefix/x -a ! ( a = b ) ]; then f one; elif search --set=root --file /v; then f two three; else f four; fi
                    submenu 'Tools ...' --id tools { export x; menuentry Rescue --id rescue { linux (http,$net_default_server)/r?x=$net_default_mac; devicetree /d; } }
                    """,
            """
                    while [ "$n" != aaa ]; do n=a$n; if [ $n = aa ]; then continue; fi; eval "set v$n='$n'"; done
                    until regexp --set=1:y '^(a+)(b|c)*$' aaab; do break; done
                    load_env -f /grubenv
                    source /sub.cfg
                    blscfg
                    menuentry x { configfile /sub.cfg; }
                    menuentry y { loopback l /x.iso; linux (l)/v; }
                    linux /top quiet
                    boot
                    """);
    private static final List<String> PIECES = List.of("\"", "'", "\\", "$", "${", "}", "{", "\n", ";", "if ", "then", "fi\n", "done\n",
            "do ", "#", "\\\n", "(", ")", "*", "?", "<", "&&", "[ ", " ]",
            "menuentry x { linux /x; }\n", "submenu a {\n", "$@", "$*", "$?", "$1", "set root=", "(tftp,h)", "configfile /grub.cfg\n",
            "source /grub.cfg\n", "exit\n", "boot\n", "return\n",
            "break 2\n", "shift 9\n", "setparams a b\n", "!", "! ! ", "=", "unset root\n", "\0", "\u00e9", "\uD83D\uDE00", "function f {\n",
            "regexp '(' x\n", ">", ">>");

    static IntStream seeds() {
        return IntStream.range(0, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mistakesGiveAMenuOrAProblem(int seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int menus = 0;
        for (int i = 0; i < 30; i++) {
            String config = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
            try {
                BootMenu menu = Configs.local().with("grub.cfg", config).with("v", "").with("sub.cfg", mutated(SEEDS.getFirst(), random))
                        .with("grubenv", mutated("# GRUB Environment Block\na=b\nc=d\\\\\n###", random))
                        .with("loader/entries/a-1-1.conf", mutated("title T\nlinux /v\noptions a $b\n", random))
                        .read("grub.cfg");
                menus++;
                check(menu);
            } catch (FetchException e) {
                assertTrue(e.problem().code().matches("SW-F50[1-4]"), e.problem() + "\n" + config);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + "\n" + config, e);
            }
        }
        assertTrue(menus > 8, menus + " menus");
    }

    static Stream<byte[]> configurations() {
        return SEEDS.stream().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("configurations")
    @FuzzTest
    void configuration(byte[] bytes) {
        try {
            check(Configs.menu(new String(bytes, StandardCharsets.UTF_8)));
        } catch (FetchException e) {
            assertTrue(e.problem().code().matches("SW-F50[1-4]"), e.problem().toString());
        }
    }

    private static void check(BootMenu menu) {
        List<String> ids = menu.entries().stream().map(BootEntry::id).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size(), ids.toString());
        assertTrue(menu.preset().isEmpty() || ids.contains(menu.preset().get()), menu.preset() + " of " + ids);
        for (BootEntry entry : menu.entries()) {
            assertEquals("kernel", entry.parts().getFirst().name());
        }
    }

    private static String mutated(String good, RandomGenerator random) {
        var text = new StringBuilder(good);
        for (int k = random.nextInt(5); k > 0; k--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 8)));
                case 2 -> {
                    int from = random.nextInt(text.length() + 1);
                    text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(60))));
                }
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) random.nextInt(128));
                    }
                }
            }
        }
        return text.toString();
    }
}
