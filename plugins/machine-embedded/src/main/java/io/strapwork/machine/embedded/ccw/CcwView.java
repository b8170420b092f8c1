package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.GuestRam;
import org.jspecify.annotations.Nullable;

/** A channel-command word of either format (Principles of Operation, chapter 15, "Channel-Command Word"). */
record CcwView(int command, int flags, int count, int data) {
    static final int CHAIN_DATA = 0x80;
    static final int CHAIN_COMMAND = 0x40;
    static final int SUPPRESS_LENGTH = 0x20;
    static final int SKIP = 0x10;
    static final int INTERRUPT = 0x08;
    static final int INDIRECT = 0x04;
    static final int SUSPEND = 0x02;
    static final int MODIFIED_INDIRECT = 0x01;

    /** The address is known to be RAM and a multiple of eight. */
    static CcwView parse(GuestRam ram, int address, boolean format1) {
        int high = ram.be32(address);
        int low = ram.be32(address + 4L);
        return format1
                ? new CcwView(high >>> 24, high >>> 16 & 0xff, high & 0xffff, low)
                : new CcwView(high >>> 24, low >>> 24, low & 0xffff, high & 0xff_ffff);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isTransfer(boolean format1) {
        return format1 ? command == 0x08 : (command & 0x0f) == 0x08;
    }

    /** Why the channel does not take it as a command (not asked for while data-chaining); null when it does. */
    @Nullable
    String invalid(boolean format1, boolean chained) {
        if (data < 0) {
            return "bit 0 of the data address is set";
        }
        if (has(SUSPEND)) {
            return "the suspend flag is set without suspend control";
        }
        if (has(MODIFIED_INDIRECT)) {
            return "the modified-indirect-data-address flag is set without modification control";
        }
        if (!chained && ((command & 0x0f) == 0 || (command & 0x0f) == 0x08)) {
            return "0x" + Integer.toHexString(command) + " is not a command code";
        }
        if (count == 0 && (!format1 || has(CHAIN_DATA) || chained)) {
            return "the count is zero";
        }
        return null;
    }
}
