package io.strapwork.api.load;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import org.apiguardian.api.API;

/** Reads an image format. Never touches guest memory. Called on the boot's own thread. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ImageLoader {
    /**
     * Plans the part called {@code kernel}. Every byte of it is hostile.
     *
     * @throws io.strapwork.api.plugin.StrapworkException with all that is wrong with the image, byte offsets in {@code where}
     */
    LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout);
}
