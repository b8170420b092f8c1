package io.strapwork.machine.embedded.virtio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The device's side of a split virtqueue (virtio 1.3, 2.7): takes available chains, checks every number in them, gives them back as used. Chains are taken tentatively until
 * {@link #publish()}. One thread at a time.
 */
final class SplitRing {
    private static final String RING_PLACE = "SW-M154";
    private static final String AVAILABLE_RING = "SW-M155";
    private static final String BUFFER_OUTSIDE = "SW-M157";
    private static final String WRONG_USE = "SW-M158";
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
    private static final boolean HOST_BIG = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    private static final long WORD = 0xffff_ffffL;
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final int NO_NOTIFY = 1;

    private final GuestRam ram;
    private final String name;
    private final int size;
    private final BufferUse use;
    private final boolean bigEndian;
    private final boolean swap;
    private final boolean eventIndex;
    private final boolean indirect;
    private final MemorySegment descriptors;
    private final MemorySegment avail;
    private final MemorySegment used;

    private int taken;
    private int given;
    private int publishedTaken;
    private int publishedGiven;
    private int lastSignal;

    private final long[] addresses;
    private final int[] lengths;
    private int count;
    private int readable;
    private long chainBytes;

    /**
     * @param name for people, with the device
     * @param use  what the device does with the buffers of this ring
     * @throws DriverFault when the layout is not one the device can work with
     */
    SplitRing(GuestRam ram, String name, QueueLayout layout, BufferUse use, boolean bigEndian, long features) {
        this.ram = ram;
        this.name = name;
        this.size = layout.size();
        this.use = use;
        this.bigEndian = bigEndian;
        this.swap = bigEndian != HOST_BIG;
        this.eventIndex = (features & Features.EVENT_IDX) != 0;
        this.indirect = (features & Features.INDIRECT_DESC) != 0;
        int event = eventIndex ? 0 : 2;
        descriptors = part("descriptor table", layout.descriptors(), layout.descriptorBytes(), 16);
        avail = part("available ring", layout.avail(), layout.availBytes() - event, 2);
        used = part("used ring", layout.used(), layout.usedBytes() - event, 4);
        addresses = new long[size];
        lengths = new int[size];
    }

    private MemorySegment part(String part, long address, long bytes, int alignment) {
        if ((address & alignment - 1) != 0) {
            throw new DriverFault(RING_PLACE, name,
                    "the " + part + " at 0x" + Long.toHexString(address) + " is not aligned to " + alignment,
                    "virtio 1.3, 2.7: 16 for descriptors, 2 for the available ring, 4 for the used ring");
        }
        if (!ram.holds(address, bytes)) {
            throw new DriverFault(RING_PLACE, name, "the " + part + ", " + GuestRam.describe(address, bytes) + ", is not in RAM",
                    "put rings in memory from the bus's DMA allocator");
        }
        return ram.at(address, bytes);
    }

    /** How many chains the driver has made available that were not taken. */
    int waiting() {
        int index = load(avail, 2, true);
        if ((index - publishedGiven & 0xffff) > size) {
            throw new DriverFault(AVAILABLE_RING, name, "the available index jumped to " + index + ", but only " + size + " entries from "
                    + publishedGiven + " on can be in use",
                    "increase the index by the chains added, modulo 65536, never past the ring's size");
        }
        return index - taken & 0xffff;
    }

    /** Takes the next chain, of which {@link #waiting()} told; returns its head. Its parts are read by index until the next one is taken. */
    int take() {
        int head = load(avail, 4 + 2L * (taken & size - 1), false);
        if (head >= size) {
            throw new DriverFault(AVAILABLE_RING, name,
                    "entry " + (taken & size - 1) + " of the available ring names descriptor " + head + " of "
                            + size,
                    "");
        }
        taken = taken + 1 & 0xffff;
        count = 0;
        readable = 0;
        chainBytes = 0;
        collect(head);
        return head;
    }

    int parts() {
        return count;
    }

    long address(int part) {
        return addresses[part];
    }

    int length(int part) {
        return lengths[part];
    }

    /** How many parts are the device's to read; those behind them are its to write. */
    int readable() {
        return readable;
    }

    /** The sum of all parts. */
    long chainBytes() {
        return chainBytes;
    }

    /** Gives a chain back; the driver sees it after {@link #publish()}. */
    void give(int head, long written) {
        long element = bigEndian ? (long) head << 32 | written & WORD : written << 32 | head;
        used.set(ValueLayout.JAVA_LONG_UNALIGNED, 4 + 8L * (given & size - 1), swap ? Long.reverseBytes(element) : element);
        given = given + 1 & 0xffff;
    }

    /** Shows the driver what was given back. */
    void publish() {
        if (given != publishedGiven) {
            store(used, 2, given);
        }
        publishedGiven = given;
        publishedTaken = taken;
    }

    /** Forgets what was taken and given since the last {@link #publish()}. */
    void undo() {
        taken = publishedTaken;
        given = publishedGiven;
    }

    /** Whether the driver wants an interrupt for what was published since this was last asked. */
    boolean interruptDue() {
        if (publishedGiven == lastSignal) {
            return false;
        }
        VarHandle.fullFence();
        int before = lastSignal;
        lastSignal = publishedGiven;
        if (eventIndex) {
            int event = load(avail, 4 + 2L * size, true);
            return (publishedGiven - event - 1 & 0xffff) < (publishedGiven - before & 0xffff);
        }
        return (load(avail, 0, true) & NO_INTERRUPT) == 0;
    }

    /** Asks the driver for a notification with the next chain that it adds; returns whether there is one already that was not taken. */
    boolean wantNotification() {
        if (eventIndex) {
            // Behind the chains that wait already: the driver has added those, and tells of an index only when it passes it (2.7.10).
            store(used, 4 + 8L * size, taken + waiting() & 0xffff);
        } else {
            store(used, 0, 0);
        }
        VarHandle.fullFence();
        return waiting() > 0;
    }

    /** Tells the driver that notifications are of no use now; it may notify all the same. */
    void noNotification() {
        if (!eventIndex) {
            store(used, 0, NO_NOTIFY);
        }
    }

    private void collect(int head) {
        MemorySegment table = descriptors;
        int entries = size;
        int index = head;
        int steps = 0;
        boolean inTable = false;
        while (true) {
            long at = 16L * index;
            long address = table.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            // length, flags and next in one load: what a frame costs before its code is optimised is mostly the number of these
            long rest = table.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
            if (swap) {
                address = Long.reverseBytes(address);
                rest = Long.reverseBytes(rest);
            }
            int length = (int) (bigEndian ? rest >>> 32 : rest);
            int flags = (int) (bigEndian ? rest >>> 16 : rest >>> 32) & 0xffff;
            int next = (int) (bigEndian ? rest : rest >>> 48) & 0xffff;
            if ((flags & ~(NEXT | WRITE | INDIRECT)) != 0) {
                throw malformed(head, "descriptor " + index + " has unknown flags 0x" + Integer.toHexString(flags));
            }
            if ((flags & INDIRECT) != 0) {
                if (inTable || !indirect || (flags & (NEXT | WRITE)) != 0) {
                    throw malformed(head, "descriptor " + index + " must not be INDIRECT " + (inTable
                            ? "inside an indirect table"
                            : indirect ? "together with NEXT or WRITE" : "without VIRTIO_F_INDIRECT_DESC"));
                }
                table = indirectTable(head, address, length);
                entries = (int) (table.byteSize() / 16);
                index = 0;
                inTable = true;
                continue;
            }
            if (++steps > size) {
                throw malformed(head, "the chain is longer than the ring's " + size + " descriptors, or loops");
            }
            add(head, index, address, length, (flags & WRITE) != 0);
            if ((flags & NEXT) == 0) {
                return;
            }
            if (next >= entries) {
                throw malformed(head, "descriptor " + index + " continues at " + next + " of " + entries);
            }
            index = next;
        }
    }

    private MemorySegment indirectTable(int head, long address, int length) {
        long bytes = Integer.toUnsignedLong(length);
        if (bytes == 0 || bytes % 16 != 0 || bytes > 16L * 65536) {
            throw malformed(head, "an indirect table can't have " + bytes + " bytes");
        }
        if (!ram.holds(address, bytes)) {
            throw new DriverFault(BUFFER_OUTSIDE, name, "the indirect table of chain " + head + ", " + GuestRam.describe(address, bytes)
                    + ", is not in RAM", "");
        }
        return ram.at(address, bytes);
    }

    private void add(int head, int index, long address, int length, boolean write) {
        checkUse(head, index, write);
        if (length <= 0) {
            throw malformed(head, "descriptor " + index + " has " + Integer.toUnsignedString(length) + " bytes");
        }
        if (!ram.holds(address, length)) {
            throw new DriverFault(BUFFER_OUTSIDE, name, "the buffer of descriptor " + index + ", " + GuestRam.describe(address, length)
                    + ", is not in RAM", "pass guest addresses to the device, in memory from the bus's DMA allocator");
        }
        readable += write ? 0 : 1;
        addresses[count] = address;
        lengths[count++] = length;
        chainBytes += length;
    }

    private void checkUse(int head, int index, boolean write) {
        if (use == BufferUse.BOTH) {
            if (!write && readable < count) {
                throw wrongUse(head, index, write, "comes behind one that is device-writable",
                        "virtio 1.3, 2.7.4.2: all that the device reads comes first");
            }
        } else if (write != (use == BufferUse.WRITES)) {
            throw wrongUse(head, index, write, "the device " + (write ? "reads" : "writes") + " this ring's buffers",
                    "set VIRTQ_DESC_F_WRITE on receive buffers only");
        }
    }

    private DriverFault wrongUse(int head, int index, boolean write, String but, String hint) {
        return new DriverFault(WRONG_USE, name, "descriptor " + index + " of chain " + head + " is device-"
                + (write ? "writable" : "readable") + ", but " + but, hint);
    }

    private DriverFault malformed(int head, String what) {
        return new DriverFault("SW-M156", name, what, "chain " + head + "; virtio 1.3, 2.7.5");
    }

    private int load(MemorySegment from, long offset, boolean acquire) {
        short value = acquire ? (short) SHORT.getAcquire(from, offset) : (short) SHORT.get(from, offset);
        return (swap ? Short.reverseBytes(value) : value) & 0xffff;
    }

    private void store(MemorySegment into, long offset, int value) {
        SHORT.setRelease(into, offset, swap ? Short.reverseBytes((short) value) : (short) value);
    }
}
