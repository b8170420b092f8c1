package io.strapwork.api.transport;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/** In which order a name's addresses are tried. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AddressOrder {
    private AddressOrder() {}

    /**
     * Of the two families in turn (RFC 8305 section 4): one that leads nowhere does not hold up all of the other. The family of the first one begins, unless only that has failed.
     *
     * @param dead addresses that have failed before, which come last
     */
    public static List<InetSocketAddress> inTurn(List<InetSocketAddress> all, Set<InetSocketAddress> dead) {
        boolean first = !all.isEmpty() && isIp4(all.getFirst());
        boolean failed = !dead.isEmpty() && dead.stream().allMatch(address -> isIp4(address) == first);
        boolean ip4First = first != failed;
        var turns = new ArrayList<>(inTurn(all.stream().filter(address -> !dead.contains(address)).toList(), ip4First));
        turns.addAll(inTurn(all.stream().filter(dead::contains).toList(), ip4First));
        return turns;
    }

    private static List<InetSocketAddress> inTurn(List<InetSocketAddress> all, boolean ip4First) {
        var first = new ArrayDeque<InetSocketAddress>();
        var second = new ArrayDeque<InetSocketAddress>();
        all.forEach(address -> (isIp4(address) == ip4First ? first : second).add(address));
        var turns = new ArrayList<InetSocketAddress>();
        while (!first.isEmpty() || !second.isEmpty()) {
            Optional.ofNullable(first.poll()).ifPresent(turns::add);
            Optional.ofNullable(second.poll()).ifPresent(turns::add);
        }
        return turns;
    }

    private static boolean isIp4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }
}
