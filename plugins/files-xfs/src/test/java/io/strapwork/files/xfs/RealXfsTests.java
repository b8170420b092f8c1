package io.strapwork.files.xfs;

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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images of mkfs.xfs, which xfs_db reads too. */
@Tag("real")
@Timeout(600)
class RealXfsTests {
    private static final SampleTree SAMPLE = new SampleTree(9_000_001, 1500, true);

    @TempDir
    Path folder;

    private static byte[] content(Volume volume, String path) throws FetchException {
        VolumeFile file = volume.find(path).orElseThrow(() -> new AssertionError(path));
        var content = new byte[(int) file.bytes()];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    /** The bytes of the image that the file's blocks are, as xfs_db maps them. */
    private byte[] asXfsDbHasIt(RealTool xfsDb, Path image, String path) throws IOException {
        String all = xfsDb.run(folder, "-r", "-c", "sb 0", "-c", "print blocksize agblocks", "-c", "path " + path, "-c", "print core.size",
                "-c", "bmap", image.toString());
        int blockBytes = (int) number(all, "blocksize = ([0-9]+)");
        long groupBlocks = number(all, "agblocks = ([0-9]+)");
        int bytes = (int) number(all, "core.size = ([0-9]+)");
        var content = new byte[bytes];
        Matcher extent = Pattern.compile("data offset ([0-9]+) startblock [0-9]+ \\(([0-9]+)/([0-9]+)\\) count ([0-9]+) flag 0")
                .matcher(all);
        try (FileChannel channel = FileChannel.open(image)) {
            while (extent.find()) {
                int at = Integer.parseInt(extent.group(1)) * blockBytes;
                ByteBuffer into = ByteBuffer.wrap(content, at, Math.min(Integer.parseInt(extent.group(4)) * blockBytes, bytes - at));
                long place = (Long.parseLong(extent.group(2)) * groupBlocks + Long.parseLong(extent.group(3))) * blockBytes;
                channel.read(into, place);
                assertEquals(0, into.remaining(), path);
            }
        }
        return content;
    }

    private static long number(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), () -> pattern + " in " + text);
        return Long.parseLong(found.group(1));
    }

    @ParameterizedTest
    @EnumSource(XfsImages.class)
    void readsWhatXfsDbReads(XfsImages kind) throws IOException, FetchException {
        Path image = kind.make(folder, SAMPLE, 64);
        RealTool xfsDb = RealTool.of("xfs_db");
        try (Arena arena = Arena.ofConfined()) {
            Volume volume = new XfsFileSystem().mount(FakeBlocks.of(image, 512, arena));
            var expected = new TreeMap<>(SAMPLE.files());
            expected.putAll(SAMPLE.linked());
            for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                assertArrayEquals(file.getValue(), content(volume, file.getKey()), file::getKey);
            }
            for (String path : SampleTree.ONE_OF_EACH_KIND) {
                assertArrayEquals(asXfsDbHasIt(xfsDb, image, path), content(volume, path), path);
            }
            long listed = xfsDb.run(folder, "-r", "-c", "ls /many", image.toString()).lines()
                    .filter(line -> line.contains("a-rather-long-name"))
                    .count();
            assertEquals(listed, volume.list("/many").size());
            assertEquals(Optional.of(XfsImages.UUID), volume.facts().uuid());
            assertEquals(Optional.of("sample"), volume.facts().label());
            assertEquals(List.of(), volume.facts().remarks());
        }
    }

    /** {@code -Dstrapwork.images=FOLDER}: makes the resources anew. */
    @ParameterizedTest
    @EnumSource(XfsImages.class)
    @EnabledIfSystemProperty(named = "strapwork.images", matches = ".+")
    void makesResources(XfsImages kind) throws IOException {
        Path image = kind.make(folder, XfsImages.SMALL, 16);
        Path resource = Files.createDirectories(Path.of(System.getProperty("strapwork.images"))).resolve(kind.resource());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(resource))) {
            Files.copy(image, out);
        }
    }
}
