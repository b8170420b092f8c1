package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic, by properties that hold for any ranges. */
class SegmentsTests {
    private static final long GIB = 1L << 30;
    private static final List<GuestRange> RAM = List.of(GuestRange.of(0, 0x9f000), GuestRange.of(0x100000, 3 * GIB),
            GuestRange.of(4 * GIB, 8 * GIB));

    private static List<GuestRange> any(Random random, int most) {
        var ranges = new ArrayList<GuestRange>();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            GuestRange ram = RAM.get(random.nextInt(RAM.size()));
            long start = ram.start().value() + random.nextLong(ram.bytes());
            ranges.add(GuestRange.of(start, random.nextLong(Math.min(0x300000, ram.end().value() - start) + 1)));
        }
        return ranges;
    }

    @ParameterizedTest
    @CsvSource({"4096,1", "4096,2", "4096,3", "65536,4", "65536,5", "65536,6"})
    void pagesHoldWhatTheyMustAndNothingElse(long page, long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            List<GuestRange> ranges = any(random, 40);
            List<GuestRange> pages = Segments.pages(ranges, page);
            for (int i = 0; i < pages.size(); i++) {
                assertEquals(0, pages.get(i).start().value() % page);
                assertEquals(0, pages.get(i).bytes() % page);
                assertTrue(i == 0 || pages.get(i - 1).end().compareTo(pages.get(i).start()) < 0,
                        "in order, apart, joined where they touch");
            }
            for (GuestRange range : ranges) {
                assertTrue(range.bytes() == 0 || pages.stream().anyMatch(one -> one.contains(range)));
            }
            for (GuestRange one : pages) {
                for (GuestAddress at : List.of(one.start(), GuestAddress.of(one.end().value() - page))) {
                    GuestRange edge = new GuestRange(at, page);
                    assertTrue(ranges.stream().anyMatch(edge::overlaps), "a page that nobody needs: " + edge);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4096,1", "65536,2"})
    void contentIsApartFromZeros(long page, long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            List<GuestRange> given = any(random, 20);
            var all = new ArrayList<>(given);
            all.addAll(any(random, 20));
            List<GuestRange> pages = Segments.pages(all, page);
            List<GuestRange> content = Segments.pages(given, page);
            List<GuestRange> apart = Segments.apart(pages, content);
            assertEquals(pages, Segments.pages(apart, page), "nothing is lost or added");
            assertTrue(apart.containsAll(content));
            for (int i = 1; i < apart.size(); i++) {
                assertTrue(apart.get(i - 1).end().compareTo(apart.get(i).start()) <= 0, "in order, no page twice");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,16", "2,16", "3,5", "4,1"})
    void gapsAreFilledInRamOnly(long seed, int most) {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            List<GuestRange> pages = Segments.pages(any(random, 60), 4096).stream()
                    .filter(range -> RAM.stream().anyMatch(ram -> ram.contains(range))).toList();
            List<GuestRange> joined = Segments.atMost(most, pages, RAM);
            for (GuestRange page : pages) {
                assertTrue(joined.stream().anyMatch(range -> range.contains(page)));
            }
            for (int i = 0; i < joined.size(); i++) {
                GuestRange range = joined.get(i);
                assertTrue(RAM.stream().anyMatch(ram -> ram.contains(range)), range + " is not all RAM");
                assertTrue(i == 0 || joined.get(i - 1).end().compareTo(range.start()) < 0);
            }
            assertTrue(joined.size() <= Math.max(most, RAM.size()), "what is in one range of RAM can be joined");
            assertTrue(joined.size() >= Math.min(most, pages.size()), "no more is joined than must be");
        }
    }

    @Test
    void noPageGoesBeyondAllAddresses() {
        assertEquals(List.of(GuestRange.of(Long.MAX_VALUE - 0xffff, 0xffff)),
                Segments.pages(List.of(GuestRange.of(Long.MAX_VALUE - 9, 5)), 0x10000));
    }

    @Test
    void theSmallestGapIsFilledFirst() {
        List<GuestRange> pages = List.of(GuestRange.of(0x100000, 0x1000), GuestRange.of(0x110000, 0x1000), GuestRange.of(0x113000, 0x1000));
        assertEquals(List.of(GuestRange.of(0x100000, 0x1000), GuestRange.of(0x110000, 0x4000)), Segments.atMost(2, pages, RAM));
        assertEquals(List.of(GuestRange.of(0x100000, 0x14000)), Segments.atMost(1, pages, RAM));
        assertEquals(2, Segments.atMost(1, List.of(GuestRange.of(0x9e000, 0x1000), GuestRange.of(0x100000, 0x1000)), RAM).size(),
                "video memory is no RAM");
    }
}
