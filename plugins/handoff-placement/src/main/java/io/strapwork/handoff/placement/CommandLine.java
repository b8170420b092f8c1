package io.strapwork.handoff.placement;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A kernel's command line. */
public final class CommandLine {
    private static final String WHERE = "handoff.cmdline";

    private CommandLine() {}

    /**
     * The bytes with their NUL.
     *
     * @param room  with the NUL
     * @param ascii whether other characters are refused, too
     */
    public static byte[] bytes(String text, long room, boolean ascii, HandoffFaults faults) {
        text.codePoints().filter(next -> next == 0 || ascii && next > 0x7e).findFirst().ifPresent(next -> faults.add("SW-H502", WHERE,
                "the command line has the character U+" + String.format("%04X", next)
                        + (next == 0 ? ", which would end it" : ", s390x kernels take a line with such a character for EBCDIC"),
                ascii ? "write the command line in plain ASCII" : "remove that character"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= room) {
            faults.add("SW-H503", WHERE, "the command line has " + bytes.length + " bytes, the kernel has room for " + (room - 1),
                    "shorten the command line");
        }
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
