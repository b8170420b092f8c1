package io.strapwork.driver.virtio.ccw;

import java.util.ArrayList;
import java.util.List;

/**
 * How a channel program ended (SA22-7832, chapter 16).
 *
 * @param sense    the first sense byte after a unit check; -1 without one
 * @param residual bytes of the count that were not transferred
 */
record Ending(int sense, int residual) {
    private static final List<String> SENSE_BITS = List.of("command reject", "intervention required", "bus-out check", "equipment check",
            "data check", "overrun",
            "bit 6", "bit 7");
    private static final List<String> SUBCHANNEL_BITS = List.of("program-controlled interruption", "incorrect length", "program check",
            "protection check",
            "channel-data check", "channel-control check", "interface-control check", "chaining check");
    private static final List<String> DEVICE_BITS = List.of("attention", "status modifier", "control-unit end", "busy", "channel end",
            "device end", "unit check",
            "unit exception");

    boolean unitCheck() {
        return sense >= 0;
    }

    boolean commandReject() {
        return unitCheck() && (sense & 0x80) != 0;
    }

    /** {@code "command reject"}. */
    String senseText() {
        return sense <= 0 ? "no sense data" : names(SENSE_BITS, sense);
    }

    /** {@code "unit exception and program check"}: what was not as it should be. */
    static String statusText(int deviceStatus, int subchannelStatus) {
        var names = new ArrayList<String>();
        if (deviceStatus != 0) {
            names.add("device status " + names(DEVICE_BITS, deviceStatus));
        }
        if (subchannelStatus != 0) {
            names.add("subchannel status " + names(SUBCHANNEL_BITS, subchannelStatus));
        }
        return names.isEmpty() ? "no status" : String.join(", ", names);
    }

    private static String names(List<String> bits, int value) {
        var names = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            if ((value & 0x80 >>> i) != 0) {
                names.add(bits.get(i));
            }
        }
        return String.join(" + ", names);
    }
}
