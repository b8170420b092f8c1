package io.strapwork.runtime.walk;

import java.util.function.LongConsumer;

/** SHA-256 of what is in guest memory after it was written there. */
interface PlacedSum extends LongConsumer, AutoCloseable {
    /** The writer's thread: so many bytes from the beginning are there. */
    @Override
    void accept(long bytes);

    /** Nothing more is written. */
    @Override
    void close();

    /** In lower-case hexadecimal, when all is written. */
    String hex();
}
