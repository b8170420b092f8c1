package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** Stores an image off heap, hashes it on the way, and never takes more than its limit. */
final class OffHeapSink implements ImageSink {
    private static final long FIRST_BYTES = 1 << 20;
    /** A server may announce anything: memory beyond this is taken only as bytes arrive. */
    private static final long TRUSTED_BYTES = 64 << 20;

    private final long limit;
    private final BiConsumer<Long, OptionalLong> progress;
    private final Arena arena;
    private MemorySegment store = MemorySegment.NULL;
    private MessageDigest digest = sha256();
    private long received;
    private long expected = -1;

    /** @param arena owns the bytes; shared between the boot's threads */
    OffHeapSink(long limit, Arena arena, BiConsumer<Long, OptionalLong> progress) {
        this.limit = limit;
        this.arena = arena;
        this.progress = progress;
    }

    @Override
    public void expect(long bytes) throws ImageTooLargeException {
        if (bytes > limit) {
            throw new ImageTooLargeException(bytes, limit);
        }
        expected = bytes;
        grow(Math.min(bytes, TRUSTED_BYTES));
        progress.accept(received, expectation());
    }

    @Override
    public void write(ByteBuf data) throws ImageTooLargeException {
        try {
            int bytes = data.readableBytes();
            if (bytes > limit - received) {
                throw new ImageTooLargeException(received + bytes, limit);
            }
            grow(received + bytes);
            for (var buffer : data.nioBuffers()) {
                MemorySegment source = MemorySegment.ofBuffer(buffer);
                MemorySegment.copy(source, 0, store, received, source.byteSize());
                received += source.byteSize();
                digest.update(buffer);
            }
        } finally {
            data.release();
        }
        progress.accept(received, expectation());
    }

    private void grow(long needed) {
        if (needed <= store.byteSize()) {
            return;
        }
        long size = Math.max(Math.max(needed, store.byteSize() * 2), FIRST_BYTES);
        if (expected >= needed) {
            size = Math.min(size, expected);
        }
        MemorySegment larger = arena.allocate(Math.min(size, Math.max(limit, needed)), 64);
        MemorySegment.copy(store, 0, larger, 0, received);
        store = larger;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public void restart() {
        received = 0;
        expected = -1;
        digest = sha256();
        progress.accept(0L, OptionalLong.empty());
    }

    private OptionalLong expectation() {
        return expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected);
    }

    /** All bytes, read-only. */
    MemorySegment content() {
        return store.asSlice(0, received).asReadOnly();
    }

    /** Lower-case hexadecimal; ends the digest. */
    String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
