package io.strapwork.api.handoff;

import io.strapwork.api.load.LoadPlan;
import org.apiguardian.api.API;

/**
 * Builds what a loaded image expects to find: parameters, initrd, device tree, registers. Returns values and never touches guest memory. Called on the boot's
 * own thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface HandoffShim {
    /** @throws io.strapwork.api.plugin.StrapworkException when the image can't be started that way (command line too long, no room, …) */
    Handoff prepare(LoadPlan plan, HandoffRequest request);
}
