package io.strapwork.network.gateway.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;

/**
 * An open file of the served folder, owned by whoever sends it.
 *
 * @param size     in bytes, when it was opened
 * @param modified to the nanosecond, where the file system knows it
 */
public record ServedFile(FileChannel channel, long size, Instant modified) implements AutoCloseable {
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a file opened for reading failed to close", e);
        }
    }
}
