package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpEffect.Broadcast;
import io.strapwork.address.dhcp.DhcpEffect.Ignored;
import io.strapwork.address.dhcp.DhcpEffect.Leased;
import io.strapwork.address.dhcp.DhcpEffect.Lost;
import io.strapwork.address.dhcp.DhcpEffect.Unicast;
import io.strapwork.address.dhcp.DhcpState.Bound;
import io.strapwork.address.dhcp.DhcpState.Held;
import io.strapwork.address.dhcp.DhcpState.Rebinding;
import io.strapwork.address.dhcp.DhcpState.Renewing;
import io.strapwork.address.dhcp.DhcpState.Requesting;
import io.strapwork.address.dhcp.DhcpState.Selecting;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The client's transitions (RFC 2131 4.4): state, event and time in, state and effects out. */
final class DhcpSteps {
    /** RFC 2131 3.1.5: requests before the client starts over. */
    private static final int REQUESTS = 4;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final DhcpIdentity identity;
    private final Duration retry;
    private final Duration longestRetry;
    private final RandomGenerator random;

    DhcpSteps(DhcpIdentity identity, Duration retry, Duration longestRetry, RandomGenerator random) {
        this.identity = identity;
        this.retry = retry;
        this.longestRetry = longestRetry;
        this.random = random;
    }

    /** A step's outcome. */
    record Next(DhcpState state, List<DhcpEffect> effects) {}

    Next start(long now) {
        return discover(random.nextInt(), now, 0, now, Optional.empty());
    }

    Next timeout(DhcpState state, long now) {
        return switch (state) {
            case Selecting s -> discover(s.transaction(), s.began(), s.sent(), now, s.proxy());
            case Requesting s when s.sent() < REQUESTS -> request(s, now);
            case Requesting s -> start(now);
            case Bound s -> renew(random.nextInt(), now, s.held(), now);
            case Renewing s when now >= s.held().rebind() -> rebind(random.nextInt(), now, s.held(), now);
            case Renewing s -> renew(s.transaction(), s.began(), s.held(), now);
            case Rebinding s when now >= s.held().expiry() -> lost(now);
            case Rebinding s -> rebind(s.transaction(), s.began(), s.held(), now);
        };
    }

    Next received(DhcpState state, DhcpMessage message, long now) {
        if (!message.reply()) {
            return ignored(state, "a request of another client");
        }
        if (message.client().value() != identity.address().value()) {
            return ignored(state, "for another client: " + message.client());
        }
        DhcpMessageType type = message.type().orElse(null);
        if (type == null) {
            return ignored(state, "plain BOOTP, without option 53");
        }
        return switch (state) {
            case Selecting s when s.transaction() != message.transaction() -> stray(state, message);
            case Selecting s when type == DhcpMessageType.OFFER -> offered(s, message, now);
            case Requesting s when s.transaction() != message.transaction() -> stray(state, message);
            case Requesting s when type == DhcpMessageType.OFFER && identity.isProxyOffer(message) ->
                new Next(new Requesting(s.transaction(), s.began(), s.sent(),
                        s.deadline(), s.offer(), s.server(), Optional.of(message)), List.of());
            case Requesting s when type == DhcpMessageType.ACK -> acknowledged(state, message, s.server(), s.began(), s.proxy());
            case Requesting s when type == DhcpMessageType.NAK && from(message, s.server()) -> start(now);
            case Renewing s when s.transaction() != message.transaction() -> stray(state, message);
            case Renewing s -> renewed(state, type, message, s.held(), s.began(), now);
            case Rebinding s when s.transaction() != message.transaction() -> stray(state, message);
            case Rebinding s -> renewed(state, type, message, s.held(), s.began(), now);
            case Selecting s -> ignored(state, type + " while waiting for offers");
            case Requesting s -> ignored(state, type + " while waiting for an acknowledgement");
            case Bound s -> ignored(state, type + " while bound");
        };
    }

    private Next discover(int transaction, long began, int sent, long now, Optional<DhcpMessage> proxy) {
        DhcpMessage discover = identity.discover(transaction, seconds(began, now));
        return new Next(new Selecting(transaction, began, sent + 1, now + delay(sent), proxy), List.of(new Broadcast(discover)));
    }

    private Next offered(Selecting state, DhcpMessage offer, long now) {
        if (identity.isProxyOffer(offer)) {
            return new Next(new Selecting(state.transaction(), state.began(), state.sent(), state.deadline(), Optional.of(offer)),
                    List.of());
        }
        Optional<Inet4Address> server = offer.options().address(DhcpOption.SERVER_IDENTIFIER);
        if (server.isEmpty()) {
            return ignored(state, "an offer without a server identifier");
        }
        if (!DhcpIdentity.isHost(offer.yourAddress())) {
            return ignored(state, "an offer of " + offer.yourAddress().getHostAddress());
        }
        return request(new Requesting(state.transaction(), state.began(), 0, 0, offer, server.get(), state.proxy()), now);
    }

    private Next request(Requesting state, long now) {
        DhcpMessage request = identity.request(state.transaction(), seconds(state.began(), now), state.offer().yourAddress(),
                state.server());
        return new Next(
                new Requesting(state.transaction(), state.began(), state.sent() + 1, now + delay(state.sent()), state.offer(),
                        state.server(), state.proxy()),
                List.of(new Broadcast(request)));
    }

    private Next acknowledged(DhcpState state, DhcpMessage ack, Inet4Address server, long asked, Optional<DhcpMessage> proxy) {
        if (!DhcpIdentity.isHost(ack.yourAddress())) {
            return ignored(state, "an acknowledgement of " + ack.yourAddress().getHostAddress());
        }
        Inet4Address from = ack.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(server);
        return new Next(bound(ack, from, asked), List.of(new Leased(ack, proxy)));
    }

    /** RFC 2131 4.4.5: T1 and T2 are a half and seven eighths of the lease unless the server says otherwise; counted from when it was asked for. */
    private static Bound bound(DhcpMessage ack, Inet4Address server, long asked) {
        DhcpOptions options = ack.options();
        Optional<Duration> lease = options.seconds(DhcpOption.LEASE_TIME);
        if (lease.isEmpty()) {
            return new Bound(new Held(ack, ack.yourAddress(), server, Long.MAX_VALUE, Long.MAX_VALUE), Long.MAX_VALUE);
        }
        long length = Math.max(lease.get().toNanos(), TimeUnit.SECONDS.toNanos(1));
        long rebind = options.seconds(DhcpOption.REBINDING_TIME).map(Duration::toNanos).filter(time -> time < length)
                .orElse(length / 8 * 7);
        long renew = options.seconds(DhcpOption.RENEWAL_TIME).map(Duration::toNanos).filter(time -> time < rebind)
                .orElse(Math.min(length / 2, rebind));
        return new Bound(new Held(ack, ack.yourAddress(), server, asked + rebind, asked + length), asked + renew);
    }

    private Next renew(int transaction, long began, Held held, long now) {
        DhcpMessage request = identity.renew(transaction, seconds(began, now), held.address());
        return new Next(new Renewing(transaction, began, held, next(now, held.rebind())),
                List.of(new Unicast(request, held.address(), held.server())));
    }

    private Next rebind(int transaction, long began, Held held, long now) {
        DhcpMessage request = identity.renew(transaction, seconds(began, now), held.address());
        return new Next(new Rebinding(transaction, began, held, next(now, held.expiry())), List.of(new Broadcast(request)));
    }

    /** RFC 2131 4.4.5: half of what is left, but not under a minute. */
    private static long next(long now, long end) {
        return Math.min(end, now + Math.max((end - now) / 2, MINUTE));
    }

    private Next renewed(DhcpState state, DhcpMessageType type, DhcpMessage message, Held held, long asked, long now) {
        return switch (type) {
            case ACK -> acknowledged(state, message, held.server(), asked, Optional.empty());
            case NAK -> lost(now);
            default -> ignored(state, type + " while renewing");
        };
    }

    private Next lost(long now) {
        Next begun = start(now);
        return new Next(begun.state(), List.of(new Lost(), begun.effects().getFirst()));
    }

    private static boolean from(DhcpMessage message, Inet4Address server) {
        return message.options().address(DhcpOption.SERVER_IDENTIFIER).map(server::equals).orElse(true);
    }

    /** RFC 2131 4.1: doubled each time, more or less a second at random; here a quarter of short times. */
    private long delay(int sent) {
        long base = Math.min(retry.toNanos() << Math.min(sent, 20), longestRetry.toNanos());
        long spread = Math.min(TimeUnit.SECONDS.toNanos(1), base / 4);
        return base - spread + random.nextLong(2 * spread + 1);
    }

    private static int seconds(long began, long now) {
        return (int) Math.min(TimeUnit.NANOSECONDS.toSeconds(now - began), 0xffff);
    }

    private static Next stray(DhcpState state, DhcpMessage message) {
        return ignored(state, String.format("transaction %08x is not ours", message.transaction()));
    }

    private static Next ignored(DhcpState state, String reason) {
        return new Next(state, List.of(new Ignored(reason)));
    }
}
