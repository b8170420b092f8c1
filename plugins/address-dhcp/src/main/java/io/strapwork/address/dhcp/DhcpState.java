package io.strapwork.address.dhcp;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import java.net.Inet4Address;
import java.util.Optional;

/** States of the client (RFC 2131 figure 5); each holds just what is valid in it. Times are nanoseconds of the boot's clock. */
sealed interface DhcpState {
    /** When {@link DhcpSteps#timeout} is due; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /**
     * Discovering.
     *
     * @param began    of this exchange, for {@code secs}
     * @param sent     transmissions so far
     * @param proxy    boot facts from a proxyDHCP server, which offers no address (PXE 2.1, 2.2)
     */
    record Selecting(int transaction, long began, int sent, long deadline, Optional<DhcpMessage> proxy) implements DhcpState {}

    /** An offer was chosen and asked for. */
    record Requesting(int transaction, long began, int sent, long deadline, DhcpMessage offer, Inet4Address server,
            Optional<DhcpMessage> proxy) implements DhcpState {}

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
