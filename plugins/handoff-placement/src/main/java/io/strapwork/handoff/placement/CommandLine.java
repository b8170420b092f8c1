package io.strapwork.handoff.placement;

import io.strapwork.api.handoff.HandoffRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A kernel's command line. */
public final class CommandLine {
    private static final String WHERE = "handoff.cmdline";

    /** In a profile's line, for what the network has told. */
    private static final String NETWORK = "{ip}";

    private CommandLine() {}

    /**
     * The line of the menu entry and behind it the profile's, in which {@code {ip}} stands for the {@code ip=} arguments of the network that the boot came from.
     *
     * @param own of the profile
     */
    public static String of(HandoffRequest request, String own, HandoffFaults faults) {
        if (!own.contains(NETWORK)) {
            return request.commandLine(own);
        }
        String told = request.lease().map(NetworkArguments::of).orElse("");
        if (told.isEmpty()) {
            faults.add("SW-H508", WHERE,
                    "the command line asks for " + NETWORK + ", but this boot has no address on a network of the machine",
                    "remove " + NETWORK + ", or boot over the machine's own network");
        }
        return request.commandLine(own.replace(NETWORK, told));
    }

    /**
     * The bytes with their NUL.
     *
     * @param room  with the NUL
     * @param ascii whether other characters are refused, too
     */
    public static byte[] bytes(String text, long room, boolean ascii, HandoffFaults faults) {
        text.codePoints().filter(next -> next == 0 || ascii && next > 0x7e).findFirst().ifPresent(next -> faults.add("SW-H502", WHERE,
                "the command line has the character U+" + String.format("%04X", next)
                        + (next == 0 ? ", which would end it" : "; s390x kernels mistake a line with such a character for EBCDIC"),
                ascii ? "write the command line in plain ASCII" : "remove that character"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= room) {
            faults.add("SW-H503", WHERE, "the command line has " + bytes.length + " bytes, but the kernel has room for " + (room - 1),
                    "shorten the command line");
        }
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
