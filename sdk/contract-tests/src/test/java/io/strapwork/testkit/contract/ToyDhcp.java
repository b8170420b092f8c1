package io.strapwork.testkit.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.UdpView;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** DISCOVER, OFFER, REQUEST, ACK, each asked again every four seconds, and once more each quarter of a lease. Each fault is a bug that sources have had. */
class ToyDhcp implements AddressSource, AutoCloseable {
    enum Fault {
        NONE, LEAKS_BUFFER, BLOCKS_LOOP, WAITS_OTHERWISE, IGNORES_CLOSE, LEAVES_PORT, LEAVES_LISTENER, SWALLOWS_INTERRUPT, READS_PAST, MUTABLE_STATIC, CALLS_OFF_LOOP, FORGETS_TO_CONFIGURE, CONFIGURES_OTHERWISE, CONFIGURES_TOO_EARLY, NEVER_GIVES_UP, GIVES_UP_AT_ONCE, ASKS_ONCE, OTHER_FAMILY, RAW_EXCEPTION, OWN_RANDOM, FORGETS_BOOT_FILE, FORGETS_TO_RENEW, HELPS_ITSELF, HELPS_ITSELF_HALF
    }

    private static final Inet4Address ANY = ip("0.0.0.0");
    private static final Inet4Address ALL = ip("255.255.255.255");

    private final BootClock clock;
    private final RandomGenerator random;
    private final Fault fault;
    private final CompletableFuture<Lease> leased = new CompletableFuture<>();
    private IpNetwork network;
    private Registration registration;
    private Registration assigned;
    private Future<?> timer;
    private DhcpOptions asked;
    private int transaction;

    ToyDhcp(BootClock clock, RandomGenerator random, Fault fault) {
        this.clock = clock;
        this.random = random;
        this.fault = fault;
    }

    private static Inet4Address ip(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    @Override
    public Lease acquire(IpNetwork on, Architecture machine) {
        network = on;
        if (fault == Fault.CALLS_OFF_LOOP) {
            on.assign(IpConfiguration.NONE);
        }
        on.loop().execute(this::start);
        long seconds = fault == Fault.NEVER_GIVES_UP ? 3000 : fault == Fault.GIVES_UP_AT_ONCE ? 1 : 300;
        var patience = on.loop().schedule(() -> leased.completeExceptionally(new IllegalStateException("late")), seconds, TimeUnit.SECONDS);
        try {
            return fault == Fault.WAITS_OTHERWISE ? leased.get() : clock.await(leased);
        } catch (InterruptedException e) {
            if (fault != Fault.SWALLOWS_INTERRUPT) {
                Thread.currentThread().interrupt();
            }
            throw problem("the wait for a lease was interrupted");
        } catch (ExecutionException e) {
            if (fault == Fault.RAW_EXCEPTION) {
                throw new IllegalStateException(e.getCause());
            }
            if (fault == Fault.HELPS_ITSELF || fault == Fault.HELPS_ITSELF_HALF) {
                return helpItself();
            }
            throw problem("nobody gives a lease");
        } finally {
            patience.cancel(false);
        }
    }

    private Lease helpItself() {
        var own = IpConfiguration.of(ip("10.0.2.77"), 24);
        if (fault == Fault.HELPS_ITSELF) {
            clock.awaitUninterruptibly(network.loop().submit(() -> network.assign(own)), BootClock.FOREVER);
        }
        return new Lease(own, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new java.util.TreeMap<>());
    }

    private StrapworkException problem(String what) {
        return new Problem(fault == Fault.OTHER_FAMILY ? "SW-F999" : "SW-N999", Blame.PEER, "toy", what, "").asException();
    }

    private void start() {
        try {
            network.facts().ports().take(IpNetwork.UDP, DhcpMessage.CLIENT_PORT);
        } catch (BindException e) {
            leased.completeExceptionally(e);
            return;
        }
        if (fault == Fault.CONFIGURES_TOO_EARLY) {
            assigned = network.assign(IpConfiguration.of(ip("10.0.2.15"), 24));
        }
        registration = network.listen(IpNetwork.UDP, this::received);
        transaction = fault == Fault.OWN_RANDOM ? Faults.different() : random.nextInt();
        ask(DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER).build(), 4);
    }

    private void ask(DhcpOptions options, long again) {
        asked = options;
        var request = DhcpMessage.request(transaction, network.facts().linkAddress()).broadcast(true)
                .options(options.toBuilder().request(1, 3, 6, 51, 54, 66, 67).build()).build();
        ByteBuf datagram = Unpooled.buffer(700).setIndex(64, 72);
        request.write(datagram);
        int length = datagram.readableBytes();
        UdpView.set(datagram, 64, DhcpMessage.CLIENT_PORT, DhcpMessage.SERVER_PORT, length,
                InternetChecksum.pseudoHeader(ANY, ALL, IpNetwork.UDP, length));
        network.send(Packet.of(IpNetwork.UDP, ANY, ALL, datagram));
        if (fault == Fault.BLOCKS_LOOP) {
            leased.orTimeout(6, TimeUnit.SECONDS).exceptionally(e -> null).join();
        }
        again(again);
    }

    private void again(long seconds) {
        if (timer != null) {
            timer.cancel(false);
        }
        if (fault != Fault.ASKS_ONCE) {
            timer = network.loop().schedule(() -> ask(asked, 4), seconds, TimeUnit.SECONDS);
        }
    }

    private boolean received(Packet packet) {
        ByteBuf payload = packet.payload();
        if (fault == Fault.READS_PAST) {
            // options from behind the cookie on, by the lengths that stand there
            for (int at = 8 + 240; payload.getUnsignedByte(at) != 255;) {
                at += payload.getUnsignedByte(at) == 0 ? 1 : 2 + payload.getUnsignedByte(at + 1);
            }
        }
        if (fault == Fault.LEAKS_BUFFER) {
            payload.retain();
        }
        if (payload.readableBytes() < 8 || payload.getUnsignedShort(2) != DhcpMessage.CLIENT_PORT) {
            return false;
        }
        try {
            DhcpMessage message = DhcpMessage.parse(payload.slice(8, payload.readableBytes() - 8));
            if (message.transaction() == transaction && message.reply()) {
                heard(message);
            }
        } catch (DhcpFormatException e) {
            // a late or foreign datagram
        }
        return true;
    }

    private void heard(DhcpMessage message) {
        switch (message.type().orElse(DhcpMessageType.NAK)) {
            case OFFER -> ask(DhcpOptions.builder().messageType(DhcpMessageType.REQUEST).addresses(50, message.yourAddress())
                    .addresses(54, message.options().address(54).orElse(ANY)).build(), 4);
            case ACK -> {
                Lease lease = lease(message);
                if (fault != Fault.FORGETS_TO_CONFIGURE) {
                    Registration before = assigned;
                    assigned = network.assign(fault == Fault.CONFIGURES_OTHERWISE
                            ? IpConfiguration.of(lease.configuration().ip4().orElseThrow().address(), 16)
                            : lease.configuration());
                    if (before != null) {
                        before.close();
                    }
                }
                if (fault == Fault.FORGETS_TO_RENEW) {
                    timer.cancel(false);
                } else {
                    again(lease.length().orElse(Duration.ofDays(1)).toSeconds() / 4);
                }
                leased.complete(lease);
            }
            default -> {
                // somebody else's business
            }
        }
    }

    private Lease lease(DhcpMessage message) {
        DhcpOptions options = message.options();
        List<Route> routes = options.addresses(3).stream().map(Route::defaultVia).toList();
        var configuration = IpConfiguration.of(message.yourAddress(), options.prefix().orElse(24)).withRoutes(routes)
                .withNameServers(options.addresses(6));
        return new Lease(configuration, options.address(54).map(InetAddress.class::cast), options.text(66),
                fault == Fault.FORGETS_BOOT_FILE ? Optional.empty() : message.bootFile(), options.seconds(51), options.toMap());
    }

    @Override
    public void close() {
        if (network != null && fault != Fault.IGNORES_CLOSE) {
            clock.awaitUninterruptibly(network.loop().submit(this::end), Duration.ofSeconds(2));
        }
    }

    private void end() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (registration != null) {
            if (fault != Fault.LEAVES_LISTENER) {
                registration.close();
            }
            if (fault != Fault.LEAVES_PORT) {
                network.facts().ports().release(IpNetwork.UDP, DhcpMessage.CLIENT_PORT);
            }
            registration = null;
        }
    }
}

/** Remembers the last lease for all boots at once. */
final class RememberingDhcp extends ToyDhcp {
    private static Lease last;

    RememberingDhcp(BootClock clock, RandomGenerator random) {
        super(clock, random, Fault.NONE);
    }

    @Override
    public Lease acquire(IpNetwork on, Architecture machine) {
        last = super.acquire(on, machine);
        return last;
    }
}
