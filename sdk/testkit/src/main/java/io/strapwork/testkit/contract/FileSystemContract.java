package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.fake.FakeBlocks;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link FileSystem} does, with an image of a {@link SampleTree}. Whatever a volume says, its reader ends, reads nothing outside of it, and throws nothing but {@link FetchException}.
 *
 * <p>{@code -Dstrapwork.mutants=10000} mutates each block of metadata that often.
 */
@Timeout(3600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class FileSystemContract {
    private static final int BLOCK = 512;
    private static final long LARGEST_READ = 1 << 20;
    private static final int MUTANTS = Integer.getInteger("strapwork.mutants", 0);
    /** In all, where nothing else is said. */
    private static final int USUAL_MUTANTS = 500;
    private static final int TRUNCATIONS = 30;

    private final Map<String, byte[]> expected = new TreeMap<>();
    private final List<Integer> metadata = new ArrayList<>();
    private byte[] scratch = {};

    protected abstract FileSystem fileSystem();

    /** An image of {@link #sample}; not changed. */
    protected abstract byte[] image();

    /** What the image was made from. */
    protected abstract SampleTree sample();

    /** Whether names are told apart by case. */
    protected boolean tellsCases() {
        return true;
    }

    /** Folders that the volume has besides the sample's: they are looked at, with their files, when metadata is changed. */
    protected List<String> ownFolders() {
        return List.of();
    }

    private static byte[] content(VolumeFile file) throws FetchException {
        var content = new byte[(int) Math.min(file.bytes(), LARGEST_READ)];
        file.read(0, MemorySegment.ofArray(content));
        return content;
    }

    private static Optional<byte[]> content(Volume volume, String path) throws FetchException {
        Optional<VolumeFile> file = volume.find(path);
        return file.isEmpty() ? Optional.empty() : Optional.of(content(file.orElseThrow()));
    }

    private Volume right() {
        try {
            return fileSystem().mount(FakeBlocks.of(image().clone()));
        } catch (FetchException e) {
            throw new AssertionError("a sound volume was refused: " + e.problem(), e);
        }
    }

    private Map<String, byte[]> expected() {
        if (expected.isEmpty()) {
            expected.putAll(sample().files());
            expected.putAll(sample().linked());
        }
        return expected;
    }

    @Test
    void readsItsFiles() throws FetchException {
        Volume volume = right();
        for (Map.Entry<String, byte[]> file : expected().entrySet()) {
            Optional<VolumeFile> found = volume.find(file.getKey());
            assertTrue(found.isPresent(), () -> file.getKey() + " was not found");
            assertEquals(file.getValue().length, found.orElseThrow().bytes(), file::getKey);
            assertArrayEquals(file.getValue(), content(found.orElseThrow()), file::getKey);
        }
        assertFalse(volume.facts().format().isBlank(), "the volume doesn't say what it is");
        assertEquals(List.of(), volume.facts().remarks(), "a sound volume needs no remark");
    }

    @Test
    void readsPartsOfFiles() throws FetchException {
        Volume volume = right();
        var random = new Random(5);
        for (String path : List.of(SampleTree.LARGE, SampleTree.SPARSE)) {
            byte[] all = Objects.requireNonNull(sample().files().get(path));
            VolumeFile file = volume.find(path).orElseThrow();
            for (int i = 0; i < 300; i++) {
                int from = random.nextInt(all.length + 1);
                var part = new byte[random.nextInt(Math.min(all.length - from, 20_000) + 1)];
                file.read(from, MemorySegment.ofArray(part));
                assertArrayEquals(Arrays.copyOfRange(all, from, from + part.length), part, () -> path + " from " + from);
            }
            for (long[] wrong : new long[][]{{-1, 1}, {all.length, 1}, {all.length - 1L, 2}, {Long.MAX_VALUE, 1}, {Long.MIN_VALUE, 1}}) {
                var thrown = assertThrows(FetchException.class, () -> file.read(wrong[0], MemorySegment.ofArray(new byte[(int) wrong[1]])),
                        () -> wrong[1] + " bytes at " + wrong[0] + " of a file of " + all.length);
                ToldWell.check(thrown.problem().asException(), 'V');
            }
        }
    }

    @Test
    void listsFolders() throws FetchException {
        Volume volume = right();
        var names = new TreeMap<String, Set<String>>();
        sample().files().keySet().forEach(path -> list(path, true, names));
        sample().targets().keySet().forEach(path -> list(path, true, names));
        for (Map.Entry<String, Set<String>> folder : names.entrySet()) {
            var listed = new ArrayList<>(volume.list(folder.getKey()));
            // file systems have folders of their own, such as lost+found
            if (folder.getKey().equals("/")) {
                listed.retainAll(folder.getValue());
            }
            assertEquals(List.copyOf(folder.getValue()), listed, folder::getKey);
        }
        if (sample().links()) {
            assertEquals(volume.list("/boot"), volume.list("/abs"), "a link to a folder leads to it");
        }
        assertEquals(List.of(), volume.list("/boot/tiny"), "a file is no folder");
        assertEquals(List.of(), volume.list("/nothing"));
    }

    private static void list(String path, boolean file, Map<String, Set<String>> names) {
        int slash = path.lastIndexOf('/');
        String folder = slash == 0 ? "/" : path.substring(0, slash);
        names.computeIfAbsent(folder, _ -> new TreeSet<>()).add(path.substring(slash + 1) + (file ? "" : "/"));
        if (slash > 0) {
            list(folder, false, names);
        }
    }

    @Test
    void paths() throws FetchException {
        Volume volume = right();
        byte[] tiny = sample().files().get("/boot/tiny");
        for (String path : List.of("/boot/tiny", "//boot///tiny", "/./boot/./tiny", "/../../boot/tiny", "/boot/../boot/tiny",
                "/boot/grub/../tiny")) {
            assertArrayEquals(tiny, content(volume, path).orElseThrow(() -> new AssertionError(path)), path);
        }
        for (String path : List.of("", "/", "/boot", "/nothing", "/boot/nothing", "/nothing/tiny", "/boot/tiny/more", "/boot/tin",
                "/boot/tinyy", "/boot/tiny\0",
                "/" + "x".repeat(255), "/" + "x".repeat(300))) {
            assertEquals(Optional.empty(), volume.find(path), () -> "\"" + path + "\" is no file");
        }
        assertEquals(!tellsCases(), volume.find("/BOOT/Tiny").isPresent(), "upper and lower case");
        if (sample().links()) {
            assertEquals(Optional.empty(), volume.find("/dangling"), "a link to nothing");
            assertEquals(Optional.empty(), volume.find("/abs"), "a link to a folder is no file");
            refuses("a link to itself", () -> volume.find("/loop"));
        }
        refuses("a path of 5000 characters", () -> volume.find("/x".repeat(2500)));
    }

    /** Something that should throw. */
    private interface Reading {
        Object read() throws FetchException;
    }

    private static void refuses(String what, Reading reading) {
        var thrown = assertThrows(FetchException.class, reading::read, what);
        ToldWell.check(thrown.problem().asException(), 'V');
    }

    @Test
    void twoVolumesAtOnce() {
        FileSystem fileSystem = fileSystem();
        var reading = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 8; i++) {
            reading.add(CompletableFuture.runAsync(() -> {
                try {
                    Volume volume = fileSystem.mount(FakeBlocks.of(image().clone()));
                    for (Map.Entry<String, byte[]> file : sample().files().entrySet()) {
                        assertArrayEquals(file.getValue(), content(volume, file.getKey()).orElseThrow(),
                                "volumes at once disturb each other");
                    }
                } catch (FetchException e) {
                    throw new AssertionError("volumes at once disturb each other: " + e.problem(), e);
                }
            }));
        }
        reading.forEach(CompletableFuture::join);
    }

    /** Mounts, lists and reads what should be there. What comes of it may be anything but an exception of another kind. */
    private void explore(String what, FakeBlocks blocks, boolean rightOrNothing) {
        try {
            Volume volume = fileSystem().mount(blocks);
            volume.facts();
            for (String folder : List.of("/", "/boot", "/many", "/a/b")) {
                try {
                    volume.list(folder);
                } catch (FetchException e) {
                    ToldWell.check(e.problem().asException(), 'V');
                }
            }
            for (String folder : ownFolders()) {
                try {
                    for (String name : volume.list(folder)) {
                        Optional<VolumeFile> file = volume.find(folder + "/" + name);
                        if (file.isPresent()) {
                            ends(file.orElseThrow());
                        }
                    }
                } catch (FetchException e) {
                    ToldWell.check(e.problem().asException(), 'V');
                }
            }
            for (String path : List.of(SampleTree.LARGE, SampleTree.SPARSE, "/boot/tiny", "/vmlinuz", "/long", "/loop",
                    "/a/b/c/d/e/f/g/h/i/j/deep")) {
                try {
                    Optional<VolumeFile> file = volume.find(path);
                    if (file.isPresent() && rightOrNothing) {
                        assertArrayEquals(expected().get(path), content(file.orElseThrow()), () -> path + " was read wrongly");
                    } else if (file.isPresent()) {
                        ends(file.orElseThrow());
                    }
                } catch (FetchException e) {
                    ToldWell.check(e.problem().asException(), 'V');
                }
            }
        } catch (FetchException e) {
            ToldWell.check(e.problem().asException(), 'V');
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + ": only FetchException may be thrown, but it threw: " + e, e);
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    /** A few bytes of a file that may be as large as anything. */
    private static void ends(VolumeFile file) throws FetchException {
        var some = new byte[(int) Math.min(file.bytes(), 5000)];
        file.read(0, MemorySegment.ofArray(some));
        file.read(file.bytes() - some.length, MemorySegment.ofArray(some));
    }

    /** The blocks of 512 bytes that mounting, listing and finding reads, those with only zeros left out. */
    private List<Integer> metadata() throws FetchException {
        if (!metadata.isEmpty()) {
            return metadata;
        }
        byte[] image = image();
        var blocks = new TreeSet<Integer>();
        FakeBlocks watched = FakeBlocks.of(image.clone()).watchedBy((_, offset, bytes) -> {
            for (long block = offset / BLOCK; block * BLOCK < offset + bytes; block++) {
                blocks.add((int) block);
            }
        });
        Volume volume = fileSystem().mount(watched);
        for (String folder : List.of("/", "/boot", "/many", "/a/b")) {
            volume.list(folder);
        }
        for (String path : expected().keySet()) {
            volume.find(path);
        }
        for (String folder : ownFolders()) {
            for (String name : volume.list(folder)) {
                volume.find(folder + "/" + name);
            }
        }
        blocks.removeIf(block -> Arrays.equals(new byte[BLOCK],
                Arrays.copyOfRange(image, block * BLOCK, Math.min(image.length, (block + 1) * BLOCK))));
        metadata.addAll(blocks);
        return metadata;
    }

    @Test
    void survivesChangedMetadata(TestReporter reporter) throws FetchException {
        List<Integer> blocks = metadata();
        int each = MUTANTS > 0 ? MUTANTS : Math.max(1, USUAL_MUTANTS / blocks.size());
        byte[] image = image().clone();
        for (int block : blocks) {
            int end = Math.min(image.length, (block + 1) * BLOCK);
            byte[] before = Arrays.copyOfRange(image, block * BLOCK, end);
            for (int seed = 0; seed < each; seed++) {
                var random = new Random((long) block << 32 | seed);
                for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                    ImageMutations.mutate(image, block * BLOCK, end, random);
                }
                explore("block " + block + " changed, seed " + seed, FakeBlocks.of(image), false);
                System.arraycopy(before, 0, image, block * BLOCK, before.length);
            }
        }
        reporter.publishEntry("mutants", blocks.size() + " blocks, " + each + " each");
    }

    /**
     * For a {@code @FuzzTest}: changes bytes of the image's metadata and looks at what comes of it.
     *
     * @param edits five bytes each: a block of the metadata and a place in it, both big-endian, and the new byte; numbers too large begin anew
     */
    public final void edited(byte... edits) throws FetchException {
        List<Integer> blocks = metadata();
        if (scratch.length == 0) {
            scratch = image().clone();
        }
        var before = new TreeMap<Integer, Byte>();
        var in = ByteBuffer.wrap(edits);
        while (in.remaining() >= 5) {
            int block = blocks.get(Short.toUnsignedInt(in.getShort()) % blocks.size());
            int at = Math.min(scratch.length - 1, block * BLOCK + Short.toUnsignedInt(in.getShort()) % BLOCK);
            before.putIfAbsent(at, scratch[at]);
            scratch[at] = in.get();
        }
        try {
            explore("edited", FakeBlocks.of(scratch), false);
        } finally {
            before.forEach((at, old) -> scratch[at] = old);
        }
    }

    @Test
    void survivesTruncation() {
        byte[] image = image();
        for (int i = 0; i < TRUNCATIONS; i++) {
            int bytes = (int) ((long) image.length * i / TRUNCATIONS) & -BLOCK;
            explore("cut off after " + bytes + " bytes", FakeBlocks.of(Arrays.copyOf(image, bytes)), true);
        }
        for (int bytes : new int[]{0, 1, 511, 513, 1023, 1025, 2047, 4095}) {
            explore("cut off after " + bytes + " bytes", FakeBlocks.of(Arrays.copyOf(image, bytes)), true);
        }
    }

    /** Another system writes to it meanwhile. */
    @Test
    void survivesChangesWhileItIsRead() throws FetchException {
        List<Integer> blocks = metadata();
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            byte[] image = image().clone();
            int from = random.nextInt(12);
            FakeBlocks changing = FakeBlocks.of(image).watchedBy((number, _, _) -> {
                int block = blocks.get(random.nextInt(blocks.size()));
                if (number >= from) {
                    ImageMutations.mutate(image, block * BLOCK, Math.min(image.length, (block + 1) * BLOCK), random);
                }
            });
            explore("changing from read " + from + " on, seed " + seed, changing, false);
        }
    }

    @Test
    void tellsThatTheDiskFails() throws FetchException {
        FakeBlocks counted = FakeBlocks.of(image().clone());
        content(fileSystem().mount(counted), SampleTree.LARGE);
        for (int read = 0; read < counted.reads(); read++) {
            FakeBlocks failing = FakeBlocks.of(image().clone()).failingAt(read);
            var thrown = assertThrows(FetchException.class, () -> content(fileSystem().mount(failing), SampleTree.LARGE),
                    "read " + read + " failed, but not the file");
            assertEquals(FakeBlocks.FAILED, thrown.problem().code(), "the disk's own problem should come through");
        }
    }
}
