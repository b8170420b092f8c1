package io.strapwork.network.inet.ip;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.EthernetView;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The neighbours of one family, with the packets that wait for an answer. Bounded in entries, in waiting packets and in their bytes. */
final class NeighbourTable<A> {
    /** What {@link #lookup} gives when the packet must wait. */
    static final long UNKNOWN = -1;
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTable.class);
    private static final int MOST_ENTRIES = 256;
    private static final int MOST_WAITING = 16;
    private static final int MOST_WAITING_BYTES = 1 << 20;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(20);

    private final IoEventLoop loop;
    private final BootClock clock;
    private final Owner<A> owner;
    private final Function<A, String> name;
    private final Map<A, Slot> slots = new HashMap<>();
    private NeighbourSteps steps = NeighbourSteps.USUAL;
    private int waitingBytes;

    NeighbourTable(IoEventLoop loop, BootClock clock, Owner<A> owner, Function<A, String> name) {
        this.loop = loop;
        this.clock = clock;
        this.owner = owner;
        this.name = name;
    }

    /** What the table has done. */
    interface Owner<A> {
        /** Sends a request, to {@code hardware} or to everybody. */
        void ask(A address, long hardware);

        void resolved(Packet packet, long hardware);

        /** A neighbour has answered that was not known to be there. */
        default void found(A address) {}

        /** Nobody answers for the address that a packet was to be given to. Takes the packet. */
        void unresolved(A address, Packet packet);
    }

    /** The neighbour's Ethernet address, or {@link #UNKNOWN}, and then {@link #await} is to be called. */
    long lookup(A address) {
        Slot slot = slots.get(address);
        if (slot == null) {
            return UNKNOWN;
        }
        long now = clock.nanoTime();
        slot.usedNanos = now;
        apply(address, slot, steps.used(slot.state, now));
        return slot.hardware();
    }

    /** As {@link #lookup}, without using it. */
    long lookupOnly(A address) {
        Slot slot = slots.get(address);
        return slot == null ? UNKNOWN : slot.hardware();
    }

    /** Keeps a packet until the neighbour answers, or gives it back. */
    void await(A address, Packet packet) {
        Slot slot = begin(address);
        int bytes = packet.payload().readableBytes();
        while (!slot.waiting.isEmpty() && (slot.waiting.size() >= MOST_WAITING || waitingBytes + bytes > MOST_WAITING_BYTES)) {
            drop(address, slot.waiting.remove());
        }
        if (waitingBytes + bytes > MOST_WAITING_BYTES) {
            LOG.debug("dropped a packet for {}: too much is waiting for neighbours", name.apply(address));
            packet.payload().release();
            return;
        }
        waitingBytes += bytes;
        slot.waiting.add(packet);
    }

    /** Finds out whether a neighbour is there that no packet waits for. */
    void prefetch(A address) {
        Slot slot = begin(address);
        apply(address, slot, steps.wanted(slot.state, clock.nanoTime()));
    }

    private Slot begin(A address) {
        Slot slot = slots.get(address);
        if (slot == null) {
            long now = clock.nanoTime();
            makeRoom(now);
            NeighbourSteps.Step step = steps.used(null, now);
            slot = new Slot(step.next(), now);
            slots.put(address, slot);
            apply(address, slot, step);
        }
        return slot;
    }

    /** What a router advertises for all neighbours, in milliseconds; 0 where it does not say. From the next request on. */
    void advertised(long retransTimer, long reachableTime) {
        steps = steps.advertised(retransTimer, reachableTime);
    }

    /** Whether the neighbour has told not long ago where it is. */
    boolean isReachable(A address) {
        Slot slot = slots.get(address);
        return slot != null && steps.isReachable(slot.state, clock.nanoTime());
    }

    /** Somebody says where a neighbour is, which is not to be believed without asking it (STALE, RFC 4861 7.2.3). */
    void suggested(A address, long hardware) {
        if (lookupOnly(address) != hardware) {
            heard(address, hardware, true);
            doubted(address);
        }
    }

    /** The neighbour is to be asked before it is believed any longer. */
    void doubted(A address) {
        Slot slot = slots.get(address);
        if (slot != null && slot.hardware() != UNKNOWN) {
            slot.state = NeighbourSteps.suggested(slot.state, slot.hardware());
        }
    }

    /** A neighbour that is known says unasked where it is now. */
    void changed(A address, long hardware) {
        heard(address, hardware, false);
        doubted(address);
    }

    /** A neighbour told where it is. {@code create} says whether it is worth remembering although nobody asked. */
    void heard(A address, long hardware, boolean create) {
        Slot slot = slots.get(address);
        long now = clock.nanoTime();
        if (slot == null) {
            if (!create) {
                return;
            }
            makeRoom(now);
            slot = new Slot(NeighbourSteps.heard(null, hardware, now), now);
            slots.put(address, slot);
            return;
        }
        boolean known = steps.isReachable(slot.state, now);
        slot.state = NeighbourSteps.heard(slot.state, hardware, now);
        slot.cancelTimer();
        long there = slot.hardware();
        for (Packet packet; (packet = slot.waiting.poll()) != null;) {
            waitingBytes -= packet.payload().readableBytes();
            owner.resolved(packet, there);
        }
        if (!known) {
            owner.found(address);
        }
    }

    /** The packets that wait for a neighbour, which is asked on. */
    List<Packet> takeWaiting(A address) {
        Slot slot = slots.get(address);
        if (slot == null) {
            return List.of();
        }
        List<Packet> packets = List.copyOf(slot.waiting);
        slot.waiting.clear();
        packets.forEach(packet -> waitingBytes -= packet.payload().readableBytes());
        return packets;
    }

    /** A neighbour that is never asked. */
    void fix(A address, long hardware) {
        heard(address, hardware, true);
        Slot slot = slots.get(address);
        if (slot != null) {
            slot.state = new NeighbourState.Fixed(hardware);
        }
    }

    /** Forgets all but fixed neighbours, with the packets that wait. */
    void clear() {
        for (A address : List.copyOf(slots.keySet())) {
            Slot slot = slots.get(address);
            if (slot != null && !(slot.state instanceof NeighbourState.Fixed)) {
                remove(address, slot);
            }
        }
    }

    /** Forgets all. */
    void close() {
        for (A address : List.copyOf(slots.keySet())) {
            remove(address, slots.get(address));
        }
    }

    int size() {
        return slots.size();
    }

    private void apply(A address, Slot slot, NeighbourSteps.Step step) {
        slot.state = step.next();
        switch (step.effect()) {
            case NONE -> {
            }
            case WAIT -> {
                slot.cancelTimer();
                slot.timer = loop.schedule(() -> due(address, slot), NeighbourSteps.DELAY_NANOS, TimeUnit.NANOSECONDS);
            }
            case ASK_ALL -> ask(address, slot, EthernetView.BROADCAST);
            case ASK_IT -> ask(address, slot, slot.hardware());
            case GIVE_UP -> giveUp(address, slot);
        }
    }

    private void ask(A address, Slot slot, long hardware) {
        slot.cancelTimer();
        slot.timer = loop.schedule(() -> due(address, slot), steps.retryNanos(), TimeUnit.NANOSECONDS);
        owner.ask(address, hardware);
    }

    private void due(A address, Slot slot) {
        if (slots.get(address) == slot) {
            apply(address, slot, steps.due(slot.state, clock.nanoTime()));
        }
    }

    private void giveUp(A address, Slot slot) {
        slots.remove(address);
        LOG.debug("{} does not answer: no such neighbour", name.apply(address));
        for (Packet packet : List.copyOf(slot.waiting)) {
            waitingBytes -= packet.payload().readableBytes();
            owner.unresolved(address, packet);
        }
        slot.waiting.clear();
    }

    private void drop(A address, Packet packet) {
        LOG.debug("dropped the oldest packet waiting for the neighbour {}", name.apply(address));
        waitingBytes -= packet.payload().readableBytes();
        packet.payload().release();
    }

    private void remove(A address, @Nullable Slot slot) {
        if (slot == null) {
            return;
        }
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
        A oldest = null;
        Slot least = null;
        for (A address : List.copyOf(slots.keySet())) {
            Slot slot = slots.get(address);
            if (slot == null || slot.state instanceof NeighbourState.Fixed) {
                continue;
            }
            if (now - slot.usedNanos > IDLE_NANOS) {
                remove(address, slot);
            } else if (least == null || slot.usedNanos - least.usedNanos < 0) {
                oldest = address;
                least = slot;
            }
        }
        if (oldest != null && slots.size() >= MOST_ENTRIES) {
            remove(oldest, least);
        }
    }

    private static final class Slot {
        private NeighbourState state;
        private long usedNanos;
        private final ArrayDeque<Packet> waiting = new ArrayDeque<>(0);
        private @Nullable Future<?> timer;

        Slot(NeighbourState state, long usedNanos) {
            this.state = state;
            this.usedNanos = usedNanos;
        }

        long hardware() {
            return switch (state) {
                case NeighbourState.Resolving resolving -> UNKNOWN;
                case NeighbourState.Known known -> known.hardware();
                case NeighbourState.Suggested suggested -> suggested.hardware();
                case NeighbourState.Doubted doubted -> doubted.hardware();
                case NeighbourState.Fixed fixed -> fixed.hardware();
            };
        }

        void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
