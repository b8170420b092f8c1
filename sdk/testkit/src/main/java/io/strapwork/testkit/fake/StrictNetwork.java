package io.strapwork.testkit.fake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.AddressProbing;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.Ports;
import java.net.BindException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A network that lets nobody off: calls from other threads, packets kept, exceptions thrown at it. What is left over, it knows. */
final class StrictNetwork implements IpNetwork, AddressProbing {
    private final IpNetwork network;
    private final AddressProbing probe;
    private final List<String> wrongs = new ArrayList<>();
    private final Set<String> ports = new TreeSet<>();
    private final List<ByteBuf> lent = new ArrayList<>();
    private final MessageDigest digest;
    private int listeners;
    private int sent;
    private @Nullable Random harm;

    StrictNetwork(IpNetwork network, AddressProbing probe) {
        this.network = network;
        this.probe = probe;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    synchronized void beHostile(Random random) {
        harm = random;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    synchronized List<String> leftOver() {
        var left = new ArrayList<String>();
        if (listeners > 0) {
            left.add(listeners + " packet listeners are still registered");
        }
        ports.forEach(port -> left.add(port + " was not released"));
        return left;
    }

    synchronized List<String> leaked() {
        lent.removeIf(packet -> packet.refCnt() == 0);
        boolean none = lent.isEmpty();
        // told now, so that Netty's leak detector need not
        lent.forEach(packet -> packet.release(packet.refCnt()));
        lent.clear();
        return none ? List.of() : List.of("leaks a buffer: received packets are retained and never released");
    }

    private void onLoop(String what) {
        if (!network.loop().inEventLoop()) {
            String wrong = what + " is called off the event loop";
            wrong(wrong);
            throw new IllegalStateException(wrong);
        }
    }

    private synchronized void wrong(String what) {
        if (!wrongs.contains(what)) {
            wrongs.add(what);
        }
    }

    @Override
    public NetworkFacts facts() {
        NetworkFacts facts = network.facts();
        return new NetworkFacts(facts.loop(), facts.linkAddress(), facts.configuration(), facts.mtu(), new StrictPorts(facts.ports()),
                facts.random(), facts.failure());
    }

    @Override
    public Registration assign(IpConfiguration configuration) {
        onLoop("IpNetwork.assign");
        Registration registration = network.assign(configuration);
        return () -> {
            onLoop("Registration.close");
            registration.close();
        };
    }

    @Override
    public void send(Packet packet) {
        if (!network.loop().inEventLoop()) {
            packet.payload().release();
        }
        onLoop("IpNetwork.send");
        synchronized (this) {
            sent++;
            digest.update(ByteBufUtil.getBytes(packet.payload()));
        }
        network.send(packet);
    }

    @Override
    public Registration listen(int protocol, PacketListener listener) {
        onLoop("IpNetwork.listen");
        Registration registration = network.listen(protocol, new Lending(protocol, listener));
        synchronized (this) {
            listeners++;
        }
        return new Registration() {
            private boolean closed;

            @Override
            public void close() {
                onLoop("Registration.close");
                registration.close();
                synchronized (StrictNetwork.this) {
                    listeners -= closed ? 0 : 1;
                }
                closed = true;
            }
        };
    }

    private static String name(int protocol, int port) {
        return (protocol == TCP ? "TCP" : protocol == UDP ? "UDP" : "protocol " + protocol) + " port " + port;
    }

    /** Knows who has not given back. */
    private final class StrictPorts implements Ports {
        private final Ports ports;

        private StrictPorts(Ports ports) {
            this.ports = ports;
        }

        @Override
        public int take(int protocol, int port) throws BindException {
            onLoop("Ports.take");
            int taken = ports.take(protocol, port);
            taken(protocol, taken, true);
            return taken;
        }

        @Override
        public void release(int protocol, int port) {
            onLoop("Ports.release");
            ports.release(protocol, port);
            taken(protocol, port, false);
        }
    }

    private synchronized void taken(int protocol, int port, boolean now) {
        if (now) {
            ports.add(name(protocol, port));
        } else {
            ports.remove(name(protocol, port));
        }
    }

    @Override
    public Future<Optional<MacAddress>> probe(InetAddress candidate, int probes, Duration spacing) {
        onLoop("AddressProbing.probe");
        return probe.probe(candidate, probes, spacing);
    }

    /** Hands out copies, and looks what becomes of them. */
    private final class Lending implements PacketListener {
        private final int protocol;
        private final PacketListener listener;

        private Lending(int protocol, PacketListener listener) {
            this.protocol = protocol;
            this.listener = listener;
        }

        @Override
        public boolean received(Packet packet) {
            byte[] bytes = ByteBufUtil.getBytes(packet.payload());
            Random random;
            synchronized (StrictNetwork.this) {
                random = harm;
            }
            for (int i = 0; random != null && i < 4; i++) {
                lend(packet, mutant(bytes, random));
            }
            return lend(packet, bytes);
        }

        private boolean lend(Packet packet, byte[] bytes) {
            // a copy of nothing would be a constant, which nobody can release
            ByteBuf copy = Unpooled.buffer(bytes.length).writeBytes(bytes);
            try {
                return listener.received(packet.withPayload(copy));
            } catch (RuntimeException e) {
                wrong("reads past a length, or trusts one: a packet from the network made it throw " + e.getClass().getSimpleName());
                return false;
            } finally {
                copy.release();
                if (copy.refCnt() > 0) {
                    synchronized (StrictNetwork.this) {
                        lent.removeIf(held -> held.refCnt() == 0);
                        lent.add(copy);
                    }
                }
            }
        }

        /** Of UDP: its checksum says that there is none, and its length is right more often than not, so that it gets as far as can be. */
        private byte[] mutant(byte[] bytes, Random random) {
            int header = protocol == UDP ? 8 : 0;
            int length = random.nextInt(3) == 0 ? header + random.nextInt(Math.max(1, bytes.length - header)) : bytes.length;
            byte[] mutant = java.util.Arrays.copyOf(bytes, length);
            for (int changes = random.nextInt(4); changes > 0 && length > header; changes--) {
                int at = header + random.nextInt(length - header);
                mutant[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            if (protocol == UDP && length >= 8) {
                mutant[4] = (byte) (length >> 8);
                mutant[5] = (byte) length;
                mutant[6] = 0;
                mutant[7] = 0;
            }
            return mutant;
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            listener.unreachable(destination, reason, original);
        }

        @Override
        public void receiveComplete() {
            listener.receiveComplete();
        }

        @Override
        public void configured() {
            listener.configured();
        }

        @Override
        public void networkClosed() {
            listener.networkClosed();
        }
    }
}
