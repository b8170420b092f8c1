package io.strapwork.files.fat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images of mkfs.fat, filled by mtools. */
@Tag("real")
@Timeout(600)
class RealFatTests {
    /** mcopy takes minutes for 1,500 files. */
    private static final int MANY = 300;

    @TempDir
    Path folder;

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError(path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    @ParameterizedTest
    @EnumSource(FatImages.class)
    void readsWhatMtoolsWrite(FatImages kind) throws IOException, FetchException {
        boolean small = kind == FatImages.FAT12;
        var sample = new SampleTree(small ? 500_000 : 9_000_001, MANY, false);
        Path image = kind.make(folder, sample, small ? 2 : kind == FatImages.FAT16 ? 30 : 64);
        try (Arena arena = Arena.ofConfined()) {
            Volume volume = new FatFileSystem().mount(FakeBlocks.of(image, 512, arena));
            for (Map.Entry<String, byte[]> file : sample.files().entrySet()) {
                assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
            }
            RealTool mcopy = RealTool.of("mcopy");
            for (String path : SampleTree.ONE_OF_EACH_KIND) {
                Path copied = folder.resolve("copied");
                mcopy.run(folder, "-n", "-o", "-i", image.toString(), "::" + path, copied.toString());
                assertArrayEquals(Files.readAllBytes(copied), content(volume, path.toUpperCase(Locale.ROOT)), path);
            }
            String listed = RealTool.of("mdir").run(folder, "-b", "-i", image.toString(), "::many");
            assertEquals(listed.lines().filter(line -> line.startsWith("::")).count(), volume.list("/many").size());
            assertTrue(volume.facts().format().startsWith(small ? "FAT12" : kind == FatImages.FAT32 ? "FAT32" : "FAT16"),
                    volume.facts()::toString);
            assertEquals(Optional.of("1A2B-3C4D"), volume.facts().uuid());
            assertEquals(Optional.of("SAMPLE"), volume.facts().label());
            assertEquals(List.of(), volume.facts().remarks());
        }
    }

    /** {@code -Dstrapwork.images=FOLDER}: makes the resources anew. */
    @ParameterizedTest
    @EnumSource(FatImages.class)
    @EnabledIfSystemProperty(named = "strapwork.images", matches = ".+")
    void makesResources(FatImages kind) throws IOException {
        Path image = kind.make(folder, FatImages.SMALL, kind.mebibytes());
        Path resource = Files.createDirectories(Path.of(System.getProperty("strapwork.images"))).resolve(kind.resource());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(resource))) {
            Files.copy(image, out);
        }
    }
}
