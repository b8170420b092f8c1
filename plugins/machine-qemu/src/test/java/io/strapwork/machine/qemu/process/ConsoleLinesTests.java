package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLinesTests {
    private static List<String> lines(String... pieces) {
        var found = new ArrayList<String>();
        var lines = new ConsoleLines(found::add);
        for (String piece : pieces) {
            lines.add(piece);
        }
        lines.finish();
        return found;
    }

    @Test
    void linesComeWithoutEndsAndControls() {
        assertEquals(List.of("one", "two\tthree", "", "four"), lines("on", "e\r\ntw", "o\tthr\7ee\n\r\nfour"));
    }

    @Test
    void escapeSequencesAreLeftOut() {
        assertEquals(List.of("red text", "title"), lines("\33[1;3", "1mred\33[0m text\n\33]0;window\7title\33[K\n"));
    }

    @Test
    void aLineWithoutEndIsBroken() {
        assertEquals(List.of("x".repeat(4096), "x".repeat(4)), lines("x".repeat(4100)));
    }
}
