package io.strapwork.api.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.ByteSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySizesTests {
    private static final MemorySizes POWER = MemorySizes.parse("ppc64:256MiB:1024GiB:256MiB");

    private static String suggested(String asked) {
        return POWER.atLeast(ByteSize.parse(asked)).toString();
    }

    @Test
    void isAmongThemOrNot() {
        assertEquals("a multiple of 256MiB from 256MiB to 1024GiB", POWER.toString());
        for (String good : List.of("256MiB", "512MiB", "12GiB", "1024GiB")) {
            assertEquals(true, POWER.allow(ByteSize.parse(good)), good);
            assertEquals(good, suggested(good));
        }
        for (String bad : List.of("0", "128MiB", "384MiB", "1500MiB", "1025GiB")) {
            assertEquals(false, POWER.allow(ByteSize.parse(bad)), bad);
        }
        assertEquals(List.of("256MiB", "512MiB", "1536MiB", "1024GiB"),
                List.of(suggested("0"), suggested("384MiB"), suggested("1500MiB"), suggested("5000GiB")));
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String text : List.of("", "ppc64", "ppc64:1:2", "ppc:1MiB:2MiB:1MiB", "ppc64:1MiB:2MiB:1MiB:", "ppc64:2MiB:1MiB:1MiB",
                "ppc64:1MiB:2MiB:0",
                "ppc64:1MiB:2MiB:2MiB", "ppc64:x:2MiB:1MiB")) {
            assertThrows(IllegalArgumentException.class, () -> MemorySizes.parse(text), text);
        }
    }
}
