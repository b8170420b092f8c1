package io.strapwork.testkit.fake;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GatewaySettings;
import io.strapwork.network.inet.ip.InetHost;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The network of a boot without a machine: an IP host on a boot's loop, and at the other end of its cable the gateway, as the embedded machine has it: DHCP, DNS, the
 * computer's loopback behind 10.0.2.2. The {@link #network() network} is strict; what was done wrong to it is in {@link #wrongs()}. One thread makes and closes it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GuestNetwork implements AutoCloseable {
    private static final MacAddress STATION = MacAddress.parse("52:54:00:12:34:56");

    private final BootClock clock;
    private final BootLoop loop;
    private final Cable cable;
    private final Gateway gateway;
    private final StrictNetwork network;

    private GuestNetwork(GatewaySettings settings, BootClock clock, long seed) {
        this.clock = clock;
        loop = BootLoop.start("guest-network", clock);
        cable = new Cable(loop);
        var host = new InetHost(loop.eventLoop(), STATION, settings.mtu(), false, clock, new Random(seed), cable);
        cable.host = host;
        gateway = Gateway.start("guest-gateway", settings, clock, new Random(seed + 1), cable::arrive, java.util.Optional.empty());
        cable.gateway = gateway;
        clock.awaitUninterruptibly(loop.eventLoop().register(cable), BootClock.FOREVER);
        network = new StrictNetwork(host, host);
    }

    /** QEMU's user network: guest 10.0.2.15 by DHCP, the computer's loopback behind 10.0.2.2, name server 10.0.2.3. */
    public static GuestNetwork start(BootClock clock, long seed) {
        return start(clock, seed, settings -> settings);
    }

    /** Such a network, changed: {@code settings -> settings.withDhcp(false)}. */
    public static GuestNetwork start(BootClock clock, long seed, UnaryOperator<GatewaySettings> change) {
        return new GuestNetwork(change.apply(GatewaySettings.standard()), clock, seed);
    }

    /** What plugins get. */
    public IpNetwork network() {
        return network;
    }

    StrictNetwork strict() {
        return network;
    }

    /** The loop that the network lives on. */
    public BootLoop loop() {
        return loop;
    }

    /** How the guest reaches a port of 127.0.0.1. */
    public static InetSocketAddress reach(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.2.2"), port);
    }

    /** Lets the host have an address without asking anybody, as a lease would. */
    public GuestNetwork configured() {
        var host = (Inet4Address) InetAddress.ofLiteral("10.0.2.2");
        var any = (Inet4Address) InetAddress.ofLiteral("0.0.0.0");
        var configuration = new io.strapwork.api.stack.IpConfiguration((Inet4Address) InetAddress.ofLiteral("10.0.2.15"), 24,
                List.of(new io.strapwork.api.stack.IpConfiguration.Route(any, 0, host)),
                List.of((Inet4Address) InetAddress.ofLiteral("10.0.2.3")), "",
                java.util.OptionalInt.empty());
        clock.awaitUninterruptibly(loop.eventLoop().submit(() -> network.configure(configuration)), BootClock.FOREVER);
        return this;
    }

    /** From now on each received packet comes with changed copies of itself, as from somebody who means harm. */
    public void beHostile(long seed) {
        network.beHostile(new Random(seed));
    }

    /** Packets that were sent so far. */
    public int packetsSent() {
        return network.sent();
    }

    /** A digest of all that was sent: the same for the same packets in the same order. */
    public String packetsDigest() {
        return network.digest();
    }

    /** What was done to the network that may not be done, in words. */
    public List<String> wrongs() {
        return network.wrongs();
    }

    /** Listeners and ports that were not given back, in words. */
    public List<String> leftOver() {
        return network.leftOver();
    }

    /** Packets that were lent to a listener and are still held by somebody, in words. */
    public List<String> leaked() {
        return network.leaked();
    }

    @Override
    public void close() {
        loop.close();
        gateway.close();
        cable.release();
    }

    /** Carries frames both ways. */
    private static final class Cable implements PolledHandle, InetHost.FrameOutput {
        private final ConcurrentLinkedQueue<ByteBuf> arrived = new ConcurrentLinkedQueue<>();
        private final BootLoop loop;
        private @Nullable InetHost host;
        private @Nullable Gateway gateway;

        private Cable(BootLoop loop) {
            this.loop = loop;
        }

        private void arrive(ByteBuf frame) {
            arrived.add(frame);
            loop.wakeup();
        }

        @Override
        public int poll(int budget) {
            InetHost to = java.util.Objects.requireNonNull(host);
            int count = 0;
            for (ByteBuf frame; count < budget && (frame = arrived.poll()) != null; count++) {
                to.receive(frame);
            }
            if (count > 0) {
                to.receiveComplete();
            }
            return count;
        }

        @Override
        public boolean arm() {
            return arrived.isEmpty();
        }

        @Override
        public void disarm() {}

        @Override
        public long maxSleepNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            if (gateway == null) {
                frame.release();
                return false;
            }
            gateway.fromGuest(frame);
            return true;
        }

        @Override
        public void flush() {
            if (gateway != null) {
                gateway.flushFromGuest();
            }
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            throw new IllegalStateException("a polled handle has no events");
        }

        @Override
        public void close() {
            java.util.Objects.requireNonNull(host).close();
        }

        private void release() {
            for (ByteBuf frame; (frame = arrived.poll()) != null;) {
                frame.release();
            }
        }
    }

    /** Waits until the loop has done all that it has been given so far. @throws AssertionError when it can't within ten seconds, because something blocks it */
    public void settle() {
        if (!clock.awaitUninterruptibly(loop.eventLoop().submit(() -> {}), Duration.ofSeconds(10))) {
            throw new AssertionError("blocks the event loop");
        }
    }
}
