package io.strapwork.testkit.fake;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apiguardian.api.API;

/** Fetched parts as the walk makes them: off heap and read-only, so that who writes into one is told. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Parts {
    private Parts() {}

    public static FetchedPart fetched(String name, byte[] bytes) {
        MemorySegment content = Arena.ofAuto().allocate(Math.max(1, bytes.length), 64).asSlice(0, bytes.length);
        MemorySegment.copy(bytes, 0, content, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new FetchedPart(name, BootUri.parse("http://10.0.2.2/" + name), content.asReadOnly(), sha256(bytes), Duration.ZERO);
    }

    public static VerifiedPart verified(String name, byte[] bytes) {
        return new VerifiedPart(fetched(name, bytes), "none");
    }

    /** An image of one part, {@code kernel}. */
    public static VerifiedImage kernel(byte[] bytes) {
        return new VerifiedImage(List.of(verified("kernel", bytes)));
    }

    /** Such an image and more parts. */
    public static VerifiedImage kernel(byte[] bytes, List<VerifiedPart> more) {
        var parts = new ArrayList<VerifiedPart>();
        parts.add(verified("kernel", bytes));
        parts.addAll(more);
        return new VerifiedImage(parts);
    }

    /** Lower-case hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
