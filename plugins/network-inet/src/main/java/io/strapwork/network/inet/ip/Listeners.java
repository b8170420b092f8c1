package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.PacketListener.Unreachable;
import java.net.InetAddress;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is interested in which protocol. Arrays are replaced, never changed, so that a listener may go while it is being told. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Entry[] NONE = {};

    private Entry[] entries = NONE;

    Registration add(int protocol, PacketListener listener) {
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("not an IP protocol: " + protocol);
        }
        var entry = new Entry(protocol, listener);
        Entry[] more = Arrays.copyOf(entries, entries.length + 1);
        more[entries.length] = entry;
        entries = more;
        return () -> entries = Arrays.stream(entries).filter(other -> other != entry).toArray(Entry[]::new);
    }

    boolean any(int protocol) {
        for (Entry entry : entries) {
            if (entry.protocol == protocol) {
                return true;
            }
        }
        return false;
    }

    boolean received(Packet packet) {
        boolean taken = false;
        ByteBuf payload = packet.payload();
        for (Entry entry : entries) {
            if (entry.protocol == packet.protocol()) {
                int reader = payload.readerIndex();
                int writer = payload.writerIndex();
                try {
                    taken |= entry.listener.received(packet);
                } catch (RuntimeException e) {
                    LOG.warn("a listener of protocol {} failed", packet.protocol(), e);
                    taken = true;
                }
                payload.setIndex(reader, writer);
                if (taken && !packet.group()) {
                    return true;
                }
            }
        }
        return taken;
    }

    void unreachable(int protocol, InetAddress destination, Unreachable reason, ByteBuf original) {
        for (Entry entry : entries) {
            if (entry.protocol == protocol) {
                call(() -> entry.listener.unreachable(destination, reason, original.duplicate()));
            }
        }
    }

    void receiveComplete() {
        for (Entry entry : entries) {
            try {
                entry.listener.receiveComplete();
            } catch (RuntimeException e) {
                LOG.warn("a listener of protocol {} failed", entry.protocol, e);
            }
        }
    }

    void configured() {
        for (Entry entry : entries) {
            call(entry.listener::configured);
        }
    }

    void networkClosed() {
        Entry[] all = entries;
        entries = NONE;
        for (Entry entry : all) {
            call(entry.listener::networkClosed);
        }
    }

    /** One listener's fault must not harm the packets of others. */
    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.warn("a packet listener failed", e);
        }
    }

    private record Entry(int protocol, PacketListener listener) {}
}
