package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;

/** What can go wrong with a QEMU process, told the same way everywhere. */
public final class MachineFaults {
    private MachineFaults() {}

    /** A way to QEMU broke. */
    public static StrapworkException broken(String way, IOException e) {
        return new StrapworkException(new Problem("SW-M212", Blame.HOST, way, "the connection to QEMU broke: " + reason(e),
                "check whether something outside Strapwork ended QEMU, and boot again"), e);
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
