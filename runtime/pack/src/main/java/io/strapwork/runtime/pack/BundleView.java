package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a bundle, with the checks that a shim makes, in its order. */
public final class BundleView {
    private static final String FOREIGN = "SW-H712";
    private static final String DAMAGED = "SW-H713";
    private final MemorySegment bytes;
    private final Architecture architecture;

    private BundleView(MemorySegment bytes, Architecture architecture) {
        this.bytes = bytes;
        this.architecture = architecture;
    }

    /**
     * The bundle in a file. What follows it is ignored: some loaders fill the last page.
     *
     * @param architecture whose shim is to unpack it
     * @throws StrapworkException when that shim would refuse it
     */
    public static Bundle parse(MemorySegment file, Architecture architecture) {
        if (file.byteSize() < BundleFormat.TABLE || !says(file, 0, BundleFormat.magic())) {
            throw refused("SW-H711", "bundle", "this is not a bundle", "use the file \"bundle\" that \"strapwork pack\" wrote");
        }
        if (!says(file, BundleFormat.ARCHITECTURE, BundleFormat.name(architecture))) {
            throw refused(FOREIGN, "bundle", "the bundle is not for " + architecture.id(),
                    "use the shim and the bundle of the same folder");
        }
        return new BundleView(file, architecture).bundle();
    }

    private Bundle bundle() {
        int version = u32(BundleFormat.VERSION_AT);
        if (version != BundleFormat.VERSION) {
            throw refused(FOREIGN, "bundle",
                    "the bundle has version " + Integer.toUnsignedString(version) + ", not " + BundleFormat.VERSION,
                    "use the shim and the bundle of the same folder");
        }
        long total = u64(BundleFormat.BYTES);
        if (Long.compareUnsigned(total, bytes.byteSize()) > 0) {
            throw damaged("the bundle is truncated: it has " + bytes.byteSize() + " of " + Long.toUnsignedString(total) + " bytes");
        }
        int parts = u32(BundleFormat.PARTS);
        long text = u64(BundleFormat.TEXT_BYTES);
        boolean possible = parts >= 1 && parts <= BundleFormat.MOST_PARTS && text >= 0 && text <= BundleFormat.MOST_TEXT
                && total % BundleFormat.PAGE == 0 && total >= BundleFormat.headBytes(parts, text);
        if (!possible || !headDigestIsRight(BundleFormat.headBytes(parts, text))) {
            throw damaged("the bundle's head is damaged");
        }
        EntryKind kind = kind();
        List<Bundle.Part> read = parts(parts, BundleFormat.headBytes(parts, text), total);
        var values = new ArrayList<Long>();
        for (int i = 0; i < BundleFormat.MOST_VALUES; i++) {
            values.add(u64(BundleFormat.VALUES + 8L * i));
        }
        return new Bundle(kind, values, text(BundleFormat.headBytes(parts, 0), text), read);
    }

    private boolean headDigestIsRight(long headBytes) {
        byte[] head = bytes.asSlice(0, headBytes).toArray(ValueLayout.JAVA_BYTE);
        byte[] said = Arrays.copyOfRange(head, BundleFormat.DIGEST, BundleFormat.DIGEST + BundleFormat.DIGEST_BYTES);
        Arrays.fill(head, BundleFormat.DIGEST, BundleFormat.DIGEST + BundleFormat.DIGEST_BYTES, (byte) 0);
        return MessageDigest.isEqual(said, BundleFile.sha256().digest(head));
    }

    private EntryKind kind() {
        int number = u32(BundleFormat.KIND);
        return Arrays.stream(EntryKind.values()).filter(kind -> kind.architecture() == architecture && kind.number() == number).findFirst()
                .orElseThrow(() -> damaged("the bundle's entry is of the unknown kind " + Integer.toUnsignedString(number)));
    }

    private List<Bundle.Part> parts(int count, long headBytes, long total) {
        var parts = new ArrayList<Bundle.Part>();
        for (int i = 0; i < count; i++) {
            long row = BundleFormat.TABLE + (long) BundleFormat.ROW * i;
            long at = u64(row);
            long memory = u64(row + 8);
            long offset = u64(row + 16);
            long size = u64(row + 24);
            boolean possible = at >= 0 && memory >= 0 && memory <= Long.MAX_VALUE - at && size >= 0 && size <= memory
                    && offset >= headBytes && offset % BundleFormat.PAGE == 0 && offset <= total && size <= total - offset;
            if (!possible) {
                throw damaged("part " + i + " is damaged");
            }
            GuestRange place = GuestRange.of(at, memory);
            if (parts.stream().anyMatch(other -> other.at().overlaps(place))) {
                throw damaged("part " + i + " overlaps another one");
            }
            digest(i, row, bytes.asSlice(offset, BundleFormat.pages(size)));
            parts.add(new Bundle.Part("part " + i, place, bytes.asSlice(offset, size)));
        }
        return parts;
    }

    private void digest(int part, long row, MemorySegment pages) {
        MessageDigest digest = BundleFile.sha256();
        for (long at = 0; at < pages.byteSize(); at += 1 << 20) {
            digest.update(pages.asSlice(at, Math.min(1 << 20, pages.byteSize() - at)).asByteBuffer());
        }
        if (!says(bytes, row + BundleFormat.ROW_DIGEST, digest.digest())) {
            throw damaged("part " + part + " is damaged");
        }
    }

    private String text(long at, long size) {
        return size == 0 ? "" : new String(bytes.asSlice(at, size - 1).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private int u32(long at) {
        return bytes.get(BundleFormat.u32(architecture), at);
    }

    private long u64(long at) {
        return bytes.get(BundleFormat.u64(architecture), at);
    }

    private static boolean says(MemorySegment file, long at, byte[] expected) {
        return file.asSlice(at, expected.length).mismatch(MemorySegment.ofArray(expected)) < 0;
    }

    private static StrapworkException damaged(String what) {
        return refused(DAMAGED, "bundle", what, "pack the boot again, and compare the files' digests after copying them");
    }

    private static StrapworkException refused(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint).asException();
    }
}
