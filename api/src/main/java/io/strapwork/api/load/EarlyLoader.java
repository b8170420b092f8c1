package io.strapwork.api.load;

import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedPart;
import org.apiguardian.api.API;

/** A loader with long work on the kernel's bytes alone, such as unpacking them, which it can do while other parts are still fetched. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EarlyLoader extends ImageLoader {
    /**
     * Does that work, and keeps what comes of it for {@link #plan}, which may come with other bytes, and never comes when the boot ends. Called at most once in a boot, on a
     * thread of its own, and over before {@code plan} is called. Throws nothing: what is wrong is {@code plan}'s to tell.
     *
     * @param kernel trusted by a verifier that could tell so early; its bytes are gone once the boot has failed, which reading them then tells by {@link IllegalStateException}
     */
    void begin(VerifiedPart kernel, MemoryLayout layout);
}
