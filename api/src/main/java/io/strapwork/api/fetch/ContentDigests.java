package io.strapwork.api.fetch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;

/** Digests of a file's bytes: those that were made beside its fetch, and others, each made once, when somebody asks. Any thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ContentDigests {
    /** Through the heap in large pieces: given a direct buffer, the JDK goes by 4 KiB, at half the speed. */
    private static final int PIECE = 64 << 10;

    private final MemorySegment content;
    private final Map<String, MessageDigest> made = new ConcurrentHashMap<>();

    private ContentDigests(MemorySegment content, Collection<MessageDigest> made) {
        this.content = content;
        made.forEach(each -> this.made.put(each.getAlgorithm(), each));
    }

    /** None is made yet. */
    public static ContentDigests of(MemorySegment content) {
        return new ContentDigests(content, List.of());
    }

    /** @param made digests that all of the content has gone into, not finished, and nobody else's any more */
    public static ContentDigests of(MemorySegment content, Collection<MessageDigest> made) {
        return new ContentDigests(content, made);
    }

    /**
     * A digest that all of the content has gone into. It is the caller's, to finish, or to go on with.
     *
     * @param algorithm in the JDK's words: {@code "SHA-512"}
     * @throws IllegalArgumentException when the JDK has no such algorithm
     */
    public MessageDigest begun(String algorithm) {
        MessageDigest all = made.computeIfAbsent(algorithm, name -> {
            MessageDigest digest = digest(name);
            update(content, List.of(digest), new byte[(int) Math.min(PIECE, content.byteSize())]);
            return digest;
        });
        try {
            return (MessageDigest) all.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's digests can be copied, but " + algorithm + " can't", e);
        }
    }

    /** Finished, in lower-case hexadecimal. */
    public String hex(String algorithm) {
        return HexFormat.of().formatHex(begun(algorithm).digest());
    }

    /** A digest of nothing yet. @throws IllegalArgumentException when the JDK has no such algorithm */
    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this Java has no " + algorithm, e);
        }
    }

    /** Bytes into digests, each read once. @param piece scratch space, not empty unless the bytes are; 64 KiB is fast */
    public static void update(MemorySegment bytes, Collection<MessageDigest> into, byte[] piece) {
        for (long at = 0; at < bytes.byteSize(); at += piece.length) {
            int length = (int) Math.min(piece.length, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            into.forEach(digest -> digest.update(piece, 0, length));
        }
    }
}
