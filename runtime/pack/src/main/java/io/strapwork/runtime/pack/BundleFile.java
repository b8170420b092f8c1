package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Writes bundles. The same bundle is the same bytes. */
final class BundleFile {
    private static final int PIECE = 1 << 20;

    private BundleFile() {}

    /** @return the file's size */
    static long write(Bundle bundle, Path file) throws IOException {
        byte[] text = text(bundle.line());
        long bodyAt = BundleFormat.pages(BundleFormat.headBytes(bundle.parts().size(), text.length));
        MemorySegment head = MemorySegment.ofArray(new byte[(int) bodyAt]);
        Architecture architecture = bundle.kind().architecture();
        ValueLayout.OfLong u64 = BundleFormat.u64(architecture);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            out.position(bodyAt);
            long row = BundleFormat.TABLE;
            for (Bundle.Part part : bundle.parts()) {
                head.set(u64, row, part.at().start().value());
                head.set(u64, row + 8, part.at().bytes());
                head.set(u64, row + 16, out.position());
                head.set(u64, row + 24, part.bytes().byteSize());
                put(head, row + BundleFormat.ROW_DIGEST, copy(part.bytes(), out));
                row += BundleFormat.ROW;
            }
            put(head, row, text);
            fill(head, bundle, text.length, out.position());
            write(ByteBuffer.wrap(head.toArray(ValueLayout.JAVA_BYTE)), out.position(0));
            return out.size();
        }
    }

    private static void fill(MemorySegment head, Bundle bundle, int textBytes, long bytes) {
        Architecture architecture = bundle.kind().architecture();
        put(head, 0, BundleFormat.magic());
        put(head, BundleFormat.ARCHITECTURE, BundleFormat.name(architecture));
        head.set(BundleFormat.u32(architecture), BundleFormat.VERSION_AT, BundleFormat.VERSION);
        head.set(BundleFormat.u32(architecture), BundleFormat.PARTS, bundle.parts().size());
        head.set(BundleFormat.u64(architecture), BundleFormat.BYTES, bytes);
        head.set(BundleFormat.u32(architecture), BundleFormat.KIND, bundle.kind().number());
        head.set(BundleFormat.u64(architecture), BundleFormat.TEXT_BYTES, textBytes);
        for (int i = 0; i < bundle.values().size(); i++) {
            head.set(BundleFormat.u64(architecture), BundleFormat.VALUES + 8L * i, bundle.values().get(i));
        }
        MessageDigest digest = sha256();
        digest.update(head.asSlice(0, BundleFormat.headBytes(bundle.parts().size(), textBytes)).asByteBuffer());
        put(head, BundleFormat.DIGEST, digest.digest());
    }

    /** Writes a part's pages. @return their digest */
    private static byte[] copy(MemorySegment bytes, FileChannel out) throws IOException {
        MessageDigest digest = sha256();
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            MemorySegment piece = bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at));
            digest.update(piece.asByteBuffer());
            write(piece.asByteBuffer(), out);
        }
        var rest = new byte[(int) (BundleFormat.pages(bytes.byteSize()) - bytes.byteSize())];
        digest.update(rest);
        write(ByteBuffer.wrap(rest), out);
        return digest.digest();
    }

    private static void write(ByteBuffer bytes, FileChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static byte[] text(String line) {
        if (line.isEmpty()) {
            return new byte[0];
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static void put(MemorySegment to, long at, byte[] bytes) {
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, at, bytes.length);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
