package io.strapwork.testkit.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FuzzedRandomTests {
    private static FuzzedRandom of(int... bytes) {
        var array = new byte[bytes.length];
        IntStream.range(0, bytes.length).forEach(i -> array[i] = (byte) bytes[i]);
        return new FuzzedRandom(array);
    }

    @Test
    void eachChoiceIsAByteOrAsManyAsItsBoundNeeds() {
        FuzzedRandom random = of(7, 9, 255, 1, 2, 0, 1, 0, 0, 1);
        assertEquals(1, random.nextInt(2));
        assertEquals(1, random.nextInt(8));
        assertEquals(55, random.nextInt(200));
        assertEquals(0x102, random.nextInt(1000));
        assertEquals(0x10000, random.nextInt(1 << 20));
        assertTrue(random.hasMore());
        assertTrue(random.nextBoolean());
        assertFalse(random.hasMore());
    }

    @Test
    void whatFollowsDependsOnTheBytesOnly() {
        FuzzedRandom one = of(1, 2, 3);
        FuzzedRandom same = of(1, 2, 3);
        for (int i = 0; i < 20; i++) {
            assertEquals(one.nextInt(), same.nextInt());
            assertEquals(one.nextInt(77), same.nextInt(77));
        }
        assertTrue(IntStream.range(0, 100).map(_ -> one.nextInt(4)).distinct().count() > 1);
        assertTrue(of().nextInt(5) < 5);
    }
}
