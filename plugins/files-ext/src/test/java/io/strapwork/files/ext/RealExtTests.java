package io.strapwork.files.ext;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images of mke2fs, which debugfs reads too. */
@Tag("real")
@Timeout(600)
class RealExtTests {
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
    @EnumSource(ExtImages.class)
    void readsWhatDebugfsReads(ExtImages kind) throws IOException, FetchException {
        Path image = kind.make(folder, SAMPLE, kind == ExtImages.WIDE_BLOCKS ? 256 : 64);
        try (Arena arena = Arena.ofConfined()) {
            Volume volume = new ExtFileSystem().mount(FakeBlocks.of(image, 512, arena));
            var expected = new TreeMap<>(SAMPLE.files());
            expected.putAll(SAMPLE.linked());
            for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
            }
            RealTool debugfs = RealTool.of("debugfs");
            for (String path : SampleTree.ONE_OF_EACH_KIND) {
                Path dumped = folder.resolve("dumped");
                debugfs.run(folder, "-R", "dump " + path + " " + dumped, image.toString());
                byte[] content = content(volume, path);
                byte[] other = Files.readAllBytes(dumped);
                // of a file in its inode, debugfs 1.47 dumps the inode's 60 bytes
                boolean whole = kind == ExtImages.INLINE && other.length == Inode.BLOCK_BYTES;
                assertArrayEquals(whole ? Arrays.copyOf(other, content.length) : other, content, path);
            }
            long listed = debugfs.run(folder, "-R", "ls -p /many", image.toString()).lines().filter(line -> line.contains("/a-rather-long"))
                    .count();
            assertEquals(listed, volume.list("/many").size());
            assertEquals(Optional.of("5f1e0b6a-3d5b-4b8e-9d0a-1c2d3e4f5a6b"), volume.facts().uuid());
            assertEquals(Optional.of("sample"), volume.facts().label());
            assertEquals(List.of(), volume.facts().remarks());
        }
    }

    /** {@code -Dstrapwork.images=FOLDER}: makes the resources anew. */
    @ParameterizedTest
    @EnumSource(ExtImages.class)
    @EnabledIfSystemProperty(named = "strapwork.images", matches = ".+")
    void makesResources(ExtImages kind) throws IOException {
        Path image = kind.make(folder, ExtImages.SMALL, 12);
        Path resource = Files.createDirectories(Path.of(System.getProperty("strapwork.images"))).resolve(kind.resource());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(resource))) {
            Files.copy(image, out);
        }
    }
}
