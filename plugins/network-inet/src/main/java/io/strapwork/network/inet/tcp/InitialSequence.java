package io.strapwork.network.inet.tcp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/** Initial sequence numbers (RFC 6528): a clock of four microseconds plus a keyed hash of the connection; the same for timestamps. */
final class InitialSequence {
    private static final long TICK_NANOS = 4_000;
    private final byte[] secret = new byte[32];
    private final MessageDigest digest;

    InitialSequence(RandomGenerator random) {
        random.nextBytes(secret);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    int sequence(ConnectionKey key, long now) {
        return (int) (now / TICK_NANOS) + hash(key).getInt(0);
    }

    /** What is added to milliseconds of the clock. */
    int timestampOffset(ConnectionKey key) {
        return hash(key).getInt(4);
    }

    private ByteBuffer hash(ConnectionKey key) {
        digest.update(secret);
        digest.update(key.local().getAddress());
        digest.update(key.remote().getAddress());
        return ByteBuffer.wrap(digest.digest(ByteBuffer.allocate(8).putInt(key.localPort()).putInt(key.remotePort()).array()));
    }
}
