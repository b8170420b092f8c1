package io.strapwork.network.gateway.dhcp;

import io.strapwork.api.link.MacAddress;
import java.net.Inet4Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has which address. Clients are told apart by their hardware address even if they send an identifier (option 61): the firmware and the operating system of
 * a machine are to get the same address, as they do on QEMU's user network.
 *
 * @param bindings the last one of each client, also expired and released ones, so that a client gets its old address again
 * @param declined addresses that a client found in use, and until when (monotonic nanoseconds) they are not given
 */
record DhcpLeases(Map<MacAddress, Binding> bindings, Map<Inet4Address, Long> declined) {
    static final DhcpLeases EMPTY = new DhcpLeases(Map.of(), Map.of());

    DhcpLeases {
        bindings = Map.copyOf(bindings);
        declined = Map.copyOf(declined);
    }

    /** An address offered to a client, leased, or once its. */
    sealed interface Binding {
        Inet4Address address();

        /** @param until monotonic nanoseconds */
        record Offered(Inet4Address address, long until) implements Binding {}

        /** @param until monotonic nanoseconds */
        record Leased(Inet4Address address, long until) implements Binding {}

        record Released(Inet4Address address) implements Binding {}

        default boolean isHeld(long now) {
            return switch (this) {
                case Offered(Inet4Address _, long until) -> until - now > 0;
                case Leased(Inet4Address _, long until) -> until - now > 0;
                case Released _ -> false;
            };
        }
    }

    Optional<Binding> of(MacAddress client) {
        return Optional.ofNullable(bindings.get(client));
    }

    /** Whether nobody else holds it. */
    boolean isFree(Inet4Address address, MacAddress client, long now) {
        return !isDeclined(address, now) && bindings.entrySet().stream().noneMatch(
                entry -> !entry.getKey().equals(client) && entry.getValue().address().equals(address) && entry.getValue().isHeld(now));
    }

    private boolean isDeclined(Inet4Address address, long now) {
        Long until = declined.get(address);
        return until != null && until - now > 0;
    }

    /** Also takes the address from former owners, so that there are never more bindings than addresses. */
    DhcpLeases with(MacAddress client, Binding binding) {
        var changed = new HashMap<>(bindings);
        changed.values().removeIf(other -> other.address().equals(binding.address()));
        changed.put(client, binding);
        return new DhcpLeases(changed, declined);
    }

    DhcpLeases withDeclined(MacAddress client, Inet4Address address, long until) {
        var changed = new HashMap<>(bindings);
        changed.remove(client);
        var refused = new HashMap<>(declined);
        refused.put(address, until);
        return new DhcpLeases(changed, refused);
    }
}
