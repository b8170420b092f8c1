package io.strapwork.api.fetch;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * One fetched file.
 *
 * @param name    the profile's key: {@code "kernel"}, {@code "initrd"}, …
 * @param uri     where it came from
 * @param content all of it, off heap, read-only; valid until the boot ends
 * @param sha256  lower-case hexadecimal digest of the content
 * @param took    the time of the fetch
 * @param digests of the content
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record FetchedPart(String name, BootUri uri, MemorySegment content, String sha256, Duration took, ContentDigests digests) {
    /** No other digest was made beside the fetch. */
    public FetchedPart(String name, BootUri uri, MemorySegment content, String sha256, Duration took) {
        this(name, uri, content, sha256, took, ContentDigests.of(content));
    }

    /** The same file as another part. */
    public FetchedPart as(String otherName, Duration itsTook) {
        return new FetchedPart(otherName, uri, content, sha256, itsTook, digests);
    }

    public long bytes() {
        return content.byteSize();
    }

    /** The last segment of the URI's path, as a plain name; empty where the path ends with a slash. */
    public String fileName() {
        String path = uri.decodedPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
