package io.strapwork.address.ip6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.address.ip6.SlaacEffect.Changed;
import io.strapwork.address.ip6.SlaacEffect.Ignored;
import io.strapwork.address.ip6.SlaacEffect.Solicit;
import io.strapwork.address.ip6.SlaacEffect.Told;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterSolicitation;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the listener and the timer of router discovery, until it is closed. All methods run on the network's loop. */
final class RouterDiscovery implements PacketListener {
    /** ff02::2. */
    static final Inet6Address ALL_ROUTERS = Ip6Address.ALL_ROUTERS.toInet();
    private static final Logger LOG = LoggerFactory.getLogger(RouterDiscovery.class);
    /** Ethernet and IP headers are put in front without a copy. */
    private static final int HEAD_ROOM = 64;
    private static final int LENGTH = 16;

    private final IpNetwork network;
    private final SlaacSteps steps;
    private final BootClock clock;
    private final Ip6Exchange owner;
    private @Nullable SlaacState state;
    private @Nullable Future<?> timer;
    private @Nullable Registration registration;
    private int sent;

    RouterDiscovery(IpNetwork network, SlaacSteps steps, BootClock clock, Ip6Exchange owner) {
        this.network = network;
        this.steps = steps;
        this.clock = clock;
        this.owner = owner;
    }

    void start() {
        registration = network.listen(IpNetwork.ICMP6, this);
        apply(steps.start(clock.nanoTime()));
    }

    Discovered discovered() {
        return state == null ? Discovered.NOTHING : state.discovered();
    }

    /** Solicitations so far. */
    int sent() {
        return sent;
    }

    void duplicate(Inet6Address address) {
        SlaacState current = state;
        if (current != null) {
            apply(steps.duplicate(current, address, clock.nanoTime()));
        }
    }

    private void apply(SlaacSteps.Next next) {
        state = next.state();
        schedule(next.state().deadline());
        for (SlaacEffect effect : next.effects()) {
            switch (effect) {
                case Solicit() -> solicit();
                case Changed() -> owner.changed();
                case Told(String text) -> owner.hear(text);
                case Ignored(String reason) -> owner.hear(reason);
            }
        }
    }

    private void schedule(long deadline) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (deadline != Long.MAX_VALUE) {
            timer = network.loop().schedule(this::timeout, Math.max(deadline - clock.nanoTime(), 0), TimeUnit.NANOSECONDS);
        }
    }

    private void timeout() {
        timer = null;
        SlaacState current = state;
        if (current != null && registration != null) {
            apply(steps.timeout(current, clock.nanoTime()));
        }
    }

    /** RFC 4429 3.2: as long as nobody knows whether the address is somebody else's, too, the card's address isn't in it. */
    private void solicit() {
        ByteBuf message = ByteBufAllocator.DEFAULT.directBuffer(HEAD_ROOM + LENGTH);
        message.setIndex(HEAD_ROOM, HEAD_ROOM);
        boolean sure = owner.isOwn(owner.linkLocal());
        new RouterSolicitation(sure ? Optional.of(network.facts().linkAddress()) : Optional.empty()).write(message);
        sent++;
        network.send(new Packet(IpNetwork.ICMP6, owner.linkLocal(), ALL_ROUTERS, Icmp6Message.DISCOVERY_HOPS, false, false, message));
        owner.sent();
    }

    @Override
    public boolean received(Packet packet) {
        SlaacState current = state;
        ByteBuf payload = packet.payload();
        if (current == null || !(packet.source() instanceof Inet6Address source) || !payload.isReadable()
                || payload.getUnsignedByte(payload.readerIndex()) != RouterAdvertisement.TYPE) {
            return false;
        }
        try {
            RouterAdvertisement message = RouterAdvertisement.parse(payload,
                    odd -> LOG.debug("router advertisement of {}: {}", source, odd));
            apply(steps.received(current, message, source, packet.hopLimit(), clock.nanoTime()));
        } catch (MalformedException e) {
            owner.hear("from " + source.getHostAddress() + ": " + e.reason());
        }
        return true;
    }

    @Override
    public void networkClosed() {
        owner.networkClosed();
    }

    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (registration != null) {
            registration.close();
            registration = null;
        }
        state = null;
    }
}
