package io.strapwork.address.ip6;

import io.strapwork.network.inet.nd.RouterPreference;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What routers have said so far (RFC 4861 5.1, 4191 3.2), each with when it ends, in nanoseconds of the boot's clock.
 *
 * @param heard   a router has advertised itself
 * @param managed one of them has said that addresses are there by DHCPv6
 * @param other   or other configuration
 * @param hopLimit of packets that hosts send, from the router that has spoken last
 * @param retrans the time between two solicitations of a neighbour that it has told, in milliseconds; 0 for the usual one
 */
record Discovered(boolean heard, boolean managed, boolean other, long retrans, OptionalInt mtu, OptionalInt hopLimit, List<Router> routers,
        List<OnLink> prefixes,
        List<Own> addresses, List<Via> routes, List<Server> servers, List<Domain> domains) {
    static final Discovered NOTHING = new Discovered(false, false, false, 0, OptionalInt.empty(), OptionalInt.empty(), List.of(), List.of(),
            List.of(),
            List.of(), List.of(), List.of());
    /** Of each kind: whoever sends more means harm. */
    static final int MOST = 16;

    Discovered {
        routers = List.copyOf(routers);
        prefixes = List.copyOf(prefixes);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        servers = List.copyOf(servers);
        domains = List.copyOf(domains);
    }

    /** Something that is believed for a time. */
    sealed interface Timed {
        /** {@link Long#MAX_VALUE} for ever. */
        long until();

        /** Whether the other is a newer word on the same thing. */
        boolean isSame(Timed other);
    }

    /** A default router. */
    record Router(Inet6Address address, RouterPreference preference, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof Router router && address.equals(router.address);
        }
    }

    /** A prefix whose addresses are on the link. */
    record OnLink(Inet6Address prefix, int length, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof OnLink that && length == that.length && prefix.equals(that.prefix);
        }
    }

    /**
     * An own address, made of a prefix.
     *
     * @param counter   how many addresses of that prefix were somebody else's
     * @param preferred until when others go after it
     */
    record Own(Inet6Address prefix, Inet6Address address, int counter, long preferred, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof Own own && prefix.equals(own.prefix);
        }
    }

    /** A route by a router. */
    record Via(Inet6Address prefix, int length, Inet6Address router, RouterPreference preference, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof Via via && length == via.length && prefix.equals(via.prefix) && router.equals(via.router);
        }
    }

    record Server(Inet6Address address, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof Server server && address.equals(server.address);
        }
    }

    record Domain(String name, long until) implements Timed {
        @Override
        public boolean isSame(Timed other) {
            return other instanceof Domain domain && name.equals(domain.name);
        }
    }

    /** Without what has ended. */
    Discovered at(long now) {
        return end() > now
                ? this
                : new Discovered(heard, managed, other, retrans, mtu, hopLimit, living(routers, now), living(prefixes, now),
                        living(addresses, now),
                        living(routes, now), living(servers, now), living(domains, now));
    }

    private static <T extends Timed> List<T> living(List<T> all, long now) {
        return all.stream().filter(each -> each.until() > now).toList();
    }

    /** When the first thing ends; {@link Long#MAX_VALUE} for never. An address that is preferred no more counts. */
    long next(long now) {
        return Math.min(end(), addresses.stream().mapToLong(Own::preferred).filter(time -> time > now).min().orElse(Long.MAX_VALUE));
    }

    private long end() {
        return Stream.of(routers, prefixes, addresses, routes, servers, domains).flatMap(List::stream).mapToLong(Timed::until).min()
                .orElse(Long.MAX_VALUE);
    }

    /** With one more, or in place of the older word on it; without it when it ends at once. What is there keeps its place. */
    static <T extends Timed> List<T> with(List<T> all, T fresh, long now) {
        var changed = new ArrayList<>(all);
        int at = 0;
        while (at < changed.size() && !changed.get(at).isSame(fresh)) {
            at++;
        }
        boolean lives = fresh.until() > now;
        if (at < changed.size()) {
            changed.remove(at);
            if (lives) {
                changed.add(at, fresh);
            }
        } else if (lives && changed.size() < MOST) {
            changed.add(fresh);
        }
        return changed;
    }

    static <T extends Timed> List<T> without(List<T> all, Predicate<T> gone) {
        return all.stream().filter(gone.negate()).toList();
    }
}
