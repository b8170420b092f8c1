package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.VirtioDevice;
import java.util.Optional;

/** A control unit with one device behind a subchannel. On the thread of the channel subsystem's calls. */
interface ChannelDevice {
    /** How a command ended. */
    sealed interface Outcome {
        /**
         * Channel end and device end.
         *
         * @param wanted how many bytes the device would move at most
         */
        record Done(long wanted) implements Outcome {}

        /**
         * Unit check.
         *
         * @param sense byte 0 of the sense data
         */
        record UnitCheck(int sense, String why) implements Outcome {}
    }

    /** Command reject, byte 0 of the sense data (ESA/390 Common I/O). */
    int COMMAND_REJECT = 0x80;

    /** SENSE ID data. */
    byte[] senseId();

    /** Any command but NOP, SENSE, SENSE ID and transfer in channel. */
    Outcome execute(int command, DataArea data);

    /** The subchannel was disabled. */
    void disabled();

    /** The virtio device, when it is one. */
    default Optional<VirtioDevice> virtio() {
        return Optional.empty();
    }

    static Outcome reject(String why) {
        return new Outcome.UnitCheck(COMMAND_REJECT, why);
    }
}
