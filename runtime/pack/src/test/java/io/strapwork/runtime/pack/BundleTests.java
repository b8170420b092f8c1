package io.strapwork.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles as they are written and read: what a shim would refuse is refused. */
class BundleTests {
    @TempDir
    private Path folder;

    static Bundle bundle(EntryKind kind) {
        var code = new byte[5000];
        new Random(7).nextBytes(code);
        return new Bundle(kind, List.of(0x180000000L, 0x10000L, 3L), "console=ttyS0 ä", List.of(
                new Bundle.Part("kernel", GuestRange.of(0x10000, 0x3000), MemorySegment.ofArray(code)),
                new Bundle.Part("bss", GuestRange.of(0x20000, 0x1000), MemorySegment.ofArray(new byte[0])),
                new Bundle.Part("initrd", GuestRange.of(0x40000, 4096), MemorySegment.ofArray(new byte[4096]))));
    }

    static byte[] file(Bundle bundle) {
        try {
            Path file = Files.createTempFile("bundle", "");
            try {
                BundleFile.write(bundle, file);
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String refusal(byte[] file, Architecture architecture) {
        return assertThrows(StrapworkException.class, () -> BundleView.parse(MemorySegment.ofArray(file), architecture)).problems()
                .getFirst()
                .code();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(EntryKind kind) throws IOException {
        Bundle bundle = bundle(kind);
        long bytes = BundleFile.write(bundle, folder.resolve("bundle"));
        byte[] file = Files.readAllBytes(folder.resolve("bundle"));
        assertEquals(bytes, file.length);
        assertEquals(0x4000, file.length);
        Bundle read = BundleView.parse(MemorySegment.ofArray(file), kind.architecture());
        assertEquals(kind, read.kind());
        assertEquals(bundle.values(), read.values().subList(0, 3));
        assertEquals(bundle.line(), read.line());
        assertEquals(bundle.parts().stream().map(Bundle.Part::at).toList(), read.parts().stream().map(Bundle.Part::at).toList());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(bundle.parts().get(i).bytes().toArray(ValueLayout.JAVA_BYTE),
                    read.parts().get(i).bytes().toArray(ValueLayout.JAVA_BYTE));
        }
        assertArrayEquals(file, file(bundle), "the same bundle is the same bytes");
    }

    @Test
    void theHeadInBytes() {
        ByteBuffer file = ByteBuffer.wrap(file(bundle(EntryKind.S390X)));
        assertEquals(0x535742554e444c45L, file.getLong(0));
        assertEquals(0x7333393078000000L, file.getLong(8));
        assertEquals(1, file.getInt(0x10));
        assertEquals(3, file.getInt(0x14));
        assertEquals(0x4000, file.getLong(0x18));
        assertEquals(0x180000000L, file.getLong(0x80));
        assertEquals(0x10000, file.getLong(0x200));
        assertEquals(0x3000, file.getLong(0x208));
        assertEquals(0x1000, file.getLong(0x210));
        assertEquals(5000, file.getLong(0x218));
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] good = file(bundle(EntryKind.LINUX_64));
        int head = (int) BundleFormat.headBytes(3, 17);
        for (int at = 0; at < good.length; at += at < head ? 1 : 97) {
            if (at >= head && at < BundleFormat.PAGE) {
                continue;
            }
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            String code = refusal(bad, Architecture.X86_64);
            assertTrue(code.startsWith("SW-H71"), code);
        }
    }

    @Test
    void whatIsNotForThisShim() {
        byte[] good = file(bundle(EntryKind.PVH));
        assertEquals("SW-H711", refusal(new byte[0x2000], Architecture.X86_64));
        assertEquals("SW-H711", refusal(Arrays.copyOf(good, 0x100), Architecture.X86_64));
        assertEquals("SW-H712", refusal(good, Architecture.S390X));
        byte[] newer = good.clone();
        newer[BundleFormat.VERSION_AT] = 2;
        assertEquals("SW-H712", refusal(newer, Architecture.X86_64));
        assertEquals("SW-H713", refusal(Arrays.copyOf(good, good.length - 1), Architecture.X86_64));
        assertEquals(3, BundleView.parse(MemorySegment.ofArray(Arrays.copyOf(good, good.length + 9)), Architecture.X86_64).parts().size(),
                "what loaders fill the last page with");
    }

    @Test
    void partsThatOverlap() {
        var bundle = new Bundle(EntryKind.S390X, List.of(), "", List.of(
                new Bundle.Part("a", GuestRange.of(0x10000, 0x3000), MemorySegment.ofArray(new byte[1])),
                new Bundle.Part("b", GuestRange.of(0x12fff, 0x1000), MemorySegment.ofArray(new byte[1]))));
        assertEquals("SW-H713", refusal(file(bundle), Architecture.S390X));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(EntryKind.values()).map(kind -> file(bundle(kind)));
    }

    /** The digest of the head is made right, so that what it covers is looked at, too. */
    @MethodSource("seeds")
    @FuzzTest
    void anyBundle(byte[] file) throws NoSuchAlgorithmException {
        for (Architecture architecture : Architecture.values()) {
            read(file, architecture);
            if (file.length >= BundleFormat.TABLE) {
                read(resealed(file, architecture), architecture);
            }
        }
    }

    private static byte[] resealed(byte[] file, Architecture architecture) {
        byte[] own = file.clone();
        MemorySegment segment = MemorySegment.ofArray(own);
        long parts = Integer.toUnsignedLong(segment.get(BundleFormat.u32(architecture), BundleFormat.PARTS));
        long text = segment.get(BundleFormat.u64(architecture), BundleFormat.TEXT_BYTES);
        long head = BundleFormat.headBytes(parts, text);
        if (text < 0 || text > BundleFormat.MOST_TEXT || head > own.length) {
            return own;
        }
        Arrays.fill(own, BundleFormat.DIGEST, BundleFormat.DIGEST + 32, (byte) 0);
        byte[] digest = BundleFile.sha256().digest(Arrays.copyOf(own, (int) head));
        System.arraycopy(digest, 0, own, BundleFormat.DIGEST, 32);
        return own;
    }

    private static void read(byte[] file, Architecture architecture) {
        try {
            Bundle bundle = BundleView.parse(MemorySegment.ofArray(file), architecture);
            assertTrue(bundle.parts().size() <= BundleFormat.MOST_PARTS);
        } catch (StrapworkException e) {
            assertTrue(e.problems().getFirst().code().startsWith("SW-H71"));
        }
    }
}
