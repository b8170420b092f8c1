package io.strapwork.api.trust;

import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/** A file that a verifier wants from beside a part. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Companion {
    /** @param content all of it, read-only, perhaps empty; hostile */
    record Found(MemorySegment content) implements Companion {}

    /** The server answered, and has no such file. */
    record NotThere() implements Companion {}
}
