package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.ContentDigests;
import java.lang.foreign.Arena;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Large images, hashed by a thread of their own while more comes in, while they start over, and while the boot's memory goes away. */
@Isolated("looks at the threads of the process")
@Timeout(600)
class HashedBesideTests {
    private static final int PIECE = 1 << 20;
    /** Twice as much as is kept before a thread begins, and more than it hashes while the next piece is copied: it is always in the middle. */
    private static final int LARGE = 5 * PIECE;
    private static final byte[] NOISE = noise();

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void watchThreads() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    }

    /** No hasher may outlive its image, nor end by an exception. */
    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        try {
            for (Thread hasher : hashers()) {
                hasher.join(60_000);
                assertTrue(!hasher.isAlive(), "it ends");
            }
            assertEquals(List.of(), List.copyOf(uncaught));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static List<Thread> hashers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("image-digest")).toList();
    }

    private static byte[] noise() {
        byte[] noise = new byte[2 * LARGE];
        new Random(1).nextBytes(noise);
        return noise;
    }

    /** Another one for each offset. */
    private static byte[] image(int from, int bytes) {
        return Arrays.copyOfRange(NOISE, from, from + bytes);
    }

    private static void write(OffHeapSink sink, byte[] image) throws Exception {
        for (int at = 0; at < image.length; at += PIECE) {
            sink.write(Unpooled.wrappedBuffer(image, at, Math.min(PIECE, image.length - at)));
        }
    }

    private static String sha256(byte[] image) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
    }

    private static OffHeapSink sink(Arena arena) {
        return new OffHeapSink(new SharedLimit(1L << 30).share(), arena, Set.of("SHA-512"), (_, _) -> {});
    }

    @RepeatedTest(3)
    void asIfHashedAtOnce() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            byte[] image = image(1, LARGE + 4711);
            OffHeapSink sink = sink(arena);
            write(sink, image);
            assertEquals(sha256(image), sink.digests().hex("SHA-256"));
        }
    }

    @RepeatedTest(10)
    void startsOverInTheMiddle() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            OffHeapSink sink = sink(arena);
            write(sink, image(2, LARGE));
            sink.restart();
            write(sink, image(3, LARGE + PIECE));
            sink.restart();
            byte[] image = image(4, LARGE + 1);
            write(sink, image);
            assertEquals(image.length, sink.content().byteSize());
            assertEquals(sha256(image), sink.digests().hex("SHA-256"));
        }
    }

    @RepeatedTest(10)
    void theMemoryGoesAwayInTheMiddle() throws Exception {
        Arena arena = Arena.ofShared();
        OffHeapSink sink = sink(arena);
        write(sink, image(5, LARGE));
        arena.close();
    }

    /** Nobody reads the content again: it is gone when they are asked for. */
    @Test
    void whatTheVerifierWantsIsMadeBeside() throws Exception {
        Arena arena = Arena.ofShared();
        byte[] image = image(6, LARGE + 1);
        OffHeapSink sink = sink(arena);
        write(sink, image);
        ContentDigests digests = sink.digests();
        arena.close();
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(image)), digests.hex("SHA-512"));
        assertEquals(digests.hex("SHA-512"), digests.hex("SHA-512"), "each one is a copy");
        assertThrows(IllegalStateException.class, () -> digests.hex("SHA-384"), "nobody wanted that one");
        assertThrows(IllegalArgumentException.class, () -> digests.hex("SHA-1000"));
    }
}
