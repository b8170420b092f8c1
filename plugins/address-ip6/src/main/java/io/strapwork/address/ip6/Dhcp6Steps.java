package io.strapwork.address.ip6;

import io.strapwork.address.ip6.Dhcp6Effect.Ignored;
import io.strapwork.address.ip6.Dhcp6Effect.Leased;
import io.strapwork.address.ip6.Dhcp6Effect.Lost;
import io.strapwork.address.ip6.Dhcp6Effect.Refused;
import io.strapwork.address.ip6.Dhcp6Effect.Send;
import io.strapwork.address.ip6.Dhcp6Effect.Told;
import io.strapwork.address.ip6.Dhcp6State.Advertised;
import io.strapwork.address.ip6.Dhcp6State.Asking;
import io.strapwork.address.ip6.Dhcp6State.Bound;
import io.strapwork.address.ip6.Dhcp6State.Declining;
import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.address.ip6.Dhcp6State.Informed;
import io.strapwork.address.ip6.Dhcp6State.Informing;
import io.strapwork.address.ip6.Dhcp6State.Rebinding;
import io.strapwork.address.ip6.Dhcp6State.Renewing;
import io.strapwork.address.ip6.Dhcp6State.Requesting;
import io.strapwork.address.ip6.Dhcp6State.Sending;
import io.strapwork.address.ip6.Dhcp6State.Soliciting;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The transitions of the client: state and event in, state and effects out. */
final class Dhcp6Steps {
    /** RFC 8415 7.6. The first transmission isn't delayed at random: see {@link SlaacSteps#SOLICITATIONS}. */
    private static final Retransmission SOLICIT = seconds(1, 3600);
    private static final Retransmission REQUEST = seconds(1, 30);
    private static final Retransmission RENEW = seconds(10, 600);
    private static final Retransmission REBIND = seconds(10, 600);
    private static final Retransmission DECLINE = seconds(1, 3600);
    private static final Retransmission INFORM = seconds(1, 3600);
    /** REQ_MAX_RC is ten, some four minutes; whoever boots looks for another server earlier. */
    private static final int REQUESTS = 5;
    private static final int DECLINES = 4;
    private static final int TRANSACTIONS = 1 << 24;
    private static final int CERTAIN = 255;
    private static final int REFUSED = 16;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** RFC 8415 21.23. */
    private static final long REFRESH = 86_400;
    private static final long LEAST_REFRESH = 600;

    private final Dhcp6Identity identity;
    private final boolean wantsBoot;
    private final RandomGenerator random;

    /** @param wantsBoot whether a server that knows a boot file is worth a second of waiting */
    Dhcp6Steps(Dhcp6Identity identity, boolean wantsBoot, RandomGenerator random) {
        this.identity = identity;
        this.wantsBoot = wantsBoot;
        this.random = random;
    }

    private static Retransmission seconds(long initial, long most) {
        return new Retransmission(initial * TimeUnit.SECONDS.toNanos(1), most * TimeUnit.SECONDS.toNanos(1));
    }

    /** A step's outcome. */
    record Next(Dhcp6State state, List<Dhcp6Effect> effects) {}

    /** Begins to look for an address. */
    Next solicit(long now) {
        return solicit(Set.of(), now);
    }

    private Next solicit(Set<Duid> refused, long now) {
        long spread = SOLICIT.first(random) - SOLICIT.initial();
        // RFC 8415 18.2.1: the first interval is never less than its initial value
        long interval = SOLICIT.initial() + Math.abs(spread);
        var sending = new Sending(random.nextInt(TRANSACTIONS), now, 1, interval, now + interval);
        return solicit(new Soliciting(sending, SOLICIT.most(), Optional.empty(), refused), now);
    }

    private Next solicit(Soliciting state, long now) {
        return sent(state, identity.solicit(state.sending().transaction(), now - state.sending().began()));
    }

    /** Begins to ask for everything but an address. */
    Next inform(long now) {
        return inform(new Informing(first(INFORM, now), INFORM.most()), now);
    }

    private Next inform(Informing state, long now) {
        return sent(state, identity.inform(state.sending().transaction(), now - state.sending().began()));
    }

    private Sending first(Retransmission retransmission, long now) {
        long interval = retransmission.first(random);
        return new Sending(random.nextInt(TRANSACTIONS), now, 1, interval, now + interval);
    }

    private Sending again(Sending sending, Retransmission retransmission, long now) {
        long interval = retransmission.next(sending.interval(), random);
        return new Sending(sending.transaction(), sending.began(), sending.sent() + 1, interval, now + interval);
    }

    private static Next sent(Dhcp6State state, Dhcp6Message message) {
        return new Next(state, List.of(new Send(message)));
    }

    Next timeout(Dhcp6State state, long now) {
        return switch (state) {
            case Soliciting s when s.best().isPresent() -> request(s.best().get(), s.refused(), now);
            case Soliciting s -> solicit(new Soliciting(again(s.sending(), new Retransmission(SOLICIT.initial(), s.longest()), now),
                    s.longest(), s.best(), s.refused()), now);
            case Requesting s when s.sending().sent() < REQUESTS ->
                request(new Requesting(again(s.sending(), REQUEST, now), s.chosen(), s.refused()), now);
            case Requesting s -> refused(s, "does not reply to what it advertised", now);
            case Bound s -> renew(new Renewing(within(first(RENEW, now), s.held().rebind()), s.held()), now);
            case Renewing s when now >= s.held().rebind() ->
                rebind(new Rebinding(within(first(REBIND, now), s.held().expiry()), s.held()), now);
            case Renewing s -> renew(new Renewing(within(again(s.sending(), RENEW, now), s.held().rebind()), s.held()), now);
            case Rebinding s when now >= s.held().expiry() -> lost("the lease is over", now);
            case Rebinding s -> rebind(new Rebinding(within(again(s.sending(), REBIND, now), s.held().expiry()), s.held()), now);
            case Declining s when s.sending().sent() < DECLINES -> decline(new Declining(again(s.sending(), DECLINE, now), s.held()), now);
            case Declining _ -> solicit(now);
            case Informing s ->
                inform(new Informing(again(s.sending(), new Retransmission(INFORM.initial(), s.longest()), now), s.longest()), now);
            case Informed _ -> inform(now);
        };
    }

    /** MRD: another state begins at that time. */
    private static Sending within(Sending sending, long end) {
        return new Sending(sending.transaction(), sending.began(), sending.sent(), sending.interval(), Math.min(sending.deadline(), end));
    }

    private Next request(Advertised chosen, Set<Duid> refused, long now) {
        return request(new Requesting(first(REQUEST, now), chosen, refused), now);
    }

    private Next request(Requesting state, long now) {
        return sent(state, identity.request(state.sending().transaction(), now - state.sending().began(), state.chosen().server(),
                state.chosen().addresses()));
    }

    private Next renew(Renewing state, long now) {
        return sent(state, identity.renew(state.sending().transaction(), now - state.sending().began(), state.held().server(),
                state.held().addresses()));
    }

    private Next rebind(Rebinding state, long now) {
        return sent(state, identity.rebind(state.sending().transaction(), now - state.sending().began(), state.held().addresses()));
    }

    private Next decline(Declining state, long now) {
        return sent(state, identity.decline(state.sending().transaction(), now - state.sending().began(), state.held().server(),
                state.held().addresses()));
    }

    /** Somebody else on the link has a leased address. */
    Next duplicate(Dhcp6State state, long now) {
        return held(state).map(held -> {
            Next declining = decline(new Declining(first(DECLINE, now), held), now);
            return new Next(declining.state(), List.of(new Lost(), declining.effects().getFirst()));
        }).orElse(new Next(state, List.of()));
    }

    /** To be sent once when the client ends; the server need not reply. */
    Optional<Dhcp6Message> release(Dhcp6State state) {
        return held(state).map(held -> identity.release(random.nextInt(TRANSACTIONS), held.server(), held.addresses()));
    }

    private static Optional<Held> held(Dhcp6State state) {
        return switch (state) {
            case Bound s -> Optional.of(s.held());
            case Renewing s -> Optional.of(s.held());
            case Rebinding s -> Optional.of(s.held());
            default -> Optional.empty();
        };
    }

    /** A server that has refused is chosen again only after a time, when nobody else advertises: no storm, whatever it answers. */
    private Next refused(Requesting state, String why, long now) {
        var refused = new HashSet<>(state.refused());
        if (refused.size() < REFUSED) {
            refused.add(state.chosen().server());
        }
        Next next = solicit(refused, now);
        return new Next(next.state(), List.of(new Told(state.chosen().server() + " " + why), next.effects().getFirst()));
    }

    private Next lost(String why, long now) {
        Next next = solicit(now);
        return new Next(next.state(), List.of(new Told(why), new Lost(), next.effects().getFirst()));
    }

    Next received(Dhcp6State state, Dhcp6Message message, long now) {
        if (message.type() != Dhcp6MessageType.ADVERTISE && message.type() != Dhcp6MessageType.REPLY) {
            return ignored(state, message.type() + ", which is no answer");
        }
        if (!(state instanceof Asking asking) || asking.sending().transaction() != message.transaction()) {
            return ignored(state, String.format("transaction %06x is not ours", message.transaction()));
        }
        if (message.client().filter(identity.duid()::equals).isEmpty()) {
            return ignored(state, message.type() + " for another client");
        }
        Optional<Duid> server = message.server();
        if (server.isEmpty()) {
            return ignored(state, message.type() + " without a server identifier");
        }
        boolean reply = message.type() == Dhcp6MessageType.REPLY;
        return switch (asking) {
            case Soliciting s when reply -> committed(s, message, server.get(), now);
            case Soliciting s -> advertised(s, message, server.get(), now);
            case Asking _ when !reply -> ignored(state, message.type() + ", which nobody has asked for");
            case Requesting s when !s.chosen().server().equals(server.get()) -> ignored(state, "a reply of " + server.get()
                    + ", which was not asked");
            case Requesting s -> replied(s, message, now);
            case Renewing s when !s.held().server().equals(server.get()) -> ignored(state, "a reply of " + server.get()
                    + ", which was not asked");
            case Renewing s -> renewed(s, s.held(), message, server.get(), now);
            case Rebinding s -> renewed(s, s.held(), message, server.get(), now);
            case Declining _ -> solicit(now);
            case Informing s -> informed(s, message, now);
        };
    }

    private Next advertised(Soliciting state, Dhcp6Message message, Duid server, long now) {
        long longest = longest(message, Dhcp6Option.SOL_MAX_RT, state.longest());
        var advertised = new Advertised(message, server, identity.given(message));
        if (advertised.addresses().isEmpty()) {
            return new Next(new Soliciting(state.sending(), longest, state.best(), state.refused()),
                    List.of(new Refused(server + " has no address" + why(message))));
        }
        var told = new Told(server + " offers " + advertised.addresses().getFirst().address().getHostAddress()
                + message.bootFile().map(file -> ", boot file " + file).orElse(", no boot file"));
        boolean willing = !state.refused().contains(server);
        // RFC 8415 18.2.1 would collect for a second, unless the server's preference is the highest: nobody could offer more than everything
        boolean complete = !wantsBoot || advertised.tellsBoot()
                || message.options().unsignedByte(Dhcp6Option.PREFERENCE).orElse(0) == CERTAIN;
        // RFC 8415 18.2.1: after the first second, whoever comes first
        if (willing && (complete || state.sending().sent() > 1)) {
            Next next = request(advertised, state.refused(), now);
            return new Next(next.state(), List.of(told, next.effects().getFirst()));
        }
        boolean better = state.best().isEmpty() || willing && (state.refused().contains(state.best().get().server())
                || preference(advertised) > preference(state.best().get()));
        return new Next(new Soliciting(state.sending(), longest, better ? Optional.of(advertised) : state.best(), state.refused()),
                List.of(told));
    }

    private static int preference(Advertised advertised) {
        return advertised.message().options().unsignedByte(Dhcp6Option.PREFERENCE).orElse(0);
    }

    private Next committed(Soliciting state, Dhcp6Message message, Duid server, long now) {
        if (!message.options().has(Dhcp6Option.RAPID_COMMIT)) {
            return ignored(state, "a reply without rapid commit to a solicitation");
        }
        return identity.given(message).isEmpty()
                ? ignored(state, "a reply without an address" + why(message))
                : leased(message, server, now);
    }

    private Next replied(Requesting state, Dhcp6Message message, long now) {
        int status = message.options().status().map(Dhcp6Status::code).orElse(Dhcp6Status.SUCCESS);
        if (status == Dhcp6Status.UNSPECIFIED_FAILURE) {
            // RFC 8415 18.2.10: the same message again, at its time
            return ignored(state, "a reply" + why(message));
        }
        return status != Dhcp6Status.SUCCESS || identity.given(message).isEmpty()
                ? refused(state, "refuses what it advertised" + why(message), now)
                : leased(message, state.chosen().server(), now);
    }

    private Next renewed(Asking state, Held held, Dhcp6Message message, Duid server, long now) {
        Optional<IdentityAssociation> association = identity.association(message);
        int status = association.flatMap(IdentityAssociation::status).map(Dhcp6Status::code).orElse(Dhcp6Status.SUCCESS);
        if (status == Dhcp6Status.NO_BINDING) {
            // RFC 8415 18.2.10.1: the server has forgotten the lease, and may know it again
            Next next = request(new Advertised(message, server, held.addresses()), Set.of(), now);
            return new Next(next.state(), List.of(new Told(server + " has forgotten the lease"), next.effects().getFirst()));
        }
        if (association.isEmpty() || association.get().addresses().isEmpty()
                || message.options().status().filter(told -> told.code() != Dhcp6Status.SUCCESS).isPresent()) {
            return ignored(state, "a reply that does not renew" + why(message));
        }
        return identity.given(message).isEmpty()
                ? lost(server + " takes the lease back" + why(message), now)
                : leased(message, server, now);
    }

    /** RFC 8415 21.4: T1 and T2 are a half and eight tenths of the time that an address is preferred unless the server says otherwise. */
    private Next leased(Dhcp6Message message, Duid server, long now) {
        List<IdentityAssociation.Address> addresses = identity.given(message);
        IdentityAssociation association = identity.association(message).orElseThrow();
        long preferred = addresses.stream().mapToLong(IdentityAssociation.Address::preferredLifetime).min().orElseThrow();
        long valid = addresses.stream().mapToLong(IdentityAssociation.Address::validLifetime).max().orElseThrow();
        long expiry = SlaacSteps.until(valid, now);
        long t2 = association.t2() > 0 ? association.t2() : preferred == IdentityAssociation.INFINITY ? preferred : preferred / 5 * 4;
        long rebind = Math.min(Math.max(SlaacSteps.until(t2, now), now + SECOND), expiry);
        long t1 = association.t1() > 0 ? association.t1() : preferred == IdentityAssociation.INFINITY ? preferred : preferred / 2;
        long renew = Math.min(Math.max(SlaacSteps.until(t1, now), now + SECOND), rebind);
        var held = new Held(message, server, addresses, rebind, expiry);
        return new Next(new Bound(held, renew), List.of(new Leased(held)));
    }

    private Next informed(Informing state, Dhcp6Message message, long now) {
        long longest = longest(message, Dhcp6Option.INF_MAX_RT, state.longest());
        if (message.options().status().filter(status -> status.code() != Dhcp6Status.SUCCESS).isPresent()) {
            return new Next(new Informing(state.sending(), longest), List.of(new Ignored("a reply" + why(message))));
        }
        long refresh = Math.max(message.options().unsignedInt(Dhcp6Option.INFORMATION_REFRESH_TIME).orElse(REFRESH), LEAST_REFRESH);
        return new Next(new Informed(message, SlaacSteps.until(refresh, now)), List.of(new Dhcp6Effect.Informed(message)));
    }

    /** RFC 8415 21.24, 21.25: a minute to a day. */
    private static long longest(Dhcp6Message message, int option, long known) {
        long seconds = message.options().unsignedInt(option).orElse(0);
        return seconds < 60 || seconds > 86_400 ? known : TimeUnit.SECONDS.toNanos(seconds);
    }

    /** What the server says is wrong. */
    private String why(Dhcp6Message message) {
        Optional<Dhcp6Status> status = message.options().status().filter(told -> told.code() != Dhcp6Status.SUCCESS)
                .or(() -> identity.association(message).flatMap(IdentityAssociation::status));
        return status.map(told -> ": " + told.name() + (told.text().isBlank() ? "" : ", " + told.text())).orElse("");
    }

    private static Next ignored(Dhcp6State state, String reason) {
        return new Next(state, List.of(new Ignored(reason)));
    }
}
