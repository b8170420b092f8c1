package io.strapwork.runtime.walk;

import io.strapwork.api.time.BootClock;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of what is in guest memory after it was written there, taken by a thread that follows the writer; of small pieces, when it is asked for. That thread waits for the writer
 * on a monitor, since it is told of each piece: in virtual time it begins when all is written, and never does.
 */
final class PlacedDigest implements PlacedSum {
    private static final long FOLLOWED_BYTES = 4 << 20;

    private final MemorySegment placed;
    private final BootClock clock;
    private final @Nullable CompletableFuture<String> followed;
    private final Object progress = new Object();
    private long written;
    private boolean abandoned;

    private PlacedDigest(MemorySegment placed, BootClock clock) {
        this.placed = placed;
        this.clock = clock;
        this.followed = placed.byteSize() < FOLLOWED_BYTES ? null : new CompletableFuture<>();
    }

    /** @param placed bytes that are about to be written */
    static PlacedDigest follow(MemorySegment placed, BootClock clock) {
        var digest = new PlacedDigest(placed, clock);
        CompletableFuture<String> followed = digest.followed;
        if (followed != null) {
            clock.threads().start(clock.threads().create("placed-digest", () -> {
                try {
                    followed.complete(digest.hash());
                } catch (RuntimeException | Error e) {
                    followed.completeExceptionally(e);
                }
            }));
        }
        return digest;
    }

    @Override
    public void accept(long bytes) {
        synchronized (progress) {
            written = bytes;
            progress.notifyAll();
        }
    }

    private String hash() {
        var digest = new Sha256();
        long done = 0;
        while (done < placed.byteSize()) {
            long there = there(done);
            digest.update(placed.asSlice(done, there - done));
            done = there;
        }
        return digest.hex();
    }

    private long there(long done) {
        synchronized (progress) {
            while (written == done && !abandoned) {
                try {
                    progress.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts this thread", e);
                }
            }
            if (written == done) {
                throw new IllegalStateException("the writer has given up");
            }
            return written;
        }
    }

    @Override
    public void close() {
        synchronized (progress) {
            abandoned = true;
            progress.notifyAll();
        }
    }

    @Override
    public String hex() {
        if (followed == null) {
            return Sha256.of(placed);
        }
        clock.awaitUninterruptibly(followed, BootClock.FOREVER);
        if (followed.state() == Future.State.SUCCESS) {
            return followed.resultNow();
        }
        throw followed.exceptionNow() instanceof RuntimeException reason ? reason : new CompletionException(followed.exceptionNow());
    }
}
