package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.ExcludedLoader;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.catalogue.Magic;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of a loader. */
class WalkPartsTests {
    private static VerifiedPart kernel(String content) {
        var bytes = MemorySegment.ofArray(content.getBytes(StandardCharsets.US_ASCII));
        return new VerifiedPart(new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/vmlinuz"), bytes, "", Duration.ZERO), "none");
    }

    private static LoaderCandidate loader(String id, String... magics) {
        return new LoaderCandidate(id, List.of(magics), () -> {
            throw new AssertionError("it is only looked at");
        });
    }

    @Test
    void theFirstLoaderThatKnowsTheMagicIsTaken() {
        List<LoaderCandidate> loaders = List.of(loader("elf", "0:7f454c46"), loader("second", "2:6262", "3:636363"),
                loader("third", "2:6262"));
        assertEquals("second", LoaderChoice.choose(loaders, List::of, kernel("aabbaa")).id());
        assertEquals("second", LoaderChoice.choose(loaders, List::of, kernel("aaaccc")).id());
    }

    @Test
    void aLoaderWithoutMagicTakesAll() {
        assertEquals("any", LoaderChoice.choose(List.of(loader("elf", "0:7f454c46"), loader("any")), List::of, kernel("x")).id());
    }

    @Test
    void aShortFileIsNoReasonToFail() {
        assertFalse(Magic.matches("0:7f454c46", kernel("\u007fEL").content()));
        assertTrue(Magic.matches("0:7f454c46", kernel("\u007fELF").content()));
        var refused = assertThrows(StrapworkException.class,
                () -> LoaderChoice.choose(List.of(loader("elf", "0:7f454c46"), loader("linux", "9:00")), List::of, kernel("ab\u0001")));
        assertEquals("no loader recognises this image format", refused.problems().getFirst().what());
        assertEquals("it begins with 61 62 01; loaders asked: elf, linux", refused.problems().getFirst().hint());
        assertEquals("http://10.0.2.2/vmlinuz", refused.problems().getFirst().where());
    }

    @Test
    void aFileIsCalledByItsName() {
        var refused = assertThrows(StrapworkException.class,
                () -> LoaderChoice.choose(List.of(loader("elf", "0:7f454c46")), List::of, kernel("070701…")));
        assertEquals("SW-I110 http://10.0.2.2/vmlinuz the kernel is an initrd (cpio archive), which no loader here reads",
                refused.getMessage());
        assertEquals("set fetch.initrd to it, and fetch.kernel to the kernel; loaders asked: elf", refused.problems().getFirst().hint());
    }

    @Test
    void aLoaderThatWasRuledOutIsNamed() {
        var other = new ExcludedLoader("packed", List.of("0:7061"), "handoff \"h\" starts only elf",
                "choose another handoff");
        var refused = assertThrows(StrapworkException.class,
                () -> LoaderChoice.choose(List.of(loader("elf", "0:7f454c46")), () -> List.of(other), kernel("pack")));
        assertEquals(
                "SW-I110 http://10.0.2.2/vmlinuz loader \"packed\" reads this kernel, but handoff \"h\" starts only elf",
                refused.getMessage());
        assertEquals("choose another handoff; loaders asked: elf", refused.problems().getFirst().hint());
    }
}
