package io.strapwork.network.inet.ip;

import io.netty.channel.IoEventLoop;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.Future;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Neighbours, with the packets that wait for an answer. Bounded in entries, in waiting packets and in their bytes. */
final class ArpTable {
    /** What {@link #lookup} gives when the packet must wait. */
    static final long UNKNOWN = -1;
    private static final Logger LOG = LoggerFactory.getLogger(ArpTable.class);
    private static final int MOST_ENTRIES = 256;
    private static final int MOST_WAITING = 16;
    private static final int MOST_WAITING_BYTES = 1 << 20;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(20);

    private final IoEventLoop loop;
    private final BootClock clock;
    private final Owner owner;
    private final IntObjectHashMap<Slot> slots = new IntObjectHashMap<>();
    private int waitingBytes;

    ArpTable(IoEventLoop loop, BootClock clock, Owner owner) {
        this.loop = loop;
        this.clock = clock;
        this.owner = owner;
    }

    /** What the table has done. */
    interface Owner {
        /** Sends a request, to {@code hardware} or to everybody. */
        void ask(int address, long hardware);

        void resolved(Packet packet, long hardware);

        /** Takes the packet. */
        void unresolved(Packet packet);
    }

    /** The neighbour's Ethernet address, or {@link #UNKNOWN}, and then {@link #await} is to be called. */
    long lookup(int address) {
        Slot slot = slots.get(address);
        if (slot == null) {
            return UNKNOWN;
        }
        long now = clock.nanoTime();
        slot.usedNanos = now;
        apply(address, slot, ArpSteps.used(slot.state, now));
        return slot.hardware();
    }

    /** Keeps a packet until the neighbour answers, or gives it back. */
    void await(int address, Packet packet) {
        Slot slot = slots.get(address);
        if (slot == null) {
            long now = clock.nanoTime();
            makeRoom(now);
            ArpSteps.Step step = ArpSteps.used(null, now);
            slot = new Slot(step.next(), now);
            slots.put(address, slot);
            apply(address, slot, step);
        }
        int bytes = packet.payload().readableBytes();
        while (!slot.waiting.isEmpty() && (slot.waiting.size() >= MOST_WAITING || waitingBytes + bytes > MOST_WAITING_BYTES)) {
            drop(address, slot.waiting.remove());
        }
        if (waitingBytes + bytes > MOST_WAITING_BYTES) {
            LOG.debug("dropped a packet for {}: too much waits for ARP", Inet4Addresses.toString(address));
            packet.payload().release();
            return;
        }
        waitingBytes += bytes;
        slot.waiting.add(packet);
    }

    /** A neighbour told where it is. {@code create} says whether it is worth remembering although nobody asked. */
    void heard(int address, long hardware, boolean create) {
        Slot slot = slots.get(address);
        long now = clock.nanoTime();
        if (slot == null) {
            if (!create) {
                return;
            }
            makeRoom(now);
            slot = new Slot(ArpSteps.heard(null, hardware, now), now);
            slots.put(address, slot);
            return;
        }
        slot.state = ArpSteps.heard(slot.state, hardware, now);
        slot.cancelTimer();
        long known = slot.hardware();
        for (Packet packet; (packet = slot.waiting.poll()) != null;) {
            waitingBytes -= packet.payload().readableBytes();
            owner.resolved(packet, known);
        }
    }

    /** A neighbour that is never asked. */
    void fix(int address, long hardware) {
        heard(address, hardware, true);
        Slot slot = slots.get(address);
        if (slot != null) {
            slot.state = new ArpState.Fixed(hardware);
        }
    }

    /** Forgets all but fixed neighbours, with the packets that wait. */
    void clear() {
        for (int address : slots.keySet().stream().mapToInt(Integer::intValue).toArray()) {
            Slot slot = slots.get(address);
            if (slot != null && !(slot.state instanceof ArpState.Fixed)) {
                remove(address, slot);
            }
        }
    }

    /** Forgets all. */
    void close() {
        for (int address : slots.keySet().stream().mapToInt(Integer::intValue).toArray()) {
            remove(address, slots.get(address));
        }
    }

    int size() {
        return slots.size();
    }

    private void apply(int address, Slot slot, ArpSteps.Step step) {
        slot.state = step.next();
        switch (step.effect()) {
            case NONE -> {
            }
            case ASK_ALL -> ask(address, slot, io.strapwork.network.inet.wire.EthernetView.BROADCAST);
            case ASK_IT -> ask(address, slot, slot.hardware());
            case GIVE_UP -> giveUp(address, slot);
        }
    }

    private void ask(int address, Slot slot, long hardware) {
        slot.cancelTimer();
        slot.timer = loop.schedule(() -> due(address, slot), ArpSteps.RETRY_NANOS, TimeUnit.NANOSECONDS);
        owner.ask(address, hardware);
    }

    private void due(int address, Slot slot) {
        if (slots.get(address) == slot) {
            apply(address, slot, ArpSteps.due(slot.state, clock.nanoTime()));
        }
    }

    private void giveUp(int address, Slot slot) {
        slots.remove(address);
        LOG.debug("{} did not answer ARP", Inet4Addresses.toString(address));
        for (Packet packet : List.copyOf(slot.waiting)) {
            waitingBytes -= packet.payload().readableBytes();
            owner.unresolved(packet);
        }
        slot.waiting.clear();
    }

    private void drop(int address, Packet packet) {
        LOG.debug("dropped the oldest packet that waits for ARP of {}", Inet4Addresses.toString(address));
        waitingBytes -= packet.payload().readableBytes();
        packet.payload().release();
    }

    private void remove(int address, Slot slot) {
        slots.remove(address);
        slot.cancelTimer();
        for (Packet packet; (packet = slot.waiting.poll()) != null;) {
            waitingBytes -= packet.payload().readableBytes();
            packet.payload().release();
        }
    }

    /** Drops what was not used for long, or else the one that was not used for longest. */
    private void makeRoom(long now) {
        if (slots.size() < MOST_ENTRIES) {
            return;
        }
        int oldest = 0;
        Slot least = null;
        for (int address : slots.keySet().stream().mapToInt(Integer::intValue).toArray()) {
            Slot slot = slots.get(address);
            if (slot == null || slot.state instanceof ArpState.Fixed) {
                continue;
            }
            if (now - slot.usedNanos > IDLE_NANOS) {
                remove(address, slot);
            } else if (least == null || slot.usedNanos - least.usedNanos < 0) {
                oldest = address;
                least = slot;
            }
        }
        if (least != null && slots.size() >= MOST_ENTRIES) {
            remove(oldest, least);
        }
    }

    private static final class Slot {
        private ArpState state;
        private long usedNanos;
        private final ArrayDeque<Packet> waiting = new ArrayDeque<>(0);
        private @Nullable Future<?> timer;

        Slot(ArpState state, long usedNanos) {
            this.state = state;
            this.usedNanos = usedNanos;
        }

        long hardware() {
            return switch (state) {
                case ArpState.Resolving resolving -> UNKNOWN;
                case ArpState.Known known -> known.hardware();
                case ArpState.Doubted doubted -> doubted.hardware();
                case ArpState.Fixed fixed -> fixed.hardware();
            };
        }

        void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
