package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of versions. */
class VersionOrderTests {
    private static final VersionOrder ORDER = new VersionOrder();
    /** Each is older than the next. */
    private static final List<String> RISING = List.of("122.1", "123~rc1-1", "123", "123-a", "123-a.1", "123-1", "123-1.1", "123^post1",
            "123.a-1", "123.1-1",
            "123a-1", "124-1");

    @Test
    void eachIsOlderThanAllThatFollow() {
        for (int i = 0; i < RISING.size(); i++) {
            for (int j = 0; j < RISING.size(); j++) {
                assertEquals(Integer.compare(i, j), Integer.signum(ORDER.compare(RISING.get(i), RISING.get(j))),
                        RISING.get(i) + " and " + RISING.get(j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"11, 11, 0", "systemd-123, systemd-123, 0", "bar-123, foo-123, -1", "123a, 123, 1",
        "123.a, 123.b, -1", "123a, 123.a, 1",
        "11α, 11β, 0", "A, a, -1", "'', 0, -1", "0., 0, 1", "1_, 1, 0", "_1, 1, 0", "1_, 1.2, -1", "1_2_3, 1.3.3, 1", "00123, 123, 0",
        "9, 10, -1",
        "18446744073709551617, 18446744073709551616, 1", "5.6.6-300.fc32.x86_64, 0-rescue, 1", "6.10.0, 6.9.12, 1"})
    void isAsTheSpecificationShows(String one, String other, int order) {
        assertEquals(order, Integer.signum(ORDER.compare(one, other)));
        assertEquals(-order, Integer.signum(ORDER.compare(other, one)));
    }

    @Test
    void isAnOrder() {
        var random = new Random(7);
        var words = new ArrayList<String>();
        for (int i = 0; i < 150; i++) {
            var word = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                word.append("01aB.-~^_".charAt(random.nextInt(9)));
            }
            words.add(word.toString());
        }
        for (String one : words) {
            for (String two : words) {
                assertEquals(-Integer.signum(ORDER.compare(one, two)), Integer.signum(ORDER.compare(two, one)), one + " and " + two);
                for (String three : words) {
                    assertTrue(ORDER.compare(one, two) > 0 || ORDER.compare(two, three) > 0 || ORDER.compare(one, three) <= 0,
                            () -> one + ", " + two + ", " + three);
                }
            }
        }
    }
}
