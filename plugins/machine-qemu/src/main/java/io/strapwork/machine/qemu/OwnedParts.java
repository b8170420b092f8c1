package io.strapwork.machine.qemu;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a machine is made of, to be given back in reverse order; the first part, the process, last but for the memory that it writes. */
final class OwnedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedParts.class);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** May be called twice. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("a part of the machine failed to close: {}", part, e);
            }
        }
    }
}
