package io.strapwork.network.gateway.lease;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has which address of a pool. Immutable.
 *
 * @param <C>      what a client is told from others by
 * @param <A>      an address
 * @param bindings the last one of each client, also expired and released ones, so that a client gets its old address again
 * @param declined addresses that a client found in use, and until when (monotonic nanoseconds) they are not given
 */
public record Leases<C, A>(Map<C, Binding<A>> bindings, Map<A, Long> declined) {
    public Leases {
        bindings = Map.copyOf(bindings);
        declined = Map.copyOf(declined);
    }

    public static <C, A> Leases<C, A> none() {
        return new Leases<>(Map.of(), Map.of());
    }

    /** An address offered to a client, leased, or once its. */
    public sealed interface Binding<A> {
        A address();

        /** @param until monotonic nanoseconds */
        record Offered<A>(A address, long until) implements Binding<A> {}

        /** @param until monotonic nanoseconds */
        record Leased<A>(A address, long until) implements Binding<A> {}

        record Released<A>(A address) implements Binding<A> {}

        default boolean isHeld(long now) {
            return switch (this) {
                case Offered<A>(A _, long until) -> until - now > 0;
                case Leased<A>(A _, long until) -> until - now > 0;
                case Released<A> _ -> false;
            };
        }
    }

    public Optional<Binding<A>> of(C client) {
        return Optional.ofNullable(bindings.get(client));
    }

    /** Whether the client has a lease that runs. */
    public boolean isLeased(C client, long now) {
        return bindings.get(client) instanceof Binding.Leased<A> lease && lease.isHeld(now);
    }

    /** Whether nobody else holds it. */
    public boolean isFree(A address, C client, long now) {
        return !isDeclined(address, now) && bindings.entrySet().stream().noneMatch(
                entry -> !entry.getKey().equals(client) && entry.getValue().address().equals(address) && entry.getValue().isHeld(now));
    }

    private boolean isDeclined(A address, long now) {
        Long until = declined.get(address);
        return until != null && until - now > 0;
    }

    /** What a client is to have: its current or previous address, the first of those it asks for, or any free one (RFC 2131 section 4.3.1). */
    public Optional<A> choose(C client, List<A> asked, List<A> pool, long now) {
        Optional<A> known = of(client).map(Binding::address).filter(address -> isFree(address, client, now));
        if (known.isPresent()) {
            return known;
        }
        Optional<A> wish = asked.stream().filter(address -> pool.contains(address) && isFree(address, client, now)).findFirst();
        if (wish.isPresent()) {
            return wish;
        }
        List<A> free = pool.stream().filter(address -> isFree(address, client, now)).toList();
        // Those that never had an owner first, so that former owners find theirs again.
        return free.stream().filter(address -> bindings.values().stream().noneMatch(binding -> binding.address().equals(address)))
                .findFirst().or(() -> free.stream().findFirst());
    }

    /** Also takes the address from former owners, so that there are never more bindings than addresses. */
    public Leases<C, A> with(C client, Binding<A> binding) {
        var changed = new HashMap<>(bindings);
        changed.values().removeIf(other -> other.address().equals(binding.address()));
        changed.put(client, binding);
        return new Leases<>(changed, declined);
    }

    public Leases<C, A> withDeclined(C client, A address, long until) {
        var changed = new HashMap<>(bindings);
        changed.remove(client);
        var refused = new HashMap<>(declined);
        refused.put(address, until);
        return new Leases<>(changed, refused);
    }
}
