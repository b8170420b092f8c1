package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.ArpMessage;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks ARP: asks, answers, probes, announces and defends (RFC 826, 5227). */
final class ArpProcessing {
    private static final Logger LOG = LoggerFactory.getLogger(ArpProcessing.class);
    private static final long DEFEND_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ANNOUNCE_SECONDS = 2;

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final IoEventLoop loop;
    private final BootClock clock;
    private final FrameExit exit;
    private final OwnAddresses own;
    private final NeighbourTable<Integer> table;
    private final AddressProbes<Integer> probes;
    private final TokenBucket answers;
    private long defendedNanos;

    ArpProcessing(IoEventLoop loop, BootClock clock, FrameExit exit, OwnAddresses own, NeighbourTable<Integer> table) {
        this.loop = loop;
        this.clock = clock;
        this.exit = exit;
        this.own = own;
        this.table = table;
        probes = new AddressProbes<>(loop,
                address -> send(EthernetView.BROADCAST, new ArpMessage(true, exit.address(), 0, 0, address)));
        answers = new TokenBucket(1000, 200, clock.nanoTime());
        defendedNanos = clock.nanoTime() - DEFEND_NANOS;
    }

    /** Reads an ARP message from a frame behind its Ethernet header; the frame is only lent. */
    void received(ByteBuf frame) throws MalformedException {
        ArpMessage message = ArpMessage.parse(frame);
        if (message.senderHardware() == exit.address()) {
            throw new MalformedException("own ARP message came back");
        }
        if (message.senderAddress() != 0) {
            probes.taken(message.senderAddress(), new MacAddress(message.senderHardware()));
        } else if (message.request()) {
            probes.taken(message.targetAddress(), new MacAddress(message.senderHardware()));
        }
        int sender = message.senderAddress();
        if (sender != 0 && own.contains(sender)) {
            defend(sender, message.senderHardware());
            return;
        }
        boolean forUs = own.contains(message.targetAddress()) && !probes.contains(message.targetAddress());
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

    AddressProbes<Integer> probes() {
        return probes;
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

    /** Says once in ten seconds whose address it is, and keeps it (RFC 5227 2.4 c). */
    private void defend(int address, long offender) {
        long now = clock.nanoTime();
        if (now - defendedNanos >= DEFEND_NANOS) {
            defendedNanos = now;
            LOG.warn("{} also uses this host's address {}", new MacAddress(offender), Inet4Addresses.toString(address));
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
}
