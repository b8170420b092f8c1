package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import java.net.Inet4Address;
import java.util.List;
import java.util.Set;

/** States of the client (RFC 2131 figure 5); each holds just what is valid in it. Times are nanoseconds of the boot's clock. */
sealed interface DhcpState {
    /** When {@link DhcpSteps#timeout} is due; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /**
     * Discovering.
     *
     * @param began    of this exchange, for {@code secs}
     * @param sent     transmissions so far
     * @param refused  servers that offered, and then gave no lease: others go before them
     */
    record Selecting(int transaction, long began, int sent, long deadline, DhcpOffers offers, Set<Inet4Address> refused)
            implements
                DhcpState {}

    /** An offer was chosen and asked for. */
    record Requesting(int transaction, long began, int sent, long deadline, Offer chosen, DhcpOffers offers, Set<Inet4Address> refused)
            implements
                DhcpState {}

    /**
     * Leased, and a boot server is asked for the boot file.
     *
     * @param rest  whom to ask next
     * @param asked questions so far
     */
    record Asking(Bound bound, DhcpOffers offers, BootQuestion question, List<BootQuestion> rest, int asked, int transaction, long began,
            int sent, long deadline) implements DhcpState {}

    /** Leased; {@code deadline} is T1. */
    record Bound(Held held, long deadline) implements DhcpState {}

    /** Past T1: the lease's own server is asked. */
    record Renewing(int transaction, long began, Held held, long deadline) implements DhcpState {}

    /** Past T2: any server is asked. */
    record Rebinding(int transaction, long began, Held held, long deadline) implements DhcpState {}

    /**
     * A lease in numbers.
     *
     * @param rebind when T2 is
     * @param expiry when it ends
     */
    record Held(DhcpMessage acknowledged, Inet4Address address, Inet4Address server, long rebind, long expiry) {}
}
