package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.menu.FoundMenu;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A menu on a terminal that is none. */
class MenuPromptTests {
    private static final BootUri CONFIG = BootUri.parse("http://10.0.2.2/grub.cfg");
    private long now;
    private final StringWriter screen = new StringWriter();
    private final List<String> modes = new ArrayList<>();

    /** Pieces as a terminal sends them; a number is how many milliseconds nothing comes. */
    private final class Typist implements MenuPrompt.Typing {
        private final ArrayDeque<String> pieces;
        private long silentUntil;

        Typist(String... pieces) {
            this.pieces = new ArrayDeque<>(Arrays.asList(pieces));
            silence();
        }

        private void silence() {
            silentUntil = now;
            if (!pieces.isEmpty() && pieces.peek().startsWith("~")) {
                silentUntil += Duration.ofMillis(Long.parseLong(pieces.poll().substring(1))).toNanos();
            }
        }

        @Override
        public Optional<String> next(Duration longest) {
            if (pieces.isEmpty() || silentUntil - now > longest.toNanos()) {
                if (pieces.isEmpty() && longest.compareTo(Duration.ofMinutes(1)) > 0) {
                    return Optional.of(MenuPrompt.END);
                }
                now += longest.toNanos();
                return Optional.empty();
            }
            now = Math.max(now, silentUntil);
            String piece = pieces.poll();
            silence();
            return Optional.of(piece);
        }
    }

    private final class Screen implements Tty {
        @Override
        public boolean isThere() {
            return true;
        }

        @Override
        public Mode keyByKey() {
            modes.add("raw");
            return () -> modes.add("cooked");
        }
    }

    private static FoundMenu menu(int entries, Optional<String> preset, Optional<Duration> patience) {
        List<BootEntry> all = IntStream.rangeClosed(1, entries)
                .mapToObj(i -> new BootEntry("e" + i, "Entry " + i, List.of(), List.of(new PartSource("kernel", CONFIG)), Optional.empty()))
                .toList();
        return new FoundMenu(CONFIG, "grub", new BootMenu(all, preset, patience, List.of()), List.of());
    }

    private Optional<String> choose(FoundMenu menu, String... typed) {
        return new MenuPrompt(new Typist(typed), new Screen(), new PrintWriter(screen), () -> now).choose(menu);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            e2  | R
            e2  | N
            e3  | DR
            e1  | UUUUUU,R
            e30 | 30R
            e30 | 3,0,R
            e5  | 30,5R
            e3  | 3x0UDR
            e2  | 0R
            e12 | 12,d,u,R
            """)
    void keys(String entry, String typed) {
        String[] pieces = typed.replace("U", "\u001b[A").replace("D", "\u001b[B").replace("u", "\u001bOA").replace("d", "\u001b[1;5B")
                .replace('R', '\r').replace('N', '\n').split(",");
        assertEquals(Optional.of(entry), choose(menu(30, Optional.of("e2"), Optional.empty()), pieces));
        assertEquals(List.of("raw", "cooked"), modes);
    }

    @Test
    void theCountdownChooses() {
        long began = now;
        assertEquals(Optional.of("e2"), choose(menu(3, Optional.of("e2"), Optional.of(Duration.ofMillis(2500)))));
        assertEquals(2500, Duration.ofNanos(now - began).toMillis());
        assertTrue(screen.toString().contains("3 s left") && screen.toString().contains("1 s left"), screen::toString);
        assertTrue(screen.toString().contains(">  2  Entry 2"), screen::toString);
    }

    @Test
    void anyKeyStopsTheCountdown() {
        long began = now;
        assertEquals(Optional.of("e2"),
                choose(menu(3, Optional.of("e2"), Optional.of(Duration.ofSeconds(5))), "~4900", "x", "~20000", "\r"));
        assertEquals(24_900, Duration.ofNanos(now - began).toMillis());
    }

    @Test
    void withoutPatienceItWaits() {
        for (Optional<Duration> patience : List.of(Optional.<Duration>empty(), Optional.of(Duration.ZERO))) {
            assertEquals(Optional.of("e1"), choose(menu(3, Optional.of("e1"), patience), "~50000", "\r"));
        }
        assertEquals(Optional.of("e1"), choose(menu(3, Optional.empty(), Optional.of(Duration.ofSeconds(1))), "~50000", "\r"));
    }

    @Test
    void escapeAndTheEndOfInputLeave() {
        for (String typed : List.of("\u001b", MenuPrompt.END)) {
            var left = assertThrows(StrapworkException.class, () -> choose(menu(3, Optional.of("e1"), Optional.empty()), typed));
            assertEquals("SW-X228", left.problems().getFirst().code());
            assertEquals("cooked", modes.getLast());
        }
    }

    @Test
    void aLongMenuIsShownInPart() {
        choose(menu(1000, Optional.of("e500"), Optional.empty()), "\r");
        assertTrue(screen.toString().contains("> 500  Entry 500") && screen.toString().contains("1000 entries."), screen::toString);
        assertFalse(screen.toString().contains("Entry 520"), screen::toString);
    }

    @Test
    void whatAServerSaysRulesNoTerminal() {
        var entry = new BootEntry("a", "a\u001b[2J\u009b2J\u202e\n", List.of("x\r"), List.of(new PartSource("kernel", CONFIG)),
                Optional.empty());
        var menu = new FoundMenu(CONFIG, "grub", new BootMenu(List.of(entry), Optional.empty(), Optional.empty(), List.of()), List.of());
        choose(menu, "\r");
        assertTrue(screen.toString().contains("x? > a?[2J?2J??"), screen::toString);
    }

    @Test
    void anEmptyMenuIsNotShown() {
        assertEquals(Optional.empty(), choose(menu(0, Optional.empty(), Optional.empty())));
        assertEquals("", screen.toString());
    }
}
