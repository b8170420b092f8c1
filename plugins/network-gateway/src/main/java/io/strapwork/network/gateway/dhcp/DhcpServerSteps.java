package io.strapwork.network.gateway.dhcp;

import static io.strapwork.network.inet.dhcp.DhcpMessageType.ACK;
import static io.strapwork.network.inet.dhcp.DhcpMessageType.NAK;
import static io.strapwork.network.inet.dhcp.DhcpMessageType.OFFER;

import io.strapwork.api.link.MacAddress;
import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.gateway.lease.Leases.Binding;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a DHCP server does (RFC 2131 4.3), as a function of leases, message and time. Clients are told apart by their hardware address even if they send an identifier (option 61):
 * the firmware and the operating system of a machine are to get the same address, as they do on QEMU's user network.
 */
final class DhcpServerSteps {
    /** Addresses that are given, as many as QEMU's user network has. */
    static final int POOL = 16;
    private static final Duration OFFER_TIME = Duration.ofMinutes(1);
    private static final Duration DECLINE_TIME = Duration.ofMinutes(10);
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private final DhcpNetwork network;
    private final DhcpReplies replies;
    private final List<Inet4Address> pool;

    /**
     * @param answer what to send, if anything
     * @param reason for the trace
     */
    record Step(Leases<MacAddress, Inet4Address> leases, Optional<DhcpMessage> answer, String reason) {}

    DhcpServerSteps(DhcpNetwork network) {
        this.network = network;
        this.replies = new DhcpReplies(network);
        this.pool = IntStream.range(0, POOL).mapToObj(i -> Inet4Addresses.of(Inet4Addresses.toInt(network.guest()) + i))
                .filter(this::isGiven).toList();
    }

    Step next(Leases<MacAddress, Inet4Address> leases, DhcpMessage message, long now) {
        if (message.reply()) {
            return ignored(leases, "a reply");
        }
        Optional<DhcpMessageType> type = message.type();
        if (type.isEmpty()) {
            return ignored(leases, "no message type");
        }
        Optional<Inet4Address> server = message.options().address(DhcpOption.SERVER_IDENTIFIER);
        boolean foreign = server.isPresent() && !server.get().equals(network.host());
        return switch (type.get()) {
            case DISCOVER -> discover(leases, message, now);
            case REQUEST -> foreign ? chosenOther(leases, message) : request(leases, message, server.isPresent(), now);
            case DECLINE -> foreign ? ignored(leases, "decline for another server") : decline(leases, message, now);
            case RELEASE -> foreign ? ignored(leases, "release for another server") : release(leases, message);
            case INFORM -> new Step(leases, Optional.of(replies.inform(message)), "informed");
            case OFFER, ACK, NAK -> ignored(leases, "a server's message type");
        };
    }

    private Step discover(Leases<MacAddress, Inet4Address> leases, DhcpMessage message, long now) {
        Optional<Inet4Address> address = leases.choose(message.client(),
                message.options().address(DhcpOption.REQUESTED_ADDRESS).stream().toList(), pool, now);
        if (address.isEmpty()) {
            return ignored(leases, "no address is free");
        }
        Duration length = length(message);
        // A running lease stays what it is: discovering doesn't end it.
        Leases<MacAddress, Inet4Address> next = leases.isLeased(message.client(), now)
                ? leases
                : leases.with(message.client(), new Binding.Offered<>(address.get(), now + OFFER_TIME.toNanos()));
        return new Step(next, Optional.of(replies.lease(message, OFFER, address.get(), length)), "offered");
    }

    private boolean isGiven(Inet4Address address) {
        int bits = Inet4Addresses.toInt(address);
        int mask = Inet4Addresses.mask(network.prefix());
        return ((bits ^ Inet4Addresses.toInt(network.host())) & mask) == 0 && (bits & ~mask) != ~mask && !address.equals(network.host())
                && !address.equals(network.dns());
    }

    /** The client took another server's offer. */
    private static Step chosenOther(Leases<MacAddress, Inet4Address> leases, DhcpMessage message) {
        Optional<Binding<Inet4Address>> offered = leases.of(message.client()).filter(Binding.Offered.class::isInstance);
        Leases<MacAddress, Inet4Address> next = offered
                .map(binding -> leases.with(message.client(), new Binding.Released<>(binding.address()))).orElse(leases);
        return ignored(next, "the client chose another server");
    }

    /**
     * The four states of RFC 2131 4.3.2: with a server identifier SELECTING, with a requested address INIT-REBOOT, else with ciaddr RENEWING or REBINDING. Where that section wants
     * silence about unknown clients for the sake of other servers on the wire, this server, which is the only one, gives the address if it is free.
     */
    private Step request(Leases<MacAddress, Inet4Address> leases, DhcpMessage message, boolean selecting, long now) {
        Optional<Inet4Address> requested = message.options().address(DhcpOption.REQUESTED_ADDRESS);
        Inet4Address address = requested.orElse(message.clientAddress());
        if (requested.isEmpty() && message.clientAddress().isAnyLocalAddress()) {
            return ignored(leases, "a request without an address");
        }
        Optional<Binding<Inet4Address>> known = leases.of(message.client());
        if (selecting && known.filter(binding -> binding.address().equals(address)).isEmpty()) {
            return refused(leases, message, "not the address that was offered");
        }
        if (!pool.contains(address)) {
            return refused(leases, message, "not an address of this network");
        }
        if (known.isPresent() && known.get().isHeld(now) && !known.get().address().equals(address)) {
            return refused(leases, message, "the client has another address");
        }
        if (!leases.isFree(address, message.client(), now)) {
            return refused(leases, message, "the address is another client's");
        }
        Duration length = length(message);
        Leases<MacAddress, Inet4Address> next = leases.with(message.client(), new Binding.Leased<>(address, now + length.toNanos()));
        return new Step(next, Optional.of(replies.lease(message, ACK, address, length)), "leased");
    }

    private static Step decline(Leases<MacAddress, Inet4Address> leases, DhcpMessage message, long now) {
        Optional<Inet4Address> address = message.options().address(DhcpOption.REQUESTED_ADDRESS)
                .filter(declined -> leases.of(message.client()).filter(binding -> binding.address().equals(declined)).isPresent());
        return address.map(declined -> ignored(leases.withDeclined(message.client(), declined, now + DECLINE_TIME.toNanos()), "declined"))
                .orElseGet(() -> ignored(leases, "decline of an address that is not the client's"));
    }

    private static Step release(Leases<MacAddress, Inet4Address> leases, DhcpMessage message) {
        Optional<Binding<Inet4Address>> binding = leases.of(message.client())
                .filter(known -> known.address().equals(message.clientAddress()));
        return binding.map(known -> ignored(leases.with(message.client(), new Binding.Released<>(known.address())), "released"))
                .orElseGet(() -> ignored(leases, "release of an address that is not the client's"));
    }

    private Step refused(Leases<MacAddress, Inet4Address> leases, DhcpMessage message, String reason) {
        return new Step(leases, Optional.of(replies.nak(message, NAK, reason)), reason);
    }

    private static Step ignored(Leases<MacAddress, Inet4Address> leases, String reason) {
        return new Step(leases, Optional.empty(), reason);
    }

    /** What the client wishes, if it is shorter. */
    private Duration length(DhcpMessage message) {
        Duration longest = network.lease();
        Duration shortest = SHORTEST_LEASE.compareTo(longest) < 0 ? SHORTEST_LEASE : longest;
        return message.options().seconds(DhcpOption.LEASE_TIME).filter(wish -> wish.compareTo(longest) < 0)
                .map(wish -> wish.compareTo(shortest) < 0 ? shortest : wish).orElse(longest);
    }
}
