package io.strapwork.testkit.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.link.NetworkCard;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.fake.MailboxBus;
import io.strapwork.testkit.fake.MailboxBus.Register;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A driver for the simplest of cards. Each fault is a bug that drivers have had. */
final class MailboxDriver implements LinkDriver<MailboxBus> {
    enum Fault {
        NONE, LEAKS_BUFFER, LEAKS_DROPPED, BLOCKS_LOOP, IGNORES_CLOSE, SWALLOWS_INTERRUPT, WRITES_AFTER_QUIESCE, READS_PAST, MUTABLE_STATIC, STATIC_SCRATCH, LENDS_RING, IGNORES_BUDGET, MISCOUNTS, TURNS_ORDER, CUTS_FRAMES, FORGETS_FLUSH, RING_STAYS_FULL, NO_INTERRUPT, INTERRUPTS_DISARMED, ARMS_BLINDLY, RAW_EXCEPTION, OTHER_FAMILY, NO_ADDRESS, QUIESCES_ONCE, POLLED
    }

    private static final int SLOTS = 16;
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private final Fault fault;

    MailboxDriver(Fault fault) {
        this.fault = fault;
    }

    @Override
    public Class<MailboxBus> bus() {
        return MailboxBus.class;
    }

    @Override
    public Link open(MailboxBus bus, Runnable interrupted) {
        if (fault == Fault.SWALLOWS_INTERRUPT) {
            Thread.interrupted();
        }
        if (bus.read(Register.PRESENT) != 1) {
            if (fault == Fault.RAW_EXCEPTION) {
                throw new IllegalStateException("no card");
            }
            throw new Problem(fault == Fault.OTHER_FAMILY ? "SW-M999" : "SW-L999", Blame.USER, "mailbox", "there is no card on the bus", "")
                    .asException();
        }
        bus.write(Register.RESET, 1);
        return new MailboxLink(bus, interrupted, fault);
    }

    /** Rings that are looked at from one thread. */
    private static final class MailboxLink implements Link, InterruptingCard {
        private final MailboxBus bus;
        private final Fault fault;
        private final GuestMemory memory;
        private final GuestRange receive;
        private final GuestRange transmit;
        private final LinkFacts facts;
        private final NetworkCard polled = new Polled(this);
        private int receiveAt;
        private int transmitAt;
        private volatile boolean armed;
        private boolean quiet;

        MailboxLink(MailboxBus bus, Runnable interrupted, Fault fault) {
            this.bus = bus;
            this.fault = fault;
            this.memory = bus.dma().memory();
            this.receive = bus.dma().allocate((long) SLOTS * MailboxBus.SLOT_BYTES, 64);
            this.transmit = bus.dma().allocate((long) SLOTS * MailboxBus.SLOT_BYTES, 64);
            this.facts = new LinkFacts(new MacAddress(fault == Fault.NO_ADDRESS ? 0 : bus.read(Register.STATION)), MailboxBus.MTU, "slot 0",
                    Long.MAX_VALUE);
            bus.write(Register.RECEIVE, receive.start().value());
            bus.write(Register.TRANSMIT, transmit.start().value());
            bus.write(Register.SLOTS, SLOTS);
            bus.onInterrupt(() -> {
                if ((armed || fault == Fault.INTERRUPTS_DISARMED) && fault != Fault.NO_INTERRUPT) {
                    interrupted.run();
                }
            });
            bus.write(Register.START, 1);
            bus.write(Register.INTERRUPT, 1);
        }

        private MemorySegment slot(GuestRange ring, int index) {
            return memory.at(ring.start().plus((long) index * MailboxBus.SLOT_BYTES), MailboxBus.SLOT_BYTES);
        }

        @Override
        public NetworkCard card() {
            return fault == Fault.POLLED ? polled : this;
        }

        /** Without the ability to interrupt. */
        private record Polled(MailboxLink link) implements NetworkCard {
            @Override
            public LinkFacts facts() {
                return link.facts();
            }

            @Override
            public void quiesce() {
                link.quiesce();
            }
        }

        @Override
        public LinkFacts facts() {
            return facts;
        }

        @Override
        public int receive(FrameSink sink, int budget) {
            int count = 0;
            while (!quiet && (count < budget || fault == Fault.IGNORES_BUDGET)) {
                MemorySegment slot = slot(receive, receiveAt);
                int bytes = slot.get(LENGTH, 0);
                if (bytes == 0) {
                    if (fault == Fault.BLOCKS_LOOP && count == 0) {
                        Blocking.wait(Duration.ofSeconds(8));
                    }
                    break;
                }
                if (fault != Fault.READS_PAST && (bytes < 14 || bytes > MailboxBus.MTU + 18)) {
                    slot.set(LENGTH, 0, 0);
                    receiveAt = (receiveAt + 1) % SLOTS;
                    continue;
                }
                ByteBuf frame;
                if (fault == Fault.LENDS_RING) {
                    frame = Unpooled.wrappedBuffer(slot.asSlice(4, bytes).asByteBuffer());
                } else {
                    ByteBuffer from = slot.asSlice(4, Math.min(bytes, slot.byteSize() - 4)).asByteBuffer();
                    frame = ByteBufAllocator.DEFAULT.buffer(bytes).writeBytes(from);
                    frame.writeZero(bytes - frame.readableBytes());
                }
                slot.set(LENGTH, 0, 0);
                receiveAt = (receiveAt + 1) % SLOTS;
                count++;
                sink.frame(frame, false);
            }
            return fault == Fault.MISCOUNTS ? budget : count;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            if (quiet && fault != Fault.WRITES_AFTER_QUIESCE) {
                frame.release();
                return false;
            }
            int bytes = frame.readableBytes();
            MemorySegment slot = slot(transmit, transmitAt);
            if (bytes < 14 || bytes > MailboxBus.MTU + 18 && fault != Fault.CUTS_FRAMES || slot.get(LENGTH, 0) != 0) {
                if (fault == Fault.RING_STAYS_FULL && bytes >= 14) {
                    quiet = true;
                }
                if (fault != Fault.LEAKS_DROPPED) {
                    frame.release();
                }
                return false;
            }
            int taken = Math.min(bytes, MailboxBus.MTU + 18);
            var copy = new byte[taken];
            frame.readBytes(copy);
            MemorySegment.copy(copy, 0, slot, ValueLayout.JAVA_BYTE, 4, taken);
            slot.set(LENGTH, 0, taken);
            transmitAt = (transmitAt + 1) % SLOTS;
            if (fault == Fault.TURNS_ORDER && transmitAt == 2 && slot(transmit, 0).get(LENGTH, 0) > 0) {
                turn(slot, slot(transmit, 0));
            }
            if (fault != Fault.LEAKS_BUFFER) {
                frame.release();
            }
            return true;
        }

        private static void turn(MemorySegment one, MemorySegment other) {
            byte[] bytes = one.toArray(ValueLayout.JAVA_BYTE);
            one.copyFrom(other);
            other.copyFrom(MemorySegment.ofArray(bytes));
        }

        @Override
        public void flush() {
            if (!quiet && fault != Fault.FORGETS_FLUSH) {
                bus.write(Register.DOORBELL, 1);
            }
        }

        @Override
        public boolean armInterrupt() {
            armed = true;
            return fault == Fault.ARMS_BLINDLY || quiet || slot(receive, receiveAt).get(LENGTH, 0) == 0;
        }

        @Override
        public void disarmInterrupt() {
            armed = false;
        }

        @Override
        public void quiesce() {
            if (quiet && fault == Fault.QUIESCES_ONCE) {
                throw new IllegalStateException("quiet already");
            }
            quiet = true;
            if (fault != Fault.IGNORES_CLOSE) {
                bus.write(Register.RESET, 1);
            }
        }
    }
}

/** Counts for all boots at once. */
final class CountingDriver implements LinkDriver<MailboxBus> {
    private static int opened;
    private final MailboxDriver right = new MailboxDriver(MailboxDriver.Fault.NONE);

    @Override
    public Class<MailboxBus> bus() {
        return right.bus();
    }

    @Override
    public Link open(MailboxBus bus, Runnable interrupted) {
        opened++;
        return right.open(bus, interrupted);
    }
}

/** Remembers for all boots at once. */
final class RememberingDriver implements LinkDriver<MailboxBus> {
    private static final java.util.Map<String, Integer> SEEN = new java.util.concurrent.ConcurrentHashMap<>();
    private final MailboxDriver right = new MailboxDriver(MailboxDriver.Fault.NONE);

    @Override
    public Class<MailboxBus> bus() {
        return right.bus();
    }

    @Override
    public Link open(MailboxBus bus, Runnable interrupted) {
        SEEN.merge(Thread.currentThread().getName(), 1, Integer::sum);
        return right.open(bus, interrupted);
    }
}
