package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;

/** What a driver did wrong, on its way from where it was seen to the device that stops because of it. */
public final class DriverFault extends RuntimeException {
    public static final String INSTRUCTION = "SW-M150";
    public static final String QUEUE_SETUP = "SW-M153";
    public static final String READ_ONLY = "SW-M162";
    public static final String NO_REGISTER = "SW-M163";
    public static final String INDICATORS = "SW-M164";
    public static final String NO_QUEUE = "SW-M165";
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
