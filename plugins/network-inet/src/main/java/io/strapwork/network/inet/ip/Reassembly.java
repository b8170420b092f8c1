package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments of one family together (RFC 791 3.2, 815, 8200 4.5). Fragments that overlap end the whole packet (RFC 5722), in IPv4, too:
 * nobody honest sends them. Bounded in packets, fragments and bytes; the oldest packet makes room. A packet is given up after its family's time.
 */
final class Reassembly {
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** RFC 8200 4.5. */
    static final long PATIENCE6_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_PACKETS = 32;
    private static final int MOST_FRAGMENTS = 1024;
    private static final int MOST_BYTES = 1 << 20;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final Map<Object, Partial> partials = new LinkedHashMap<>();
    private final long patienceNanos;
    private final int mostQuoted;
    private int bytes;

    /** @param mostQuoted bytes of a packet that are kept to be quoted by ICMP */
    Reassembly(long patienceNanos, int mostQuoted) {
        this.patienceNanos = patienceNanos;
        this.mostQuoted = mostQuoted;
    }

    /**
     * A fragment, checked.
     *
     * @param key      what it has in common with the others of its packet
     * @param start    of its data in the whole
     * @param length   of its data
     * @param protocol of the whole packet, as this fragment says it
     * @param index    where its data is, in bytes behind the reader index of its packet
     * @param packet   from its header on; only lent
     */
    record Fragment(Object key, int start, int length, boolean more, int protocol, int index, ByteBuf packet) {
        /** @param packet from its header on */
        static Fragment of(Ipv4View view, ByteBuf packet) {
            return new Fragment(new Key(view.source(), view.destination(), view.identification(), view.protocol()), view.fragmentOffset(),
                    view.payloadLength(), view.moreFragments(), view.protocol(), view.headerLength(), packet);
        }
    }

    /**
     * Adds a fragment.
     *
     * @return the whole packet, the caller's own, or null while there are gaps
     */
    @Nullable
    Whole add(Fragment fragment, long nowNanos) throws MalformedException {
        Object key = fragment.key;
        Partial partial = partials.get(key);
        if (partial == null) {
            if (partials.size() >= MOST_PACKETS) {
                dropOldest();
            }
            partial = new Partial(allocator.directBuffer(fragment.length), nowNanos);
            partials.put(key, partial);
        }
        int start = fragment.start;
        int end = start + fragment.length;
        if (partial.seenIsSame(start, end)) {
            return null;
        }
        String refusal = partial.refusal(start, end, fragment.more);
        if (refusal != null) {
            drop(key);
            throw new MalformedException(refusal);
        }
        int before = partial.data.capacity();
        partial.put(fragment, mostQuoted);
        bytes += partial.data.capacity() - before + (partial.counted ? 0 : before);
        partial.counted = true;
        if (partial.isWhole()) {
            partials.remove(key);
            bytes -= partial.data.capacity();
            return partial.whole();
        }
        while (bytes > MOST_BYTES) {
            dropOldest();
        }
        return null;
    }

    /** Gives up what is too old; {@code expired} is lent the start of the packet when its first fragment was there. Returns whether any are left. */
    boolean expire(long nowNanos, Consumer<ByteBuf> expired) {
        for (Iterator<Partial> all = partials.values().iterator(); all.hasNext();) {
            Partial partial = all.next();
            if (nowNanos - partial.sinceNanos < patienceNanos) {
                break;
            }
            all.remove();
            bytes -= partial.data.capacity();
            if (partial.head != null) {
                expired.accept(partial.head);
            }
            partial.release();
        }
        return !partials.isEmpty();
    }

    boolean isEmpty() {
        return partials.isEmpty();
    }

    void clear() {
        while (!partials.isEmpty()) {
            dropOldest();
        }
    }

    private void dropOldest() {
        drop(partials.keySet().iterator().next());
    }

    private void drop(Object key) {
        Partial partial = partials.remove(key);
        if (partial != null) {
            bytes -= partial.counted ? partial.data.capacity() : 0;
            partial.release();
        }
    }

    /**
     * A whole packet.
     *
     * @param protocol as its first fragment says it
     * @param data     what was behind the headers
     * @param head     header and start of data of the first fragment, to be quoted
     */
    record Whole(int protocol, ByteBuf data, ByteBuf head) {
        void release() {
            data.release();
            head.release();
        }
    }

    private record Key(int source, int destination, int identification, int protocol) {}

    /** Half-open. */
    private record Range(int start, int end) {}

    private static final class Partial {
        private final ByteBuf data;
        private final long sinceNanos;
        /** In order, apart. */
        private final List<Range> seen = new ArrayList<>();
        private @Nullable ByteBuf head;
        private int end = -1;
        private int protocol;
        private int present;
        private boolean counted;

        Partial(ByteBuf data, long sinceNanos) {
            this.data = data;
            this.sinceNanos = sinceNanos;
        }

        /** The network duplicated a fragment: no harm. */
        boolean seenIsSame(int from, int to) {
            return seen.contains(new Range(from, to));
        }

        @Nullable
        String refusal(int from, int to, boolean more) {
            if (seen.size() >= MOST_FRAGMENTS) {
                return "packet in too many fragments";
            }
            int last = seen.isEmpty() ? 0 : seen.getLast().end;
            if (end >= 0 && (to > end || !more) || !more && last > to) {
                return "fragments with different ends";
            }
            for (Range range : seen) {
                if (from < range.end && range.start < to) {
                    return "overlapping fragments";
                }
            }
            return null;
        }

        void put(Fragment fragment, int mostQuoted) {
            int from = fragment.start;
            int to = from + fragment.length;
            ByteBuf packet = fragment.packet;
            if (data.capacity() < to) {
                data.capacity(Math.min(Ipv4View.MAX_LENGTH, Math.max(to, data.capacity() * 2)));
            }
            data.setBytes(from, packet, packet.readerIndex() + fragment.index, to - from);
            int at = seen.size();
            while (at > 0 && seen.get(at - 1).start > from) {
                at--;
            }
            seen.add(at, new Range(from, to));
            present += to - from;
            if (!fragment.more) {
                end = to;
            }
            if (from == 0) {
                protocol = fragment.protocol;
                head = packet.copy(packet.readerIndex(), Math.min(fragment.index + fragment.length, mostQuoted));
            }
        }

        boolean isWhole() {
            return end >= 0 && present == end;
        }

        Whole whole() {
            ByteBuf first = head;
            if (first == null) {
                throw new IllegalStateException("a whole packet has a first fragment");
            }
            return new Whole(protocol, data.setIndex(0, end), first);
        }

        void release() {
            data.release();
            if (head != null) {
                head.release();
            }
        }
    }
}
