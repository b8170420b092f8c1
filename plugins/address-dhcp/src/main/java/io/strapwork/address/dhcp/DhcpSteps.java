package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpEffect.Broadcast;
import io.strapwork.address.dhcp.DhcpEffect.Ignored;
import io.strapwork.address.dhcp.DhcpEffect.Leased;
import io.strapwork.address.dhcp.DhcpEffect.Lost;
import io.strapwork.address.dhcp.DhcpEffect.Told;
import io.strapwork.address.dhcp.DhcpEffect.Unicast;
import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.address.dhcp.DhcpState.Asking;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The client's transitions (RFC 2131 4.4): state, event and time in, state and effects out. */
final class DhcpSteps {
    /** RFC 2131 3.1.5: requests before the client starts over. */
    private static final int REQUESTS = 4;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** PXE 2.1, 2.2.3: so many time-outs are waited for a boot file, the first two of RFC 2131. */
    private static final int BOOT_WAITS = 2;
    private static final int REFUSED = 16;

    private final DhcpIdentity identity;
    private final boolean wantsBoot;
    private final BootSteps boot;
    private final Duration retry;
    private final Duration longestRetry;
    private final RandomGenerator random;

    /** @param wantsBoot a boot file is worth waiting for */
    DhcpSteps(DhcpIdentity identity, boolean wantsBoot, Duration retry, Duration longestRetry, RandomGenerator random) {
        this.identity = identity;
        this.wantsBoot = wantsBoot;
        this.boot = new BootSteps(identity, random);
        this.retry = retry;
        this.longestRetry = longestRetry;
        this.random = random;
    }

    /** A step's outcome. */
    record Next(DhcpState state, List<DhcpEffect> effects) {}

    Next start(long now) {
        return startOver(Set.of(), now);
    }

    private Next startOver(Set<Inet4Address> refused, long now) {
        return discover(new Selecting(random.nextInt(), now, 0, now, DhcpOffers.NONE, refused), now);
    }

    /** A server that has refused is asked again only when nobody else offers: no storm, whatever it answers. */
    private Next refused(Requesting state, String why, long now) {
        var refused = new HashSet<>(state.refused());
        if (refused.size() < REFUSED) {
            refused.add(state.chosen().server());
        }
        Next next = startOver(refused, now);
        return new Next(next.state(),
                List.of(new Told(state.chosen().server().getHostAddress() + " " + why), next.effects().getFirst()));
    }

    Next timeout(DhcpState state, long now) {
        return switch (state) {
            case Selecting s when s.offers().addresses().isEmpty() -> discover(s, now);
            case Selecting s when lacksBoot(s) && s.sent() < BOOT_WAITS -> discover(s, now);
            case Selecting s -> choose(s, s.offers(), now);
            case Requesting s when s.sent() < REQUESTS -> request(s, now);
            case Requesting s -> refused(s, "does not acknowledge its own offer", now);
            case Asking s -> boot.timeout(s, now);
            case Bound s -> renew(random.nextInt(), now, s.held(), now);
            case Renewing s when now >= s.held().rebind() -> rebind(random.nextInt(), now, s.held(), now);
            case Renewing s -> renew(s.transaction(), s.began(), s.held(), now);
            case Rebinding s when now >= s.held().expiry() -> lost(now);
            case Rebinding s -> rebind(s.transaction(), s.began(), s.held(), now);
        };
    }

    private boolean lacksBoot(Selecting state) {
        return wantsBoot
                && state.offers().best(true, state.refused()).filter(offer -> !state.refused().contains(offer.server())).isPresent()
                && !state.offers().isComplete(true, state.refused());
    }

    /** @param source where it came from */
    Next received(DhcpState state, DhcpMessage message, Inet4Address source, long now) {
        if (!message.reply()) {
            return ignored(state, "a request from another client");
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
            case Selecting s when type == DhcpMessageType.OFFER -> offered(s, message, source, now);
            case Requesting s when s.transaction() != message.transaction() -> stray(state, message);
            case Requesting s when type == DhcpMessageType.OFFER && identity.isProxyOffer(message) -> lateProxy(s, message, source);
            case Requesting s when type == DhcpMessageType.ACK && !from(message, s.chosen().server()) ->
                ignored(state, "an acknowledgement from " + server(message, source).getHostAddress() + ", which was not asked");
            case Requesting s when type == DhcpMessageType.ACK -> leased(s, message, now);
            case Requesting s when type == DhcpMessageType.NAK && from(message, s.chosen().server()) ->
                refused(s, "refuses its own offer" + message.options().text(DhcpOption.MESSAGE).map(text -> ": " + text).orElse(""), now);
            case Asking s when s.transaction() != message.transaction() -> stray(state, message);
            case Asking s -> boot.received(s, type, message, source, now);
            case Renewing s when s.transaction() != message.transaction() -> stray(state, message);
            case Renewing s when type == DhcpMessageType.ACK && !from(message, s.held().server()) ->
                ignored(state, "an acknowledgement from " + server(message, source).getHostAddress() + ", which was not asked");
            case Renewing s -> renewed(state, type, message, s.held(), s.began(), now);
            case Rebinding s when s.transaction() != message.transaction() -> stray(state, message);
            case Rebinding s -> renewed(state, type, message, s.held(), s.began(), now);
            case Selecting s -> ignored(state, type + " while waiting for offers");
            case Requesting s -> ignored(state, type + " while waiting for an acknowledgement");
            case Bound s -> ignored(state, type + " while bound");
        };
    }

    private Next discover(Selecting state, long now) {
        DhcpMessage discover = identity.discover(state.transaction(), seconds(state.began(), now));
        return new Next(new Selecting(state.transaction(), state.began(), state.sent() + 1, now + delay(state.sent()), state.offers(),
                state.refused()), List.of(new Broadcast(discover)));
    }

    private Next offered(Selecting state, DhcpMessage message, Inet4Address source, long now) {
        boolean proxy = identity.isProxyOffer(message);
        if (!proxy && message.options().address(DhcpOption.SERVER_IDENTIFIER).isEmpty()) {
            return ignored(state, "an offer without a server identifier");
        }
        if (!proxy && !DhcpIdentity.givesAddress(message)) {
            return ignored(state, "an offer of " + message.yourAddress().getHostAddress());
        }
        var offer = new Offer(message, server(message, source));
        DhcpOffers offers = state.offers().with(offer, proxy);
        var told = new Told(offer.inWords());
        if (!offers.isComplete(wantsBoot, state.refused())) {
            return new Next(new Selecting(state.transaction(), state.began(), state.sent(), state.deadline(), offers, state.refused()),
                    List.of(told));
        }
        Next next = choose(state, offers, now);
        return new Next(next.state(), List.of(told, next.effects().getFirst()));
    }

    private Next choose(Selecting state, DhcpOffers offers, long now) {
        Offer best = offers.best(wantsBoot, state.refused()).orElseThrow();
        return request(new Requesting(state.transaction(), state.began(), 0, 0, best, offers, state.refused()), now);
    }

    private Next lateProxy(Requesting state, DhcpMessage message, Inet4Address source) {
        var offer = new Offer(message, server(message, source));
        return new Next(new Requesting(state.transaction(), state.began(), state.sent(), state.deadline(), state.chosen(),
                state.offers().with(offer, true), state.refused()), List.of(new Told(offer.inWords())));
    }

    private Next request(Requesting state, long now) {
        DhcpMessage request = identity.request(state.transaction(), seconds(state.began(), now), state.chosen().message().yourAddress(),
                state.chosen().server());
        return new Next(new Requesting(state.transaction(), state.began(), state.sent() + 1, now + delay(state.sent()), state.chosen(),
                state.offers(), state.refused()), List.of(new Broadcast(request)));
    }

    private Next leased(Requesting state, DhcpMessage ack, long now) {
        if (!DhcpIdentity.givesAddress(ack)) {
            return ignored(state, "an acknowledgement of " + ack.yourAddress().getHostAddress());
        }
        Bound bound = bound(ack, state.chosen().server(), state.began());
        // Some servers tell the boot file in the offer only.
        Optional<Offer> told = state.offers().proxyWithBootFile().or(() -> Optional.of(state.chosen())
                .filter(offer -> ack.bootFile().isEmpty() && offer.message().bootFile().isPresent()));
        if (told.isEmpty() && ack.bootFile().isEmpty() && wantsBoot) {
            var leased = new Offer(ack, state.chosen().server());
            List<BootQuestion> questions = BootSteps.questions(state.offers(), leased.tellsBoot() ? leased : state.chosen());
            if (!questions.isEmpty()) {
                return boot.begin(bound, state.offers(), questions, now);
            }
        }
        return new Next(bound, List.of(new Leased(ack, told, state.offers())));
    }

    private Next acknowledged(DhcpState state, DhcpMessage ack, Inet4Address server, long asked) {
        if (!DhcpIdentity.givesAddress(ack)) {
            return ignored(state, "an acknowledgement of " + ack.yourAddress().getHostAddress());
        }
        Inet4Address from = ack.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(server);
        return new Next(bound(ack, from, asked), List.of(new Leased(ack, Optional.empty(), DhcpOffers.NONE)));
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
            case ACK -> acknowledged(state, message, held.server(), asked);
            case NAK -> lost(now);
            default -> ignored(state, type + " while renewing");
        };
    }

    private Next lost(long now) {
        Next begun = start(now);
        return new Next(begun.state(), List.of(new Lost(), begun.effects().getFirst()));
    }

    private static Inet4Address server(DhcpMessage message, Inet4Address source) {
        return message.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(source);
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

    static int seconds(long began, long now) {
        return (int) Math.min(TimeUnit.NANOSECONDS.toSeconds(now - began), 0xffff);
    }

    private static Next stray(DhcpState state, DhcpMessage message) {
        return ignored(state, String.format("transaction %08x is not ours", message.transaction()));
    }

    private static Next ignored(DhcpState state, String reason) {
        return new Next(state, List.of(new Ignored(reason)));
    }
}
