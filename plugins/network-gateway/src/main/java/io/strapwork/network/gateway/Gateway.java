package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.wire.Ip6Address;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a guest's network cable: an Ethernet with one IP host, which is DHCP server, DNS server, boot server, a way to the computer's
 * loopback and, where there is IPv6, its router and DHCPv6 server. It has its own thread; nothing that a guest sends ends it, and what it keeps for a guest is bounded.
 */
public final class Gateway implements AutoCloseable {
    private final GatewayLoop loop;
    private final BootClock clock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Consumer<ByteBuf> toGuest;
    private final FrameCapture capture;
    private final InetHost host;
    private final FrameIntake intake;
    private final GatewayServices services;
    private final @Nullable FaultyWire inbound;
    private final @Nullable FaultyWire outbound;
    /** Nothing comes out before it is ready, and after it was closed. */
    private boolean silent = true;

    private Gateway(GatewayLoop loop, GatewaySettings settings, BootClock clock, RandomGenerator random, Consumer<ByteBuf> toGuest,
            Optional<Consumer<ByteBuf>> capture) {
        this.loop = loop;
        this.clock = clock;
        this.toGuest = toGuest;
        this.capture = new FrameCapture(capture);
        IoEventLoop eventLoop = loop.eventLoop();
        boolean faulty = !settings.faults().isNone();
        Ticker ticker = clock.ticker();
        this.outbound = faulty ? new FaultyWire(new FaultRolls(settings.faults(), 1), eventLoop, ticker, this::deliver, () -> {}) : null;
        Consumer<ByteBuf> exit = outbound == null ? this::deliver : outbound::send;
        // Whoever looks at frames, or keeps them for a while, gets whole ones.
        GuestPort port = !faulty && capture.isEmpty() && toGuest instanceof GuestPort able ? able : null;
        this.host = new InetHost(eventLoop, settings.hostMac(), settings.mtu(), clock, random, new Output(exit, port));
        this.inbound = faulty
                ? new FaultyWire(new FaultRolls(settings.faults(), 2), eventLoop, ticker, host::receive, host::receiveComplete)
                : null;
        Consumer<ByteBuf> entrance = inbound == null ? host::receive : inbound::send;
        this.intake = new FrameIntake(eventLoop, frame -> {
            this.capture.lend(frame);
            entrance.accept(frame);
        }, host::receiveComplete);
        if (settings.ip4()) {
            host.addAlias(settings.dns());
        }
        settings.ip6().ifPresent(_ -> host.beRouter());
        host.assign(configuration(settings));
        this.services = new GatewayServices(host, settings, clock);
    }

    private static IpConfiguration configuration(GatewaySettings settings) {
        var own = new ArrayList<Assigned>();
        if (settings.ip4()) {
            own.add(new Assigned(settings.host(), settings.prefix()));
        }
        settings.ip6().ifPresent(six -> Stream.of(six.host(), six.dns(), Ip6Address.linkLocal(settings.hostMac()).toInet())
                .forEach(address -> own.add(new Assigned(address, Ip6Settings.PREFIX))));
        return IpConfiguration.NONE.withAddresses(own);
    }

    /**
     * Starts the gateway on a thread of its own; it is ready when this returns.
     *
     * @param toGuest called on that thread with each frame, which it owns; a {@link GuestPort} may get TCP segments that are not summed
     * @param capture lent each frame on that thread, as the guest sent it or is to receive it
     * @throws io.strapwork.api.plugin.StrapworkException with all that is wrong with the settings
     */
    public static Gateway start(String name, GatewaySettings settings, BootClock clock, RandomGenerator random, Consumer<ByteBuf> toGuest,
            Optional<Consumer<ByteBuf>> capture) {
        SettingsCheck.check(settings);
        GatewayLoop loop = GatewayLoop.start(name, clock);
        try {
            Gateway gateway = loop.call(() -> new Gateway(loop, settings, clock, random, toGuest, capture));
            gateway.open();
            return gateway;
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    private void open() {
        try {
            for (ChannelFuture bound : loop.call(services::start)) {
                clock.awaitUninterruptibly(bound, BootClock.FOREVER);
                if (!bound.isSuccess()) {
                    throw new IllegalStateException("a gateway service could not listen", bound.cause());
                }
            }
            loop.call(this::ready);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean ready() {
        services.relay();
        silent = false;
        services.advertise();
        return true;
    }

    /** Any one thread. Takes a frame and queues it; it is dropped when the queue is full, as on any wire. */
    public void fromGuest(ByteBuf frame) {
        intake.add(frame);
    }

    /** Any one thread: has what is queued looked at, soon and once. */
    public void flushFromGuest() {
        intake.flush();
    }

    /** The gateway's thread. What is given to it after the gateway was closed isn't run. */
    public Executor executor() {
        return intake.executor();
    }

    /** The gateway's event loop, for a channel that carries its frames; whoever registers one closes it before the gateway. */
    public IoEventLoop eventLoop() {
        return loop.eventLoop();
    }

    private void deliver(ByteBuf frame) {
        if (silent) {
            frame.release();
            return;
        }
        capture.lend(frame);
        toGuest.accept(frame);
    }

    /** Ends connections, sockets and the thread, and releases every buffer. No frame comes out any more when this returns. May be called twice. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        executor().execute(this::end);
        loop.close();
        intake.close();
    }

    private void end() {
        silent = true;
        services.close();
        host.close();
        if (inbound != null) {
            inbound.close();
        }
        if (outbound != null) {
            outbound.close();
        }
        intake.close();
    }

    private final class Output implements InetHost.FrameOutput {
        private final Consumer<ByteBuf> exit;
        private final @Nullable GuestPort port;

        Output(Consumer<ByteBuf> exit, @Nullable GuestPort port) {
            this.exit = exit;
            this.port = port;
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            exit.accept(frame);
            return true;
        }

        @Override
        public boolean completesChecksums() {
            return port != null;
        }

        @Override
        public boolean transmitPartial(ByteBuf frame, int start, int offset) {
            if (silent || port == null) {
                frame.release();
            } else {
                port.acceptPartial(frame, start, offset);
            }
            return true;
        }

        @Override
        public void flush() {}
    }
}
