package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.ImageTooLargeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OffHeapSinkTests {
    private final Arena arena = Arena.ofShared();
    private final List<String> progress = new ArrayList<>();

    @AfterEach
    void free() {
        arena.close();
    }

    private OffHeapSink sink(long limit) {
        return new OffHeapSink(new SharedLimit(limit).share(), arena, Set.of("SHA-512"),
                (bytes, expected) -> progress.add(bytes + "/" + (expected.isPresent() ? expected.getAsLong() : "?")));
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    @Test
    void growsAndKeepsAllBytes() throws Exception {
        byte[] image = noise(5_000_000);
        OffHeapSink sink = sink(1 << 30);
        for (int at = 0; at < image.length; at += 123_457) {
            ByteBuf slice = Unpooled.wrappedBuffer(image, at, Math.min(123_457, image.length - at));
            sink.write(slice);
            assertEquals(0, slice.refCnt());
        }
        assertArrayEquals(image, sink.content().toArray(ValueLayout.JAVA_BYTE));
        assertTrue(sink.content().isReadOnly());
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image)), sink.digests().hex("SHA-256"));
    }

    @Test
    void takesBuffersOfManyParts() throws Exception {
        OffHeapSink sink = sink(100);
        sink.write(Unpooled.wrappedBuffer(new byte[]{1, 2}, new byte[]{3}, new byte[]{4, 5}));
        assertArrayEquals(new byte[]{1, 2, 3, 4, 5}, sink.content().toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void neverTakesMoreThanItsLimit() throws Exception {
        OffHeapSink sink = sink(10);
        sink.write(Unpooled.wrappedBuffer(new byte[10]));
        ByteBuf more = Unpooled.wrappedBuffer(new byte[1]);
        assertThrows(ImageTooLargeException.class, () -> sink.write(more));
        assertEquals(0, more.refCnt());
        assertEquals(10, sink.received());
    }

    @Test
    void isFilledInPlace() throws Exception {
        byte[] image = noise(5_000_000);
        OffHeapSink sink = sink(image.length);
        for (int at = 0; at < image.length; at += 1 << 20) {
            int from = at;
            int bytes = Math.min(1 << 20, image.length - at);
            sink.fill(bytes, memory -> memory.copyFrom(MemorySegment.ofArray(image).asSlice(from, bytes)));
        }
        assertArrayEquals(image, sink.content().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image)), sink.digests().hex("SHA-256"));
    }

    @Test
    void whatWasNotFilledDoesNotCount() throws Exception {
        OffHeapSink sink = sink(10);
        sink.fill(4, memory -> memory.fill((byte) 1));
        assertThrows(IllegalStateException.class, () -> sink.fill(4, _ -> {
            throw new IllegalStateException("the disk is gone");
        }));
        assertThrows(ImageTooLargeException.class, () -> sink.fill(7, _ -> {
            throw new AssertionError("there is no room for it");
        }));
        assertEquals(4, sink.received());
        sink.fill(6, memory -> memory.fill((byte) 2));
        assertArrayEquals(new byte[]{1, 1, 1, 1, 2, 2, 2, 2, 2, 2}, sink.content().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(List.of("4/?", "10/?"), progress);
    }

    @Test
    void refusesAnAnnouncementBeyondItsLimit() {
        assertThrows(ImageTooLargeException.class, () -> sink(10).expect(11));
        assertEquals(List.of(), progress);
    }

    /** A server may say what it likes: 1 TiB is not taken on its word. */
    @Test
    void takesMemoryOnlyAsBytesArrive() throws Exception {
        OffHeapSink sink = sink(Long.MAX_VALUE);
        sink.expect(1L << 40);
        sink.write(Unpooled.wrappedBuffer(new byte[]{7}));
        assertEquals(1, sink.content().byteSize());
        assertEquals(List.of("0/1099511627776", "1/1099511627776"), progress);
    }

    @Test
    void startsOver() throws Exception {
        OffHeapSink sink = sink(10);
        sink.expect(9);
        sink.write(Unpooled.wrappedBuffer(new byte[9]));
        sink.restart();
        sink.write(Unpooled.wrappedBuffer(new byte[]{'a', 'b', 'c'}));
        assertArrayEquals(new byte[]{'a', 'b', 'c'}, sink.content().toArray(ValueLayout.JAVA_BYTE));
        // FIPS 180-4, the example "abc"
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sink.digests().hex("SHA-256"));
        assertEquals(List.of("0/9", "9/9", "0/?", "3/?"), progress);
    }

    @Test
    void anEmptyOneIsEmpty() {
        assertEquals(0, sink(10).content().byteSize());
        assertTrue(Arrays.equals(new byte[0], sink(0).content().toArray(ValueLayout.JAVA_BYTE)));
    }
}
