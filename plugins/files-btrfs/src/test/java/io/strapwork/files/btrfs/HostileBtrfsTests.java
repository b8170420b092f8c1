package io.strapwork.files.btrfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.testkit.contract.HostileImages;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Images of Linux with bytes that nobody would write, behind checksums that are right. */
class HostileBtrfsTests {
    private static final List<String> NAMES = List.of("compressed", "deep", "subvolumes", "raid1");
    private static final HostileImages IMAGES = new HostileImages(new BtrfsFileSystem(false), HostileBtrfsTests.class, NAMES,
            List.of("/boot/vmlinuz", "/boot/pieces", "/boot/sparse", "/boot/preallocated", "/far", "/boot/grub/up", "/many/first",
                    "/few/f1", "/boot/round", "/zlib/cut", "/lzo/cut", "/zstd/cut", "/@/home/nested/file"));

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
