package io.strapwork.protocol.tftp;

import io.strapwork.api.transport.AddressOrder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which address of a name is asked next, and for how long: each for a moment, then each for longer, so that a dead address, or a family that leads nowhere, costs a quarter of a second (RFC 8305
 * section 5, one after the other). For one thread at a time.
 */
final class TftpAddresses {
    private static final Duration QUICK = Duration.ofMillis(250);
    private static final int LONGER = 4;
    /** More are not worth the wait. */
    private static final int MOST = 8;
    private static final int MOST_SILENT = 64;

    private final Duration patience;
    private final Set<InetSocketAddress> silent;
    private final Set<InetSocketAddress> silentBefore;
    private final Set<InetSocketAddress> asked = new HashSet<>();
    private final Set<InetSocketAddress> closed = new HashSet<>();
    private @Nullable InetSocketAddress chosen;
    private Duration moment;

    /**
     * One address's turn.
     *
     * @param limit of the wait for its first answer
     * @param more  whether another turn makes sense when there is none
     */
    record Turn(InetSocketAddress server, Duration limit, boolean more) {}

    /** @param silent addresses that have not answered, which are asked last: of all fetches of the boot */
    TftpAddresses(Duration patience, Set<InetSocketAddress> silent) {
        this.patience = patience;
        this.silent = silent;
        silentBefore = Set.copyOf(silent);
        this.moment = shorter(QUICK, patience);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** @param all that the name has now, at least one */
    Turn next(List<InetSocketAddress> all) {
        List<InetSocketAddress> ordered = AddressOrder.inTurn(all, silentBefore);
        List<InetSocketAddress> some = ordered.subList(0, Math.min(MOST, ordered.size()));
        List<InetSocketAddress> open = some.stream().filter(address -> !closed.contains(address)).toList();
        if (open.isEmpty()) {
            return new Turn(some.getFirst(), patience, false);
        }
        InetSocketAddress alive = chosen;
        if (alive != null && open.contains(alive)) {
            return new Turn(alive, patience, open.size() > 1);
        }
        if (asked.containsAll(open)) {
            asked.clear();
            moment = shorter(moment.multipliedBy(LONGER), patience);
        }
        List<InetSocketAddress> fresh = open.stream().filter(address -> !asked.contains(address)).toList();
        asked.add(fresh.getFirst());
        return open.size() == 1
                ? new Turn(open.getFirst(), patience, false)
                : new Turn(fresh.getFirst(), moment, fresh.size() > 1 || moment.compareTo(patience) < 0);
    }

    /** It has answered: it is asked from now on. */
    void answered(InetSocketAddress server) {
        chosen = server;
        silent.remove(server);
    }

    /** It did not answer. @param forGood since nothing listens there */
    void unreached(InetSocketAddress server, boolean forGood) {
        chosen = null;
        if (silent.size() < MOST_SILENT) {
            silent.add(server);
        }
        if (forGood) {
            closed.add(server);
        }
    }
}
