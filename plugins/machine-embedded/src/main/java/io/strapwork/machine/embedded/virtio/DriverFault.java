package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;

/** What a driver did wrong, on its way from where it was seen to the device that stops because of it. */
public final class DriverFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public DriverFault(String code, String where, String what, String hint) {
        super(what, null, false, false);
        problem = new Problem(code, Blame.BUG, where, what, hint);
    }

    public Problem problem() {
        return problem;
    }
}
