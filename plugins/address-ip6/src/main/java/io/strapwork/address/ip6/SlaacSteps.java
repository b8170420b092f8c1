package io.strapwork.address.ip6;

import io.strapwork.address.ip6.Discovered.Domain;
import io.strapwork.address.ip6.Discovered.OnLink;
import io.strapwork.address.ip6.Discovered.Own;
import io.strapwork.address.ip6.Discovered.Router;
import io.strapwork.address.ip6.Discovered.Server;
import io.strapwork.address.ip6.Discovered.Via;
import io.strapwork.address.ip6.SlaacEffect.Changed;
import io.strapwork.address.ip6.SlaacEffect.Ignored;
import io.strapwork.address.ip6.SlaacEffect.Solicit;
import io.strapwork.address.ip6.SlaacEffect.Told;
import io.strapwork.address.ip6.SlaacState.Listening;
import io.strapwork.address.ip6.SlaacState.Soliciting;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.DnsSearchList;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterAdvertisement.RouteInformation;
import io.strapwork.network.inet.wire.Icmp6Message;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The transitions of router discovery and of addresses without a server: state and event in, state and effects out. */
final class SlaacSteps {
    /**
     * RFC 7559: as long as nobody answers, at longer and longer times. The first isn't delayed at random (RFC 4861 6.3.7): firmware that starts is no crowd that a power failure has
     * woken, and a user waits.
     */
    static final Retransmission SOLICITATIONS = new Retransmission(TimeUnit.SECONDS.toNanos(4), TimeUnit.HOURS.toNanos(1));
    /** RFC 4862 5.5.3 e. */
    private static final long TWO_HOURS = TimeUnit.HOURS.toNanos(2);
    /** RFC 7217 5: addresses of a prefix that may be somebody else's. */
    static final int RETRIES = 3;

    /** Paths of the Internet are seldom longer. */
    static final int LEAST_HOPS = 32;

    private final InterfaceIdentifiers identifiers;
    private final boolean autonomous;
    private final RandomGenerator random;

    /** @param autonomous whether addresses are made of prefixes that are for that */
    SlaacSteps(InterfaceIdentifiers identifiers, boolean autonomous, RandomGenerator random) {
        this.autonomous = autonomous;
        this.identifiers = identifiers;
        this.random = random;
    }

    /** A step's outcome. */
    record Next(SlaacState state, List<SlaacEffect> effects) {}

    Next start(long now) {
        return solicit(Discovered.NOTHING, SOLICITATIONS.first(random), now, List.of(new Solicit()));
    }

    private static Next solicit(Discovered discovered, long interval, long now, List<SlaacEffect> effects) {
        return new Next(soliciting(discovered, interval, now + interval, now), effects);
    }

    private static Soliciting soliciting(Discovered discovered, long interval, long again, long now) {
        return new Soliciting(discovered, interval, again, Math.min(again, discovered.next(now)));
    }

    Next timeout(SlaacState state, long now) {
        Discovered left = state.discovered().at(now);
        var effects = new ArrayList<SlaacEffect>();
        // what is preferred no more is another order of addresses
        if (!left.equals(state.discovered()) || state.discovered().addresses().stream().anyMatch(own -> own.preferred() <= now)) {
            effects.add(new Changed());
        }
        return switch (state) {
            case Soliciting s when now >= s.again() -> {
                effects.add(new Solicit());
                yield solicit(left, SOLICITATIONS.next(s.interval(), random), now, effects);
            }
            case Soliciting s -> new Next(soliciting(left, s.interval(), s.again(), now), effects);
            case Listening _ when left.routers().isEmpty() -> {
                effects.add(new Told("the last router's time is over"));
                effects.add(new Solicit());
                yield solicit(left, SOLICITATIONS.first(random), now, effects);
            }
            case Listening _ -> new Next(new Listening(left, left.next(now)), effects);
        };
    }

    /**
     * A router advertisement (RFC 4861 6.3.4, 4862 5.5.3).
     *
     * @param source   of the packet
     * @param hopLimit of the packet: any other than 255 comes from another link
     */
    Next received(SlaacState state, RouterAdvertisement message, Inet6Address source, int hopLimit, long now) {
        if (hopLimit != Icmp6Message.DISCOVERY_HOPS) {
            return ignored(state, "a router advertisement that a router has forwarded");
        }
        if (!source.isLinkLocalAddress()) {
            return ignored(state, "a router advertisement from " + source.getHostAddress() + ", which is no link-local address");
        }
        var told = new ArrayList<SlaacEffect>();
        Discovered before = state.discovered().at(now);
        Discovered after = with(before, message, source, now, told);
        if (!before.heard() || !after.equals(before) && !after.routers().equals(before.routers())) {
            told.add(new Told(inWords(message, source)));
        }
        told.add(new Changed());
        // RFC 7559 2: only a router that is one ends the questions
        if (after.routers().isEmpty() && state instanceof Soliciting s) {
            return new Next(soliciting(after, s.interval(), s.again(), now), told);
        }
        return new Next(new Listening(after, after.routers().isEmpty() ? now : after.next(now)), told);
    }

    private Discovered with(Discovered known, RouterAdvertisement message, Inet6Address source, long now, List<SlaacEffect> told) {
        List<Router> routers = Discovered.with(known.routers(), new Router(source, message.preference(), until(message.lifetime(), now)),
                now);
        List<OnLink> onLink = known.prefixes();
        List<Own> own = known.addresses();
        for (PrefixInformation prefix : message.prefixes()) {
            Optional<String> wrong = wrong(prefix);
            if (wrong.isPresent()) {
                told.add(new Told(prefix.prefix().getHostAddress() + "/" + prefix.length() + " " + wrong.get()));
                continue;
            }
            if (prefix.onLink()) {
                onLink = Discovered.with(onLink, new OnLink(prefix.prefix(), prefix.length(), until(prefix.validLifetime(), now)), now);
            }
            if (autonomous && prefix.autonomous() && prefix.length() != InterfaceIdentifiers.PREFIX) {
                told.add(new Told(prefix.prefix().getHostAddress() + "/" + prefix.length() + " is no prefix to make addresses of"));
            } else if (autonomous && prefix.autonomous()) {
                own = withAddress(own, prefix, now);
            }
        }
        List<Via> routes = known.routes();
        for (RouteInformation route : message.routes()) {
            var via = new Via(route.prefix(), route.length(), source, route.preference(), until(route.lifetime(), now));
            if (route.length() == 0) {
                // RFC 4191 3.1: a route of no bits is the default route's preference and lifetime
                routers = Discovered.with(routers, new Router(source, route.preference(), via.until()), now);
            } else {
                routes = Discovered.with(routes, via, now);
            }
        }
        return new Discovered(true, known.managed() || message.managed(), known.other() || message.other(),
                message.retransTimer() == 0 ? known.retrans() : message.retransTimer(), mtu(known, message), hopLimit(known, message, told),
                routers, onLink, own, routes,
                servers(known, message, now), domains(known, message, now));
    }

    private static OptionalInt mtu(Discovered known, RouterAdvertisement message) {
        return message.mtu().isPresent() ? message.mtu() : known.mtu();
    }

    /** RFC 4861 6.3.4. Whoever can send advertisements could end all connections by a small one (CVE-2015-2922). */
    private static OptionalInt hopLimit(Discovered known, RouterAdvertisement message, List<SlaacEffect> told) {
        if (message.hopLimit() == 0) {
            return known.hopLimit();
        }
        if (message.hopLimit() < LEAST_HOPS) {
            told.add(new Told("the router's hop limit of " + message.hopLimit() + " is not used: farther servers could not be reached"));
            return known.hopLimit();
        }
        return OptionalInt.of(message.hopLimit());
    }

    private static Optional<String> wrong(PrefixInformation prefix) {
        if (prefix.prefix().isLinkLocalAddress() && prefix.length() >= 10) {
            return Optional.of("is link-local, which needs no router");
        }
        if (prefix.prefix().isMulticastAddress()) {
            return Optional.of("is no prefix of hosts");
        }
        return prefix.preferredLifetime() > prefix.validLifetime() ? Optional.of("is preferred longer than it is valid") : Optional.empty();
    }

    private List<Own> withAddress(List<Own> own, PrefixInformation prefix, long now) {
        Optional<Own> known = own.stream().filter(each -> each.prefix().equals(prefix.prefix())).findFirst();
        long until = until(prefix.validLifetime(), now);
        long preferred = until(prefix.preferredLifetime(), now);
        if (known.isEmpty()) {
            return Discovered.with(own, new Own(prefix.prefix(), identifiers.address(prefix.prefix(), 0), 0, preferred, until), now);
        }
        // RFC 4862 5.5.3 e: nobody who only can send advertisements takes an address away at once
        long kept = until == Long.MAX_VALUE || until - now > TWO_HOURS || until > known.get().until()
                ? until
                : Math.min(known.get().until(), now + TWO_HOURS);
        return Discovered.with(own, new Own(prefix.prefix(), known.get().address(), known.get().counter(), Math.min(preferred, kept), kept),
                now);
    }

    private static List<Server> servers(Discovered known, RouterAdvertisement message, long now) {
        List<Server> servers = known.servers();
        for (RecursiveDnsServers option : message.dnsServers()) {
            for (Inet6Address address : option.addresses()) {
                if (!address.isMulticastAddress() && !address.isAnyLocalAddress() && !address.isLoopbackAddress()) {
                    servers = Discovered.with(servers, new Server(address, until(option.lifetime(), now)), now);
                }
            }
        }
        return servers;
    }

    private static List<Domain> domains(Discovered known, RouterAdvertisement message, long now) {
        List<Domain> domains = known.domains();
        for (DnsSearchList option : message.searchLists()) {
            for (String name : option.domains()) {
                domains = Discovered.with(domains, new Domain(name, until(option.lifetime(), now)), now);
            }
        }
        return domains;
    }

    /** An own address is somebody else's, too: another of the same prefix takes its place, or none. */
    Next duplicate(SlaacState state, Inet6Address address, long now) {
        Discovered known = state.discovered().at(now);
        var own = new ArrayList<Own>();
        var effects = new ArrayList<SlaacEffect>();
        for (Own each : known.addresses()) {
            if (!each.address().equals(address)) {
                own.add(each);
                continue;
            }
            int counter = each.counter() + 1;
            effects.add(new Told(address.getHostAddress() + " is somebody else's, too"));
            effects.add(new Changed());
            if (counter <= RETRIES) {
                own.add(new Own(each.prefix(), identifiers.address(each.prefix(), counter), counter, each.preferred(), each.until()));
            }
        }
        var left = new Discovered(known.heard(), known.managed(), known.other(), known.retrans(), known.mtu(), known.hopLimit(),
                known.routers(),
                known.prefixes(), own, known.routes(), known.servers(), known.domains());
        return new Next(switch (state) {
            case Soliciting s -> soliciting(left, s.interval(), s.again(), now);
            case Listening _ -> new Listening(left, left.next(now));
        }, effects);
    }

    /** When a lifetime in seconds ends that begins now. */
    static long until(long seconds, long now) {
        if (seconds == RouterAdvertisement.INFINITY) {
            return Long.MAX_VALUE;
        }
        long end = now + TimeUnit.SECONDS.toNanos(seconds);
        return end < now ? Long.MAX_VALUE : end;
    }

    private static String inWords(RouterAdvertisement message, Inet6Address source) {
        var words = new StringBuilder(source.getHostAddress()).append(" is a router");
        if (message.lifetime() == 0) {
            words.append(", but no way out");
        }
        message.prefixes().stream().filter(PrefixInformation::autonomous)
                .forEach(prefix -> words.append(", of ").append(prefix.prefix().getHostAddress()).append('/').append(prefix.length()));
        if (message.managed()) {
            words.append(", addresses by DHCPv6");
        } else if (message.other()) {
            words.append(", the rest by DHCPv6");
        }
        return words.toString();
    }

    private static Next ignored(SlaacState state, String reason) {
        return new Next(state, List.of(new Ignored(reason)));
    }
}
