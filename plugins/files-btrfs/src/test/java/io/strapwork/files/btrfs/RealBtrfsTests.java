package io.strapwork.files.btrfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.RealTool;
import io.strapwork.testkit.contract.SampleTree;
import io.strapwork.testkit.fake.FakeBlocks;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images of mkfs.btrfs, which btrfs restore reads too. */
@Tag("real")
@Timeout(600)
class RealBtrfsTests {
    private static final SampleTree SAMPLE = new SampleTree(9_000_001, 1500, true);

    @TempDir
    Path folder;

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError(path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    @ParameterizedTest
    @EnumSource(BtrfsImages.class)
    void readsWhatBtrfsRestores(BtrfsImages kind) throws IOException, FetchException {
        Path image = kind.make(folder, SAMPLE, Math.max(64, kind.mebibytes));
        Path restored = Files.createDirectory(folder.resolve("restored"));
        RealTool.of("btrfs").run(folder, "restore", image.toString(), restored.toString());
        try (Arena arena = Arena.ofConfined()) {
            Volume volume = new BtrfsFileSystem().mount(FakeBlocks.of(image, 512, arena));
            var expected = new TreeMap<>(SAMPLE.files());
            expected.putAll(SAMPLE.linked());
            for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
            }
            for (String path : SampleTree.ONE_OF_EACH_KIND) {
                assertArrayEquals(Files.readAllBytes(restored.resolve(path.substring(1))), content(volume, path), path);
            }
            try (Stream<Path> names = Files.list(restored.resolve("many"))) {
                assertEquals(names.count(), volume.list("/many").size());
            }
            assertEquals(Optional.of(BtrfsImages.UUID), volume.facts().uuid());
            assertEquals(Optional.of("sample"), volume.facts().label());
            assertEquals(List.of(), volume.facts().remarks());
        }
    }

    /** {@code -Dstrapwork.images=FOLDER}: makes the resources anew. */
    @ParameterizedTest
    @EnumSource(BtrfsImages.class)
    @EnabledIfSystemProperty(named = "strapwork.images", matches = ".+")
    void makesResources(BtrfsImages kind) throws IOException {
        Assumptions.assumeTrue(kind.mebibytes == 16, "only the small ones");
        Path image = kind.make(folder, BtrfsImages.SMALL, 16);
        Path resource = Files.createDirectories(Path.of(System.getProperty("strapwork.images"))).resolve(kind.resource());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(resource))) {
            Files.copy(image, out);
        }
    }
}
