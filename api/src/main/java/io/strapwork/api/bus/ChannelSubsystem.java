package io.strapwork.api.bus;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.GuestAddress;
import org.apiguardian.api.API;

/**
 * The channel subsystem of s390x, as its I/O instructions (z/Architecture Principles of Operation, SA22-7832, chapters 14 to 17). A
 * subchannel is named by its subsystem-identification word, {@code 0x00010000 | ssid << 17 | number}. Operands are in guest memory, big-endian, below 2 GiB.
 * Each method returns the condition code, 0 to 3. Called on one thread at a time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ChannelSubsystem extends DeviceBus {
    /** STSCH: stores the subchannel-information block (52 bytes, word aligned). */
    int storeSubchannel(int subchannel, GuestAddress schib);

    /** MSCH: the enabled bit, the interruption subclass and the parameter are taken from the block. */
    int modifySubchannel(int subchannel, GuestAddress schib);

    /** SSCH: starts the channel program of the operation-request block (32 bytes, word aligned). */
    int startSubchannel(int subchannel, GuestAddress orb);

    /** TSCH: stores the interruption-response block (96 bytes, word aligned) and clears the status. */
    int testSubchannel(int subchannel, GuestAddress irb);

    /** CSCH: ends whatever the subchannel does. */
    int clearSubchannel(int subchannel);

    /** CHSC: channel-subsystem call, with a 4 KiB block. */
    int channelSubsystemCall(GuestAddress block);

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
