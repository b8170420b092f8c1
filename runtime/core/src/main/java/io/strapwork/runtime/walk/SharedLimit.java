package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.ImageTooLargeException;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all files of a boot may have together. Files that are fetched at once take from it as they grow. Any thread. */
final class SharedLimit {
    private final AtomicLong left;

    SharedLimit(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** What one file takes. */
    Share share() {
        return new Share();
    }

    /** Of one file; one thread at a time. */
    final class Share {
        private long held;

        private Share() {}

        /**
         * Takes what is missing to so many bytes in all.
         *
         * @throws ImageTooLargeException when there is not so much left; nothing is taken then
         */
        void need(long bytes) throws ImageTooLargeException {
            long more = bytes - held;
            if (more <= 0) {
                return;
            }
            long before = left.getAndUpdate(now -> now < more ? now : now - more);
            if (before < more) {
                throw new ImageTooLargeException(bytes, held + before);
            }
            held = bytes;
        }

        /** What the file could have at most now. */
        long most() {
            return held + left.get();
        }

        /** The file has so many bytes, at most what was taken. What it doesn't have is others'. */
        void keep(long bytes) {
            left.addAndGet(held - bytes);
            held = bytes;
        }
    }
}
