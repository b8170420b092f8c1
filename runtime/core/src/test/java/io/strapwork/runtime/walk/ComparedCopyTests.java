package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparedCopyTests {
    private static final int BYTES = 3000;

    private final MemorySegment source = MemorySegment.ofArray(new byte[BYTES]);
    private final MemorySegment placed = MemorySegment.ofArray(new byte[BYTES]);

    private String hex(long... progress) {
        try (var sum = new ComparedCopy(source, placed, "known")) {
            for (long bytes : progress) {
                sum.accept(bytes);
            }
            return sum.hex();
        }
    }

    @Test
    void sameBytesHaveTheSumThatIsKnown() {
        assertEquals("known", hex(1000, 2000, BYTES));
    }

    @Test
    void otherBytesHaveTheirOwn() {
        for (int at : new int[]{0, 1999, BYTES - 1}) {
            placed.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
            assertEquals(Sha256.of(placed), hex(1000, 2000, BYTES), "byte " + at);
            placed.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
        }
    }

    @Test
    void aCopyThatWasNotFinishedHasItsOwn() {
        assertEquals(Sha256.of(placed), hex(1000));
    }

    @Test
    void knownAreTheSumsOfWholeParts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(16);
            var known = new KnownSums(List.of(new FetchedPart("initrd", BootUri.parse("disk://0/1/initrd"), content, "sum", Duration.ZERO),
                    new FetchedPart("kernel", BootUri.parse("disk://0/1/kernel"), source, "heap", Duration.ZERO)));
            assertEquals(Optional.of("sum"), known.of(content.asReadOnly()));
            assertEquals(Optional.empty(), known.of(content.asSlice(0, 15)));
            assertEquals(Optional.empty(), known.of(content.asSlice(1)));
            assertEquals(Optional.empty(), known.of(arena.allocate(16)));
            // an address on the heap says nothing
            assertEquals(Optional.empty(), known.of(placed));
        }
    }
}
