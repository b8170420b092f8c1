package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File names: counters in them, and patterns of them. */
class NameTests {
    @ParameterizedTest
    @CsvSource({"a+3.conf, a.conf, 3, 0", "a+2-1.conf, a.conf, 2, 1", "a+0-3.efi, a.efi, 0, 3", "a+b+1.conf, a+b.conf, 1, 0"})
    void aCounterIsTakenOff(String name, String id, int left, int done) {
        assertEquals(new BootCount(id, OptionalInt.of(left), done), BootCount.of(name));
    }

    @ParameterizedTest
    @CsvSource({"a.conf", "a+3", "a+.conf", "a+3b.conf", "a+3-.conf", "a+3.x.conf", "a+9999999999.conf", "'+'"})
    void whatIsNoCounterStays(String name) {
        assertEquals(new BootCount(name, OptionalInt.empty(), 0), BootCount.of(name));
    }

    @ParameterizedTest
    @CsvSource({"a*.conf, abc.conf, true", "a?.conf, ab.conf, true", "a?.conf, a.conf, false", "A.CONF, a.conf, true", "*, x, true",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false", "[]]x, ]x, true", "a[, a[, true", "a, ab, false", "ab, a, false", "*b*c, abxbc, true", "*b*c, abxb, false",
        "\\*, *, true", "'', a, false",
        "**, '', true"})
    void aPatternMatches(String pattern, String name, boolean matches) {
        assertEquals(matches, new Glob(pattern).matches(name));
    }

    @Test
    void aPatternThatTriesEveryPlaceEnds() {
        assertFalse(new Glob("*a".repeat(200) + "b").matches("a".repeat(20_000)));
    }
}
