package io.strapwork.files.iso;

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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images of xorriso, which it reads too. */
@Tag("real")
@Timeout(600)
class RealIsoTests {
    @TempDir
    Path folder;

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError(path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    @ParameterizedTest
    @EnumSource(IsoImages.class)
    void readsWhatXorrisoReads(IsoImages kind) throws IOException, FetchException {
        SampleTree sample = kind.sample(9_000_001, 1500);
        Path image = kind.make(folder, sample);
        try (Arena arena = Arena.ofConfined()) {
            Volume volume = new IsoFileSystem().mount(FakeBlocks.of(image, 2048, arena));
            var expected = new TreeMap<>(sample.files());
            expected.putAll(sample.linked());
            for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
            }
            RealTool xorriso = RealTool.of("xorriso");
            for (String path : SampleTree.ONE_OF_EACH_KIND) {
                Path dumped = folder.resolve("dumped");
                Files.deleteIfExists(dumped);
                xorriso.run(folder, "-osirrox", "on", "-indev", image.toString(), "-extract", path, dumped.toString());
                assertArrayEquals(Files.readAllBytes(dumped), content(volume, path), path);
            }
            assertEquals(1500, volume.list("/many").size());
            assertEquals(Optional.of("2024-05-06-07-08-09-00"), volume.facts().uuid());
            assertEquals(Optional.of("SAMPLE"), volume.facts().label());
            assertEquals(List.of(), volume.facts().remarks());
        }
    }

    /** {@code -Dstrapwork.images=FOLDER}: makes the resources anew. */
    @ParameterizedTest
    @EnumSource(IsoImages.class)
    @EnabledIfSystemProperty(named = "strapwork.images", matches = ".+")
    void makesResources(IsoImages kind) throws IOException {
        Path image = kind.make(folder, kind.small());
        Path resource = Files.createDirectories(Path.of(System.getProperty("strapwork.images"))).resolve(kind.resource());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(resource))) {
            Files.copy(image, out);
        }
    }
}
