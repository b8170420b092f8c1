package io.strapwork.api.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where companions are, and how profiles say it. */
class CompanionsTests {
    private static FetchedPart part(BootUri uri) {
        return new FetchedPart("kernel", uri, MemorySegment.NULL, "", Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"http://u:p@h:8/a/kernel?v=1, kernel.sig, http://u:p@h:8/a/kernel.sig", "http://h/a/kernel, ../SUMS, http://h/SUMS",
        "http://h/a/kernel, ../../../SUMS, http://h/SUMS", "http://h/a/kernel, /x/./y/../SUMS, http://h/x/SUMS",
        "http://h/a/kernel, x/../SUMS, http://h/a/SUMS", "http://h/a/kernel, .sig, http://h/a/.sig",
        "http://h/a/kernel, ...sig, http://h/a/...sig",
        "tftp://h//srv/boot/kernel, ../SUMS, tftp://h//srv/SUMS", "tftp://h//srv/boot/kernel, SUMS, tftp://h//srv/boot/SUMS",
        "http://[fe80::1%25eth0]/a%20b/k%3Fx, c:d?#.sig, http://[fe80::1%25eth0]/a%20b/c:d%3F%23.sig",
        "http://h/, kernel.sig, http://h/kernel.sig"})
    void areOnTheServerOfTheirPart(String uri, String name, String place) {
        assertEquals(place, Companions.place(part(BootUri.parse(uri)), name).withCredentials());
    }

    /** A menu's path is a plain name, and may have them. */
    @ParameterizedTest
    @CsvSource({"/a/../b/kernel, kernel.sig, /b/kernel.sig", "/a/./kernel, kernel.sig, /a/kernel.sig",
        "/../kernel, ../kernel.sig, /kernel.sig",
        "/a/../b/kernel, ../kernel.sig, /kernel.sig"})
    void haveNoDotSegments(String path, String name, String place) {
        assertEquals(place, Companions.place(part(BootUri.parse("http://h/").withPath(path)), name).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/", "a/.", "a/..", "/", "/..", "//h/a", "///a", "a\0", "a\0/b", "../\0"})
    void whatNamesNoFileIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> Companions.place(part(BootUri.parse("http://h/a/kernel")), name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{part}.sig", "sigs/{part}", "../{part}.asc", "/keys/{part}.{part}", "SHA256SUMS", "..{part}"})
    void patterns(String text) {
        assertEquals("", new CompanionPattern(text).fault().orElse(""));
    }

    @ParameterizedTest
    @CsvSource({"'', 'is empty, or has a control character'", "' ', 'is empty, or has a control character'",
        "'a\0', 'is empty, or has a control character'",
        "'{part}\n', 'is empty, or has a control character'", "//h/{part}.sig, is not on the server of the part",
        "http://h/{part}.sig, is not on the server of the part", "{part}, is not the name of a file beside the part",
        "{part}/, is not the name of a file beside the part", "{part}.sig/.., is not the name of a file beside the part",
        "., is not the name of a file beside the part", "{kernel}.sig, has a placeholder other than {part}",
        "{part.sig, has a placeholder other than {part}", "{part}.{arch}.sig, has a placeholder other than {part}",
        "'{part}/x.sig', 'has {part} as a folder, and it is a file''s name'"})
    void patternsThatAreNone(String text, String fault) {
        assertEquals(fault, new CompanionPattern(text.replace("\\0", "\0").replace("\\n", "\n")).fault().orElse("none"));
    }

    @Test
    void aPatternsNameHasTheFileOfThePart() {
        FetchedPart kernel = part(BootUri.parse("http://h/a/b%20c"));
        assertEquals("/sigs/b c.sig", new CompanionPattern("/sigs/{part}.sig").name(kernel));
        assertEquals("SUMS", new CompanionPattern("SUMS").name(kernel));
    }
}
