package io.strapwork.files.xfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.testkit.contract.HostileImages;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Images of Linux with bytes that nobody would write, behind checksums that are right. */
class HostileXfsTests {
    private static final List<String> NAMES = List.of("v5", "v5-1k", "v5-64k", "v4", "v4-512");
    private static final HostileImages IMAGES = new HostileImages(new XfsFileSystem(new Checksum(false)), HostileXfsTests.class, NAMES,
            List.of("/boot/vmlinuz", "/boot/pieces", "/boot/sparse", "/boot/preallocated", "/far", "/boot/grub/up", "/many/first",
                    "/few/f1", "/boot/round"));

    static Stream<byte[]> changes() {
        return HostileImages.changes();
    }

    @MethodSource("changes")
    @FuzzTest
    void anyChanges(byte[] input) {
        IMAGES.anyChanges(input);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void changesOfWhatIsRead(String name) {
        int read = IMAGES.changesOfWhatIsRead(name, 150);
        assertTrue(read > 100, "some files are still there: " + read);
    }
}
