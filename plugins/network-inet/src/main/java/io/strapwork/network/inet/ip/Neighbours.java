package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.ArpMessage;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks ARP: asks, answers, probes, announces and defends (RFC 826, 5227). */
final class Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final long DEFEND_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ANNOUNCE_SECONDS = 2;
    private static final int MOST_PROBES = 16;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final IoEventLoop loop;
    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses own;
    private final ArpTable table;
    private final List<Probe> probes = new ArrayList<>();
    private final TokenBucket answers;
    private long defendedNanos;

    Neighbours(IoEventLoop loop, BootClock clock, FrameExit exit, OwnAddresses own, ArpTable table) {
        this.loop = loop;
        this.clock = clock;
        this.exit = exit;
        this.own = own;
        this.table = table;
        answers = new TokenBucket(1000, 200, clock.nanoTime());
        defendedNanos = clock.nanoTime() - DEFEND_NANOS;
    }

    /** Reads an ARP message from a frame behind its Ethernet header; the frame is only lent. */
    void received(ByteBuf frame) throws MalformedException {
        ArpMessage message = ArpMessage.parse(frame);
        if (message.senderHardware() == exit.address()) {
            throw new MalformedException("own ARP message came back");
        }
        noteProbes(message);
        int sender = message.senderAddress();
        if (sender != 0 && own.contains(sender)) {
            defend(sender, message.senderHardware());
            return;
        }
        boolean forUs = own.contains(message.targetAddress()) && !isProbed(message.targetAddress());
        if (sender != 0) {
            table.heard(sender, message.senderHardware(), forUs && own.onLink(sender));
        }
        if (forUs && message.request() && answers.take(clock.nanoTime())) {
            send(message.senderHardware(),
                    new ArpMessage(false, exit.address(), message.targetAddress(), message.senderHardware(), sender));
        }
    }

    /** Asks who has an address: everybody, or the one that had it. */
    void ask(int address, long hardware) {
        int from = own.towards(address);
        send(hardware, new ArpMessage(true, exit.address(), from, hardware == EthernetView.BROADCAST ? 0 : hardware, address));
    }

    /** Says twice that an address is here from now on (RFC 5227 2.3). */
    void announce(int address) {
        sendAnnouncement(address);
        loop.schedule(() -> {
            if (own.contains(address)) {
                sendAnnouncement(address);
            }
        }, ANNOUNCE_SECONDS, TimeUnit.SECONDS);
    }

    Future<Optional<MacAddress>> probe(int address, int count, Duration spacing) {
        if (count < 1 || count > MOST_PROBES || spacing.isNegative()) {
            throw new IllegalArgumentException("probes: " + count + " with " + spacing);
        }
        Promise<Optional<MacAddress>> answer = loop.newPromise();
        var probe = new Probe(address, spacing.toNanos(), answer);
        probes.add(probe);
        answer.addListener(done -> probes.remove(probe));
        next(probe, count);
        return answer;
    }

    /** Ends all probes. */
    void close() {
        for (Probe probe : List.copyOf(probes)) {
            probe.answer.cancel(false);
        }
        probes.clear();
    }

    private void next(Probe probe, int left) {
        if (probe.answer.isDone()) {
            return;
        }
        if (left == 0) {
            probe.answer.trySuccess(Optional.empty());
            return;
        }
        send(EthernetView.BROADCAST, new ArpMessage(true, exit.address(), 0, 0, probe.address));
        loop.schedule(() -> next(probe, left - 1), probe.spacingNanos, TimeUnit.NANOSECONDS);
    }

    private void noteProbes(ArpMessage message) {
        for (Probe probe : List.copyOf(probes)) {
            boolean taken = message.senderAddress() == probe.address;
            boolean contended = message.request() && message.senderAddress() == 0 && message.targetAddress() == probe.address;
            if (taken || contended) {
                probe.answer.trySuccess(Optional.of(new MacAddress(message.senderHardware())));
            }
        }
    }

    private boolean isProbed(int address) {
        for (Probe probe : probes) {
            if (probe.address == address) {
                return true;
            }
        }
        return false;
    }

    /** Says once in ten seconds whose address it is, and keeps it (RFC 5227 2.4 c). */
    private void defend(int address, long offender) {
        long now = clock.nanoTime();
        if (now - defendedNanos >= DEFEND_NANOS) {
            defendedNanos = now;
            LOG.warn("{} uses the address {} of this host too", new MacAddress(offender), Inet4Addresses.toString(address));
            sendAnnouncement(address);
        }
    }

    private void sendAnnouncement(int address) {
        send(EthernetView.BROADCAST, new ArpMessage(true, exit.address(), address, 0, address));
    }

    private void send(long to, ArpMessage message) {
        ByteBuf frame = allocator.directBuffer(EthernetView.HEADER + ArpMessage.LENGTH);
        frame.writeZero(EthernetView.HEADER);
        message.write(frame);
        exit.send(frame, to, EthernetView.ARP);
    }

    private record Probe(int address, long spacingNanos, Promise<Optional<MacAddress>> answer) {}
}
