package io.strapwork.network.gateway.nd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.Future;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterSolicitation;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advertises a router: to all hosts now and then, and at once to each that asks. On the network's loop.
 */
public final class RouterAdvertiser implements PacketListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterAdvertiser.class);
    private static final InetAddress ALL_NODES = Ip6Address.ALL_NODES.toInet();

    private final IpNetwork network;
    private final Inet6Address router;
    private final RouterAdvertisement message;
    private final BootClock clock;
    private final Duration silent;
    private AdvertiserState state;
    private IpNetwork.@Nullable Registration registration;
    private @Nullable Future<?> timer;

    /**
     * @param router its link-local address, an own one of the network
     * @param silent how long it says nothing at first, and answers nobody
     */
    public RouterAdvertiser(IpNetwork network, Inet6Address router, RouterAdvertisement message, Duration silent, BootClock clock) {
        this.network = network;
        this.router = router;
        this.message = message;
        this.clock = clock;
        this.silent = silent;
        state = AdvertiserState.begin(clock.nanoTime());
    }

    /** Begins, with an advertisement. */
    public void start() {
        if (silent.isZero()) {
            begin();
        } else {
            timer = network.loop().schedule(this::begin, silent.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void begin() {
        registration = network.listen(IpNetwork.ICMP6, this);
        advertise();
    }

    private void advertise() {
        send(ALL_NODES);
        state = AdvertiserSteps.advertised(state, clock.nanoTime(), network.facts().random().nextDouble());
        schedule();
    }

    private void schedule() {
        cancel();
        timer = network.loop().schedule(this::advertise, Math.max(0, state.due() - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        Future<?> running = timer;
        timer = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void send(InetAddress to) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
        out.setIndex(InetHost.HEADROOM, InetHost.HEADROOM);
        message.write(out);
        network.send(new Packet(IpNetwork.ICMP6, router, to, Icmp6Message.DISCOVERY_HOPS, false, false, out));
    }

    @Override
    public boolean received(Packet packet) {
        ByteBuf payload = packet.payload();
        if (!payload.isReadable() || payload.getUnsignedByte(payload.readerIndex()) != RouterSolicitation.TYPE) {
            return false;
        }
        boolean addressed = !packet.source().isAnyLocalAddress();
        try {
            if (packet.hopLimit() != Icmp6Message.DISCOVERY_HOPS) {
                throw new MalformedException("it was forwarded");
            }
            if (RouterSolicitation.parse(payload).source().isPresent() && !addressed) {
                throw new MalformedException("a link-layer address from nobody");
            }
        } catch (MalformedException e) {
            LOG.debug("router solicitation of {} ignored: {}", packet.source().getHostAddress(), e.reason());
            return true;
        }
        if (addressed) {
            send(packet.source());
        } else {
            AdvertiserState asked = AdvertiserSteps.solicited(state, clock.nanoTime());
            if (!asked.equals(state)) {
                state = asked;
                schedule();
            }
        }
        return true;
    }

    @Override
    public void networkClosed() {
        close();
    }

    @Override
    public void close() {
        cancel();
        if (registration != null) {
            registration.close();
        }
    }
}
