package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that never end, grow, or are none. */
class HostileTests {
    private static FetchException fails(Scripts scripts) {
        return assertThrows(FetchException.class, scripts::read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        ":a;goto a ! SW-F603",
        ":a;chain gone || goto a ! SW-F603",
        ":a;set x y;goto a ! SW-F603",
        ":a;iseq a b || goto b;:b;goto a ! SW-F603",
        "chain --replace start.ipxe ! SW-F603",
        ":a;inc i;goto a ! SW-F604",
        ":a;menu A;goto a ! SW-F604",
        "set a:hex 24:7b:61:3a:73:74:72:69:6e:67:7d;echo ${a:string} ! SW-F604",
        "chain start.ipxe ! SW-F605",
        "chain start.ipxe && exit || chain start.ipxe ! SW-F605",
        "set a xxxxxxxxxxxxxxxx;:a;set a ${a}${a};goto a ! SW-F606",
        "set i:int32 0;:a;set x${i} y;inc i;goto a ! SW-F607",
        "set i:int32 0;:a;set b${i}/x y;inc i;goto a ! SW-F607",
        "menu A;:a;item x X;goto a ! SW-F607",
        ":a;initrd x;goto a ! SW-F607"})
    void loops(String lines, String code) {
        FetchException failed = fails(Scripts.of(lines.split(";")));
        assertEquals(code, failed.problem().code());
        assertTrue(failed.problem().where().startsWith(Scripts.ROOT + "start.ipxe:"), failed.problem()::toString);
    }

    @Test
    void aLoopSaysWhatFailedBefore() {
        FetchException failed = fails(Scripts.of(":retry", "chain gone.ipxe || goto retry"));
        assertEquals("the script returns here again and again without any change; the last failure: the command \"chain\" failed: "
                + Scripts.ROOT + "gone.ipxe: it does not exist", failed.problem().what());
        assertEquals(Scripts.ROOT + "start.ipxe:3:20", failed.problem().where());
    }

    @Test
    void aScriptThatIsNotThere() {
        assertEquals("SW-F601", fails(new Scripts()).problem().code());
    }

    @Test
    void aFileThatIsNoScript() throws FetchException {
        assertEquals("SW-F602", fails(new Scripts().raw("start.ipxe", new byte[]{0x7f, 'E', 'L', 'F', 0, 0})).problem().code());
        BootMenu menu = new Scripts().raw("start.ipxe", "\uFEFF# no magic\nkernel k\nboot").read();
        assertEquals(1, menu.entries().size());
        assertEquals(1, menu.remarks().size());
    }

    /** A hundred items, and a hundred below each. */
    @Test
    void menusWithoutEnd() {
        var lines = new ArrayList<String>();
        for (String name : List.of("a", "b")) {
            lines.add("menu " + name);
            for (int i = 0; i < 101; i++) {
                lines.add("item " + name + i + " X");
            }
            lines.add("choose " + name);
        }
        lines.addAll(List.of("kernel ${a} ${b}", "boot"));
        assertEquals("SW-F608", fails(Scripts.of(lines.toArray(String[]::new))).problem().code());
    }

    @Test
    void manyItemsThatNeverEnd() {
        var lines = new ArrayList<String>(List.of("menu A"));
        for (int i = 0; i < 200; i++) {
            lines.add("item x" + i + " X");
        }
        lines.addAll(List.of("choose x", ":a", "inc i", "goto a"));
        Budget budget = new Budget(1_000, 50_000);
        Scripts scripts = Scripts.of(lines.toArray(String[]::new));
        assertEquals("SW-F609", assertThrows(FetchException.class, () -> scripts.read(budget)).problem().code());
    }

    @Test
    void remarksHaveAnEnd() throws FetchException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            lines.add("nonsense ||");
        }
        assertEquals(1_000, Scripts.of(lines.toArray(String[]::new)).read().remarks().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "#!ipxe", "#!ipxe ", "#!ipxe\n\\", "#!ipxe\n\\\n\\\n", "#!ipxe\n:", "#!ipxe\n: ${", "#!ipxe\n|| && ;",
        "#!ipxe\n&&", "#!ipxe\n;;;",
        "#!ipxe\nkernel", "#!ipxe\nkernel k\0 x\nboot", "#!ipxe\nboot k -", "#!ipxe\nset - -", "#!ipxe\nset /:string x", "#!ipxe\nset :: x",
        "#!ipxe\necho ${/}",
        "#!ipxe\necho ${:}", "#!ipxe\necho ${${}}", "#!ipxe\nmenu\nitem x\nchoose /:hex", "#!ipxe\nchain .", "#!ipxe\nchain ..",
        "#!ipxe\nchain ?", "#!ipxe\nchain #",
        "#!ipxe\ntime time time", "#!ipxe\ntime", "#!ipxe\ninc x:string", "#!ipxe\nset x:int32 99999999999999999999999 ||",
        "#!ipxe\nexit x"})
    void oddScripts(String text) throws FetchException {
        BootMenu menu = new Scripts().raw("start.ipxe", text).read();
        assertTrue(menu.entries().size() <= 1, menu::toString);
    }

    private static final List<String> WORDS = List.of("kernel", "initrd", "boot", "chain", "menu", "item", "choose", "goto", ":a", "a", "b",
            "||", "&&", ";", "#",
            "${a}", "${b:hex}", "${net0/mac:hexhyp}", "${", "}", "set", "inc", "a:int32", "isset", "iseq", "--name", "--default",
            "--timeout", "--gap", "exit", "\n", "\n",
            "\\\n", "\0", "imgfree", "imgargs", "start.ipxe", "other.ipxe", "vmlinuz", "\u00fc", "0x10", "-1", "--", "imgfetch", "time",
            "\t", "#!ipxe\n", "cwduri");

    private static String mutated(String text, RandomGenerator random) {
        var mutated = new StringBuilder(text);
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            int end = Math.min(mutated.length(), at + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, mutated.substring(at, end));
                case 2 -> mutated.insert(at, (char) random.nextInt(256));
                case 3 -> mutated.insert(at, " " + WORDS.get(random.nextInt(WORDS.size())) + " ");
                default -> mutated.insert(at, WORDS.get(random.nextInt(WORDS.size())));
            }
        }
        return mutated.toString();
    }

    private static String random(RandomGenerator random) {
        var text = new StringBuilder("#!ipxe\n");
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(4) == 0 ? "\n" : " ");
        }
        return text.toString();
    }

    private static final String SEED = String.join("\n", "#!ipxe", "set a:int32 0", ":start", "menu Top ${a}", "item --gap -- --- x",
            "item a First", "item --default b Second",
            "choose --timeout 1000 a && goto ${a} || goto start", ":a", "kernel --name k vmlinuz ${mac:hexhyp} \\", " more=${a}",
            "initrd i.gz", "boot || goto start", ":b",
            "chain other.ipxe && inc a || exit 1", "iseq ${a} 3 && goto a || goto start", "");

    @Test
    void anythingIsAMenuOrAProblem() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_250_601);
        int menus = 0;
        int problems = 0;
        for (int round = 0; round < 600; round++) {
            String text = round % 3 == 0 ? random(random) : mutated(SEED, random);
            String other = round % 2 == 0 ? mutated("#!ipxe\nset b x\nchain start.ipxe || exit\n", random) : random(random);
            Scripts scripts = new Scripts().raw("start.ipxe", text.getBytes(StandardCharsets.UTF_8)).raw("other.ipxe", other);
            try {
                check(scripts.read(new Budget(2_000, 20_000)));
                menus++;
            } catch (FetchException e) {
                assertTrue(e.problem().code().startsWith("SW-F60"), text);
                problems++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(text + "\n--- other ---\n" + other, e);
            }
        }
        assertTrue(menus > 300 && problems > 3, menus + " menus, " + problems + " problems");
    }

    static Stream<byte[]> scripts() {
        return Stream.of(SEED.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("scripts")
    @FuzzTest
    void anyScript(byte[] script) {
        try {
            check(new Scripts().raw("start.ipxe", script).put("other.ipxe", "set b x", "chain start.ipxe || exit")
                    .read(new Budget(2_000, 20_000)));
        } catch (FetchException e) {
            assertTrue(e.problem().code().startsWith("SW-F60"), e::getMessage);
        }
    }

    private static void check(BootMenu menu) {
        List<String> ids = menu.entries().stream().map(BootEntry::id).toList();
        assertEquals(ids.size(), ids.stream().distinct().count());
        assertTrue(menu.preset().isEmpty() || ids.contains(menu.preset().get()), menu::toString);
        for (BootEntry entry : menu.entries()) {
            assertEquals("kernel", entry.parts().getFirst().name());
        }
    }
}
