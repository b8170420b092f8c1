package io.strapwork.api.bus;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.GuestAddress;
import org.apiguardian.api.API;

/**
 * The channel subsystem of s390x (z/Architecture Principles of Operation, SA22-7832, chapters 14 to 17). A subchannel is named by its subsystem-identification word,
 * {@code 0x00010000 | ssid << 17 | number}. For several threads, each with its own subchannels: the loop of a card, and the boot's own thread, which reads disks meanwhile.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ChannelSubsystem extends DeviceBus {
    /**
     * Executes one I/O instruction.
     *
     * @param subchannel as general register 1 names it; {@link IoInstruction#CHSC} ignores it
     * @param operand    {@link IoInstruction#operandBytes()} bytes of guest memory, big-endian, below 2 GiB; {@link IoInstruction#CSCH} ignores it
     * @return the condition code, 0 to 3
     */
    int execute(IoInstruction instruction, int subchannel, GuestAddress operand);

    /**
     * DIAGNOSE X'500' function 3, virtio-ccw notification (virtio 1.3, 4.3.3.2).
     *
     * @return general register 2: a cookie to give again, or a negative error number
     */
    long notify(int subchannel, int queue, long cookie);

    @Override
    default String kind() {
        return "ccw";
    }
}
