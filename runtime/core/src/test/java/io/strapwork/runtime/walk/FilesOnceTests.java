package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.walk.BootSource.Wanted;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts that lie in one file. */
class FilesOnceTests {
    private static final BootUri IMAGE = BootUri.parse("http://10.0.2.2/uki.efi");
    private static final BootUri OTHER = BootUri.parse("http://10.0.2.2/initrd");
    private final List<String> fetched = new ArrayList<>();

    private FetchedPart fetch(String name, BootUri uri) {
        fetched.add(name + " " + uri.path());
        MemorySegment content = MemorySegment.ofArray(new byte[]{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).asReadOnly();
        return new FetchedPart(name, uri, content, Sha256.of(content), Duration.ofMillis(7));
    }

    private static Wanted range(String name, long offset, long length) {
        return new Wanted(name, IMAGE, List.of(), Optional.of(new PartRange(offset, length)));
    }

    @Test
    void aFileIsFetchedOnceAndCutIntoItsParts() {
        var files = new FilesOnce();
        FetchedPart kernel = files.part(range("kernel", 2, 3), IMAGE, this::fetch).part();
        FetchedPart initrd = files.part(range("initrd", 9, 1), IMAGE, this::fetch).part();
        FetchedPart more = files.part(new Wanted("initrd", OTHER), OTHER, this::fetch).part();
        assertArrayEquals(new byte[]{2, 3, 4}, kernel.content().toArray(ValueLayout.JAVA_BYTE));
        assertArrayEquals(new byte[]{9}, initrd.content().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(10, more.bytes());
        assertEquals(List.of("kernel /uki.efi", "initrd /initrd"), fetched);
        assertEquals(Sha256.of(MemorySegment.ofArray(new byte[]{2, 3, 4})), kernel.sha256());
        assertEquals(List.of(Duration.ofMillis(7), Duration.ZERO), List.of(kernel.took(), initrd.took()));
        assertEquals(List.of("kernel", "initrd"), List.of(kernel.name(), initrd.name()));
    }

    @ParameterizedTest
    @CsvSource({"9, 2, 9 to 10", "10, 1, 10 to 10", "0, 11, 0 to 10", "9223372036854775806, 1, 9223372036854775806 to 9223372036854775806"})
    void aFileThatEndsBeforeItsPartIsAProblem(long offset, long length, String shown) {
        var files = new FilesOnce();
        Problem problem = assertThrows(StrapworkException.class, () -> files.part(range("initrd", offset, length), IMAGE, this::fetch))
                .problems()
                .getFirst();
        assertEquals("SW-F116", problem.code());
        assertEquals("the file ends before its part: the initrd is bytes " + shown + ", but the file has 10 bytes", problem.what());
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "0, -1", "9223372036854775807, 1"})
    void whatIsNoRangeIsNone(long offset, long length) {
        assertThrows(IllegalArgumentException.class, () -> new PartRange(offset, length));
    }

    private static String asked(TrustQuestion question) {
        return question.asked().name() + " of " + question.asked().bytes() + ": "
                + question.about().stream().map(each -> each.part().name() + " " + each.part().bytes()).toList();
    }

    /** One that passes uncovered by its name must take no other part with it. */
    @Test
    void aFileIsAskedAboutUnderTheNamesOfItsOwnParts() {
        var files = new FilesOnce();
        FilePart initrd = files.part(range("initrd", 9, 1), IMAGE, this::fetch);
        FilePart tree = files.part(range("device-tree", 4, 4), IMAGE, this::fetch);
        FilePart more = files.part(range("initrd", 8, 1), IMAGE, this::fetch);
        FilePart whole = files.part(new Wanted("initrd", IMAGE), IMAGE, this::fetch);
        assertSame(initrd.file(), tree.file());
        var menu = List.of(fetch("menu", IMAGE));
        assertEquals(
                List.of("initrd of 10: [initrd 1, initrd 1]", "device-tree of 10: [device-tree 4]", "initrd of 10: [initrd 10]",
                        "menu of 10: []"),
                TrustQuestion.ofFiles(List.of(initrd, tree, more, whole), menu).stream().map(FilesOnceTests::asked).toList());
        FilePart kernel = files.part(range("kernel", 2, 3), IMAGE, this::fetch);
        assertEquals(List.of("kernel of 10: [initrd 1, device-tree 4, kernel 3]", "initrd of 10: [initrd 10]"),
                TrustQuestion.ofFiles(List.of(initrd, tree, kernel, whole), List.of()).stream().map(FilesOnceTests::asked).toList());
        assertEquals(List.of("initrd of 1: [initrd 1]", "initrd of 10: [initrd 10]"),
                TrustQuestion.ofParts(List.of(initrd, whole)).stream().map(FilesOnceTests::asked).toList());
    }

    /** Equal parts, each for itself. */
    @Test
    void aFileTwiceIsTwoParts() {
        var files = new FilesOnce();
        FilePart one = files.part(new Wanted("initrd", OTHER), OTHER, this::fetch);
        FilePart other = files.part(new Wanted("initrd", OTHER), OTHER, this::fetch);
        assertEquals(List.of("initrd of 10: [initrd 10]", "initrd of 10: [initrd 10]"),
                TrustQuestion.ofFiles(List.of(one, other), List.of()).stream().map(FilesOnceTests::asked).toList());
    }
}
