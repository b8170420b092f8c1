package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Stores an image off heap, hashes it on the way, and never takes more than its limit. What comes in is hashed on a thread of its own, in order, so that the network's thread need
 * not; that thread ends by itself as soon as it has caught up.
 */
final class OffHeapSink implements ImageSink {
    private static final long FIRST_BYTES = 1 << 20;
    /** A server may announce anything: memory beyond this is taken only as bytes arrive. */
    private static final long TRUSTED_BYTES = 64 << 20;
    /** So much waits for the hash until a thread is worth it. */
    private static final long HASHED_BESIDE = 2 << 20;
    private static final long HASHED_AT_ONCE = 512 << 10;

    private final SharedLimit.Share limit;
    private final Set<String> more;
    private final BiConsumer<Long, OptionalLong> progress;
    private final GrowingMemory store;
    private long expected = -1;
    private volatile long received;

    /** Guards what follows, and keeps the store where it is. */
    private final Object hashing = new Object();
    private StreamedDigests digests;
    private volatile long hashed;
    private boolean ended;
    private volatile boolean hasher;

    /**
     * Stores all.
     *
     * @param limit of this file
     * @param arena owns the bytes; shared between the boot's threads
     * @param more  digests that are made beside SHA-256
     */
    OffHeapSink(SharedLimit.Share limit, Arena arena, Set<String> more, BiConsumer<Long, OptionalLong> progress) {
        this.limit = limit;
        this.more = Set.copyOf(more);
        this.digests = new StreamedDigests(more);
        this.store = new GrowingMemory(arena);
        this.progress = progress;
    }

    @Override
    public void expect(long bytes) throws ImageTooLargeException {
        limit.need(bytes);
        expected = bytes;
        grow(Math.min(bytes, TRUSTED_BYTES));
        progress.accept(received, expectation());
    }

    @Override
    public void write(ByteBuf data) throws ImageTooLargeException {
        try {
            long at = received;
            makeRoom(data.readableBytes());
            for (var buffer : data.nioBuffers()) {
                MemorySegment source = MemorySegment.ofBuffer(buffer);
                MemorySegment.copy(source, 0, store.bytes(), at, source.byteSize());
                at += source.byteSize();
            }
            took(at);
        } finally {
            data.release();
        }
    }

    /** Into the store itself. */
    @Override
    public void fill(int bytes, Filling filling) throws ImageTooLargeException, FetchException {
        long at = received;
        makeRoom(bytes);
        filling.fill(store.bytes().asSlice(at, bytes));
        took(at + bytes);
    }

    private void makeRoom(int bytes) throws ImageTooLargeException {
        limit.need(received + bytes);
        grow(received + bytes);
        store.prepare(received + bytes);
    }

    private void took(long all) {
        received = all;
        if (!hasher && received - hashed >= HASHED_BESIDE) {
            hasher = true;
            Thread.ofPlatform().daemon().name("image-digest").start(this::hashBeside);
        }
        progress.accept(received, expectation());
    }

    private void grow(long needed) {
        long held = store.bytes().byteSize();
        if (needed <= held) {
            return;
        }
        long size = Math.max(Math.max(needed, held * 2), FIRST_BYTES);
        if (expected >= needed) {
            size = Math.min(size, expected);
        }
        synchronized (hashing) {
            store.grow(Math.min(size, Math.max(limit.most(), needed)));
        }
    }

    private void hashBeside() {
        try {
            while (hashSome()) {
                // until there is little left
            }
        } catch (IllegalStateException e) {
            // The arena was closed: the boot is over and nobody asks for the digest.
        } finally {
            hasher = false;
        }
    }

    private boolean hashSome() {
        synchronized (hashing) {
            long waiting = received - hashed;
            if (ended || waiting < HASHED_AT_ONCE) {
                return false;
            }
            digests.update(store.bytes().asSlice(hashed, HASHED_AT_ONCE));
            hashed += HASHED_AT_ONCE;
            return true;
        }
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public void restart() {
        synchronized (hashing) {
            received = 0;
            limit.keep(0);
            expected = -1;
            hashed = 0;
            digests = new StreamedDigests(more);
        }
        progress.accept(0L, OptionalLong.empty());
    }

    private OptionalLong expectation() {
        return expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected);
    }

    /** All bytes, read-only. Nothing is written any more. */
    MemorySegment content() {
        return store.bytes().asSlice(0, received).asReadOnly();
    }

    /** Of all bytes; once, at the end. */
    ContentDigests digests() {
        synchronized (hashing) {
            ended = true;
            digests.update(store.bytes().asSlice(hashed, received - hashed));
            hashed = received;
            return digests.of(content());
        }
    }
}
