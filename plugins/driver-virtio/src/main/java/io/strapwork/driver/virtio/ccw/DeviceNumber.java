package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A device of the channel subsystem: subchannel set and device number. */
record DeviceNumber(int subchannelSet, int number) {
    private static final Pattern TEXT = Pattern.compile("(?:fe|[0-9a-f]{1,2})\\.([0-3])\\.([0-9a-f]{4})", Pattern.CASE_INSENSITIVE);

    /** {@code fe.0.0001}, as QEMU writes it, or {@code 0.0.0001}, as Linux does. */
    static DeviceNumber parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new Problem(ProblemCodes.WRONG_OPTION, Blame.USER, "option device",
                    "\"" + text + "\" is not a device of the channel subsystem",
                    "write it as fe.0.0001 or 0.0.0001: subchannel set 0 to 3, then the device number in four hexadecimal digits")
                    .asException();
        }
        return new DeviceNumber(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2), 16));
    }

    @Override
    public String toString() {
        return String.format("fe.%d.%04x", subchannelSet, number);
    }
}
