package ${package};

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.link.NetworkCard;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Two rings of slots of 2 KiB in guest memory. A slot is a length, four bytes with the highest first, and a frame; the length is 0 while it is empty. What the card writes is not
 * trusted. After {@link #quiesce} neither the card nor this touches the rings.
 */
final class ${className}Link implements Link, InterruptingCard {
    /** Of the card, in this order. */
    enum Register {
        PRESENT, RESET, RECEIVE, TRANSMIT, SLOTS, START, DOORBELL, INTERRUPT, STATION
    }

    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SLOT_BYTES = 2048;
    private static final int SLOTS = 64;
    private static final int MTU = 1500;
    private static final int SHORTEST = 14;
    private static final int LONGEST = MTU + 18;
    /** Where the bus does not interrupt. */
    private static final long POLL_NANOS = 1_000_000;

    private final PciBus bus;
    private final long registers;
    private final GuestMemory memory;
    private final GuestRange receive;
    private final GuestRange transmit;
    private final LinkFacts facts;
    private int receiveAt;
    private int transmitAt;
    private volatile boolean armed;
    private volatile boolean quiet;

    ${className}Link(PciBus bus, long registers, String location, Runnable interrupted) {
        this.bus = bus;
        this.registers = registers;
        this.memory = bus.dma().memory();
        write(Register.RESET, 1);
        this.receive = bus.dma().allocate((long) SLOTS * SLOT_BYTES, SLOT_BYTES);
        this.transmit = bus.dma().allocate((long) SLOTS * SLOT_BYTES, SLOT_BYTES);
        boolean interrupts = bus instanceof Interrupts;
        var station = new MacAddress(bus.memorySpace().read(registers + 8L * Register.STATION.ordinal(), 8) & 0xffff_ffff_ffffL);
        this.facts = new LinkFacts(station, MTU, location, interrupts ? Long.MAX_VALUE : POLL_NANOS);
        if (bus instanceof Interrupts line) {
            line.onInterrupt(() -> {
                if (armed) {
                    interrupted.run();
                }
            });
        }
        write(Register.RECEIVE, receive.start().value());
        write(Register.TRANSMIT, transmit.start().value());
        write(Register.SLOTS, SLOTS);
        write(Register.START, 1);
        write(Register.INTERRUPT, interrupts ? 1 : 0);
    }

    private void write(Register register, long value) {
        bus.memorySpace().write(registers + 8L * register.ordinal(), 8, value);
    }

    private MemorySegment slot(GuestRange ring, int index) {
        return memory.at(ring.start().plus((long) index * SLOT_BYTES), SLOT_BYTES);
    }

    /** Both in one class. */
    @Override
    public NetworkCard card() {
        return this;
    }

    @Override
    public LinkFacts facts() {
        return facts;
    }

    @Override
    public int receive(FrameSink sink, int budget) {
        int count = 0;
        while (!quiet && count < budget) {
            MemorySegment slot = slot(receive, receiveAt);
            int bytes = slot.get(LENGTH, 0);
            if (bytes == 0) {
                return count;
            }
            boolean sound = bytes >= SHORTEST && bytes <= LONGEST;
            ByteBuf frame = sound ? ByteBufAllocator.DEFAULT.buffer(bytes).writeBytes(slot.asSlice(4, bytes).asByteBuffer()) : null;
            slot.set(LENGTH, 0, 0);
            receiveAt = (receiveAt + 1) % SLOTS;
            if (frame != null) {
                count++;
                sink.frame(frame, false); // such a card knows nothing of checksums
            }
        }
        return count;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        try {
            int bytes = frame.readableBytes();
            if (quiet || bytes < SHORTEST || bytes > LONGEST) {
                return false;
            }
            MemorySegment slot = slot(transmit, transmitAt);
            if (slot.get(LENGTH, 0) != 0) {
                return false; // the ring is full
            }
            frame.readBytes(slot.asSlice(4, bytes).asByteBuffer());
            slot.set(LENGTH, 0, bytes);
            transmitAt = (transmitAt + 1) % SLOTS;
            return true;
        } finally {
            frame.release();
        }
    }

    @Override
    public void flush() {
        if (!quiet) {
            write(Register.DOORBELL, 1);
        }
    }

    @Override
    public boolean armInterrupt() {
        armed = true;
        return quiet || slot(receive, receiveAt).get(LENGTH, 0) == 0;
    }

    @Override
    public void disarmInterrupt() {
        armed = false;
    }

    @Override
    public void quiesce() {
        if (!quiet) {
            quiet = true;
            write(Register.RESET, 1);
        }
    }
}
