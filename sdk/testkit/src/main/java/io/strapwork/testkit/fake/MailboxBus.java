package io.strapwork.testkit.fake;

import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A bus with one network card that is as simple as a card can be, for trying out drivers: two rings of slots in guest memory, {@value #SLOT_BYTES} bytes each. A
 * slot is a length, four bytes big-endian, and a frame; its length is 0 while it is empty. The card fills the slots of the receive ring and empties those of
 * the transmit ring, in turn. It is strict: whatever the driver does wrong throws {@link IllegalStateException} in words. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MailboxBus implements DeviceBus, Interrupts {
    public static final int SLOT_BYTES = 2048;
    public static final int MTU = 1500;
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final MacAddress STATION = MacAddress.parse("52:54:00:4d:42:58");

    /** What the driver reads and writes. */
    public enum Register {
        /** Read: 1 where there is a card. */
        PRESENT,
        /** Write: stops the card. It touches no memory until it is started again. */
        RESET,
        /** Write: guest address of the receive ring. */
        RECEIVE,
        /** Write: guest address of the transmit ring. */
        TRANSMIT,
        /** Write: slots in each ring, 2 to 256. */
        SLOTS,
        /** Write: starts the card. */
        START,
        /** Write: there are frames in the transmit ring. */
        DOORBELL,
        /** Write: 1 to be interrupted when a frame arrives, 0 not to be. */
        INTERRUPT,
        /** Read: the Ethernet address. */
        STATION
    }

    private final boolean card;
    private final FakeShare share = new FakeShare("SW-M801", "mailbox");
    private final List<byte[]> sent = new ArrayList<>();
    private long receive;
    private long transmit;
    private int slots;
    private boolean started;
    private boolean interrupting;
    private int receiveAt;
    private int transmitAt;
    private @Nullable Runnable line;

    /** @param card whether there is one */
    public MailboxBus(boolean card) {
        this.card = card;
    }

    @Override
    public String kind() {
        return "mailbox";
    }

    @Override
    public DmaMemory dma() {
        return share;
    }

    @Override
    public synchronized void onInterrupt(Runnable told) {
        line = told;
    }

    /** All ones where there is no card. */
    public synchronized long read(Register register) {
        return switch (register) {
            case PRESENT -> card ? 1 : 0;
            case STATION -> card ? STATION.value() : -1;
            default -> throw new IllegalStateException("register " + register + " can't be read");
        };
    }

    public synchronized void write(Register register, long value) {
        if (!card) {
            throw new IllegalStateException("register " + register + " is written, but there is no card");
        }
        switch (register) {
            case RESET -> reset();
            case RECEIVE -> receive = stopped(value, register);
            case TRANSMIT -> transmit = stopped(value, register);
            case SLOTS -> slots = Math.toIntExact(stopped(value, register));
            case START -> start();
            case DOORBELL -> transmit();
            case INTERRUPT -> interrupting = value != 0;
            default -> throw new IllegalStateException("register " + register + " can't be written");
        }
    }

    private void reset() {
        started = false;
        interrupting = false;
        receiveAt = 0;
        transmitAt = 0;
    }

    private long stopped(long value, Register register) {
        if (started) {
            throw new IllegalStateException("register " + register + " is written while the card runs: reset it first");
        }
        return value;
    }

    private void start() {
        if (slots < 2 || slots > 256) {
            throw new IllegalStateException("rings of " + slots + " slots");
        }
        for (long ring : new long[]{receive, transmit}) {
            var range = GuestRange.of(ring, (long) slots * SLOT_BYTES);
            share.check("ring", range);
        }
        started = true;
    }

    private MemorySegment slot(long ring, int index) {
        return share.memory().at(GuestRange.of(ring + (long) index * SLOT_BYTES, SLOT_BYTES));
    }

    private void transmit() {
        if (!started) {
            throw new IllegalStateException("the doorbell of a card that isn't started");
        }
        for (int i = 0; i < slots; i++) {
            MemorySegment slot = slot(transmit, transmitAt);
            int bytes = slot.get(LENGTH, 0);
            if (bytes == 0) {
                return;
            }
            if (bytes < 14 || bytes > MTU + 18) {
                throw new IllegalStateException("the driver sends a frame of " + bytes + " bytes");
            }
            sent.add(slot.asSlice(4, bytes).toArray(ValueLayout.JAVA_BYTE));
            slot.set(LENGTH, 0, 0);
            transmitAt = (transmitAt + 1) % slots;
        }
    }

    /** What was sent since this was last asked. */
    public synchronized List<byte[]> sent() {
        List<byte[]> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    /** A frame comes. It is dropped when the card doesn't run, or there is no empty slot. */
    public void arrive(byte[] frame) {
        arrive(frame, frame.length);
    }

    /** A frame comes, and the card is broken: it writes another length than the frame has. */
    public void arrive(byte[] frame, int length) {
        Runnable told = deliver(frame, length);
        if (told != null) {
            told.run();
        }
    }

    private synchronized @Nullable Runnable deliver(byte[] frame, int length) {
        if (!started) {
            return null;
        }
        MemorySegment slot = slot(receive, receiveAt);
        if (slot.get(LENGTH, 0) != 0) {
            return null;
        }
        MemorySegment.copy(frame, 0, slot, ValueLayout.JAVA_BYTE, 4, frame.length);
        slot.set(LENGTH, 0, length);
        receiveAt = (receiveAt + 1) % slots;
        return interrupting ? line : null;
    }
}
