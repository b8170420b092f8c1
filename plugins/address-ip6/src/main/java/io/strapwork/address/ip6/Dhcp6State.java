package io.strapwork.address.ip6;

import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** States of the client (RFC 8415 18.2); each holds just what is valid in it. Times are nanoseconds of the boot's clock. */
sealed interface Dhcp6State {
    /** When {@link Dhcp6Steps#timeout} is due; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /** A message is sent until it is answered. */
    sealed interface Asking extends Dhcp6State {
        Sending sending();

        @Override
        default long deadline() {
            return sending().deadline();
        }
    }

    /**
     * A message and its retransmissions.
     *
     * @param began    of the exchange, for the elapsed time
     * @param sent     transmissions so far
     * @param interval between the last and the next
     * @param deadline when that is
     */
    record Sending(int transaction, long began, int sent, long interval, long deadline) {}

    /** What a server has advertised. */
    record Advertised(Dhcp6Message message, Duid server, List<Address> addresses) {
        boolean tellsBoot() {
            return message.bootFile().isPresent();
        }
    }

    /**
     * Servers are looked for.
     *
     * @param longest MRT, which servers may change (RFC 8415 21.24)
     * @param best    of what was advertised so far
     * @param refused servers that advertised, and then gave no address: others go before them
     */
    record Soliciting(Sending sending, long longest, Optional<Advertised> best, Set<Duid> refused) implements Asking {}

    /** One was chosen and asked. */
    record Requesting(Sending sending, Advertised chosen, Set<Duid> refused) implements Asking {}

    /** Leased; {@code deadline} is T1. */
    record Bound(Held held, long deadline) implements Dhcp6State {}

    /** Past T1: the lease's own server is asked. */
    record Renewing(Sending sending, Held held) implements Asking {}

    /** Past T2: any server is asked. */
    record Rebinding(Sending sending, Held held) implements Asking {}

    /** Somebody else has the address: the server is told. */
    record Declining(Sending sending, Held held) implements Asking {}

    /** Everything but an address is asked for. */
    record Informing(Sending sending, long longest) implements Asking {}

    /** Everything but an address is known; {@code deadline} is when to ask again. */
    record Informed(Dhcp6Message reply, long deadline) implements Dhcp6State {}

    /**
     * A lease in numbers.
     *
     * @param rebind when T2 is
     * @param expiry when it ends
     */
    record Held(Dhcp6Message reply, Duid server, List<Address> addresses, long rebind, long expiry) {}
}
