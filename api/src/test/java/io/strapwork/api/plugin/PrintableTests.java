package io.strapwork.api.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTests {
    /** Escape sequences by ESC and by C1's CSI and OSC, bidirectional overrides and isolates, what has no width, line separators, halves of pairs, private and unassigned characters. */
    @ParameterizedTest
    @CsvSource({"1b,?", "9b,?", "9d,?", "85,?", "7f,?", "0,?", "8,?", "202e,?", "2066,?", "200f,?", "61c,?", "200b,?", "2060,?", "feff,?",
        "ad,?", "e0001,?",
        "2028,?", "2029,?", "d800,?", "dfff,?", "e000,?", "378,?", "9,' '", "e9,é", "4e2d,中", "1f600,😀", "5d0,א"})
    void oneCharacter(String hexadecimal, String shown) {
        String character = Character.toString(Integer.parseInt(hexadecimal, 16));
        assertEquals("a" + shown + "b", Printable.text("a" + character + "b", 100));
        var problem = new Problem("SW-F101", Blame.PEER, "at" + character, "what" + character, "hint" + character);
        assertEquals("at" + shown + "|what" + shown + "|hint" + shown, problem.where() + "|" + problem.what() + "|" + problem.hint());
    }

    @Test
    void linesEndAsTheyDid() {
        assertEquals("a\nb\nc?d", Printable.text("a\nb\r\nc\rd", 100));
        assertEquals("a b c d", Printable.line(" a\nb\r\n\tc\u2028 \u00a0d\n"));
        assertEquals("a [31mb", Printable.line("a\u001b\u202e[31mb\u009b"));
    }

    @Test
    void theUsualTextStaysTheSame() {
        String usual = "the server says \"404 Not Found\"";
        assertSame(usual, Printable.text(usual, 100));
    }

    @Test
    void longTextIsCut() {
        assertEquals("abc…", Printable.text("abcdef", 3));
        assertEquals("abc…", Printable.line("abc def", 3));
        assertEquals("abc", Printable.line("abc  ", 3));
        var problem = new Problem("SW-F101", Blame.PEER, "w".repeat(1 << 20), "x".repeat(1 << 20), "y\n".repeat(1 << 20));
        assertTrue(problem.where().length() < 4000 && problem.what().length() < 4000 && problem.hint().length() < 20_000);
    }

    @Test
    void whateverComesNothingUnprintableLeaves() {
        var random = new Random(14);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x10000 : 0x300));
            }
            int most = random.nextInt(1, 40);
            String shown = Printable.text(text.toString(), most);
            assertTrue(shown.codePoints().allMatch(c -> c == '\n' || Printable.isShown(c)), shown);
            assertTrue(shown.length() <= most + 2);
            assertTrue(Printable.line(text.toString(), most).codePoints().allMatch(Printable::isShown));
        }
    }
}
