package io.strapwork.files.ext;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.testkit.contract.FileSystemContract;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ExtFuzzTests {
    private static final List<FileSystemContract> IMAGES = List.of(new ExtContractTests().new Ext2(), new ExtContractTests().new Ext4(),
            new ExtContractTests().new Inline(), new ExtContractTests().new Meta());

    static Stream<byte[]> edits() {
        return Stream.of(new byte[]{0}, new byte[]{1, 0, 0, 0, 11, 1}, new byte[]{1, 0, 1, 0, 2, (byte) 0xff, 0, 3, 1, 0, 0});
    }

    /** The first byte chooses the image, the others change it. */
    @MethodSource("edits")
    @FuzzTest
    void anyVolume(byte[] edits) throws FetchException {
        if (edits.length > 0) {
            IMAGES.get(Byte.toUnsignedInt(edits[0]) % IMAGES.size()).edited(Arrays.copyOfRange(edits, 1, edits.length));
        }
    }
}
