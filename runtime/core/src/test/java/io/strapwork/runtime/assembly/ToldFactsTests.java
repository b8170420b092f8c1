package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToldFactsTests {
    private final ToldFacts facts = new ToldFacts();

    @Test
    void eachPluginTellsItsOwn() {
        BootFacts http = facts.of(Room.FETCH, "http");
        BootFacts https = facts.of(Room.FETCH, "http");
        facts.of(Room.LINK, "silent");
        https.tell("version", "2");
        http.tell("version", "1.1");
        http.tell("server", "nginx");
        http.tell("version", "1.0");
        assertEquals(
                List.of(new FactReport(Room.FETCH, "http", "version", "1.0"), new FactReport(Room.FETCH, "http", "server", "nginx"),
                        new FactReport(Room.FETCH, "http", "version", "2")),
                facts.reports());
    }

    @Test
    void whatIsToldCanBeShown() {
        BootFacts own = facts.of(Room.FETCH, "http");
        own.tell("server", " \u001b[2Jngin\u202ex\r\n" + "x".repeat(1 << 20));
        String value = facts.reports().getFirst().value();
        assertTrue(value.startsWith("[2Jngin x xxx"), value);
        assertEquals(BootFacts.LONGEST + 1, value.length(), "with an ellipsis");
    }

    @Test
    void whatIsTooMuchIsCounted() {
        BootFacts own = facts.of(Room.FETCH, "http");
        for (int i = 0; i < BootFacts.MOST + 5; i++) {
            own.tell("fact-" + i, "");
        }
        own.tell("fact-0", "still told");
        assertEquals(BootFacts.MOST + 1, facts.reports().size());
        assertEquals("still told", facts.reports().getFirst().value());
        assertEquals(new FactReport(Room.FETCH, "http", "untold", "5"), facts.reports().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Server", "-", "9", "a b", "a\n", "é"})
    void aNameIsAName(String name) {
        BootFacts own = facts.of(Room.FETCH, "http");
        assertThrows(IllegalArgumentException.class, () -> own.tell(name, ""));
        assertThrows(IllegalArgumentException.class, () -> own.tell("a".repeat(65), ""));
    }
}
