package io.strapwork.network.gateway.dhcp;

import static io.strapwork.network.inet.dhcp.DhcpMessageType.ACK;
import static io.strapwork.network.inet.dhcp.DhcpMessageType.NAK;
import static io.strapwork.network.inet.dhcp.DhcpMessageType.OFFER;

import io.strapwork.network.gateway.dhcp.DhcpLeases.Binding;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a DHCP server does (RFC 2131 4.3), as a function of leases, message and time. */
final class DhcpServerSteps {
    /** Addresses that are given, as many as QEMU's user network has. */
    static final int POOL = 16;
    private static final Duration OFFER_TIME = Duration.ofMinutes(1);
    private static final Duration DECLINE_TIME = Duration.ofMinutes(10);
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private final DhcpNetwork network;
    private final DhcpReplies replies;

    /**
     * @param answer what to send, if anything
     * @param reason for the trace
     */
    record Step(DhcpLeases leases, Optional<DhcpMessage> answer, String reason) {}

    DhcpServerSteps(DhcpNetwork network) {
        this.network = network;
        this.replies = new DhcpReplies(network);
    }

    Step next(DhcpLeases leases, DhcpMessage message, long now) {
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

    private Step discover(DhcpLeases leases, DhcpMessage message, long now) {
        Optional<Inet4Address> address = choose(leases, message, now);
        if (address.isEmpty()) {
            return ignored(leases, "no address is free");
        }
        Duration length = length(message);
        // A running lease stays what it is: discovering doesn't end it.
        boolean running = leases.of(message.client()).filter(Binding.Leased.class::isInstance).filter(binding -> binding.isHeld(now))
                .isPresent();
        DhcpLeases next = running
                ? leases
                : leases.with(message.client(), new Binding.Offered(address.get(), now + OFFER_TIME.toNanos()));
        return new Step(next, Optional.of(replies.lease(message, OFFER, address.get(), length)), "offered");
    }

    /** RFC 2131 4.3.1: the current or previous address, the one asked for, or any free one. */
    private Optional<Inet4Address> choose(DhcpLeases leases, DhcpMessage message, long now) {
        Optional<Inet4Address> known = leases.of(message.client()).map(Binding::address)
                .filter(address -> leases.isFree(address, message.client(), now));
        if (known.isPresent()) {
            return known;
        }
        Optional<Inet4Address> asked = message.options().address(DhcpOption.REQUESTED_ADDRESS)
                .filter(address -> isInPool(address) && leases.isFree(address, message.client(), now));
        if (asked.isPresent()) {
            return asked;
        }
        List<Inet4Address> free = IntStream.range(0, POOL).mapToObj(i -> Inet4Addresses.of(Inet4Addresses.toInt(network.guest()) + i))
                .filter(address -> isInPool(address) && leases.isFree(address, message.client(), now)).toList();
        // Those that never had an owner first, so that former owners find theirs again.
        return free.stream().filter(address -> leases.bindings().values().stream().noneMatch(binding -> binding.address().equals(address)))
                .findFirst().or(() -> free.stream().findFirst());
    }

    private boolean isInPool(Inet4Address address) {
        int bits = Inet4Addresses.toInt(address);
        int index = bits - Inet4Addresses.toInt(network.guest());
        int mask = Inet4Addresses.mask(network.prefix());
        return index >= 0 && index < POOL && ((bits ^ Inet4Addresses.toInt(network.host())) & mask) == 0 && (bits & ~mask) != ~mask
                && !address.equals(network.host()) && !address.equals(network.dns());
    }

    /** The client took another server's offer. */
    private static Step chosenOther(DhcpLeases leases, DhcpMessage message) {
        Optional<Binding> offered = leases.of(message.client()).filter(Binding.Offered.class::isInstance);
        DhcpLeases next = offered.map(binding -> leases.with(message.client(), new Binding.Released(binding.address()))).orElse(leases);
        return ignored(next, "the client chose another server");
    }

    /**
     * The four states of RFC 2131 4.3.2: with a server identifier SELECTING, with a requested address INIT-REBOOT, else with ciaddr RENEWING or REBINDING. Where that section wants
     * silence about unknown clients for the sake of other servers on the wire, this server, which is the only one, gives the address if it is free.
     */
    private Step request(DhcpLeases leases, DhcpMessage message, boolean selecting, long now) {
        Optional<Inet4Address> requested = message.options().address(DhcpOption.REQUESTED_ADDRESS);
        Inet4Address address = requested.orElse(message.clientAddress());
        if (requested.isEmpty() && message.clientAddress().isAnyLocalAddress()) {
            return ignored(leases, "a request without an address");
        }
        Optional<Binding> known = leases.of(message.client());
        if (selecting && known.filter(binding -> binding.address().equals(address)).isEmpty()) {
            return refused(leases, message, "not the address that was offered");
        }
        if (!isInPool(address)) {
            return refused(leases, message, "not an address of this network");
        }
        if (known.isPresent() && known.get().isHeld(now) && !known.get().address().equals(address)) {
            return refused(leases, message, "the client's address is another");
        }
        if (!leases.isFree(address, message.client(), now)) {
            return refused(leases, message, "the address is another client's");
        }
        Duration length = length(message);
        DhcpLeases next = leases.with(message.client(), new Binding.Leased(address, now + length.toNanos()));
        return new Step(next, Optional.of(replies.lease(message, ACK, address, length)), "leased");
    }

    private static Step decline(DhcpLeases leases, DhcpMessage message, long now) {
        Optional<Inet4Address> address = message.options().address(DhcpOption.REQUESTED_ADDRESS)
                .filter(declined -> leases.of(message.client()).filter(binding -> binding.address().equals(declined)).isPresent());
        return address.map(declined -> ignored(leases.withDeclined(message.client(), declined, now + DECLINE_TIME.toNanos()), "declined"))
                .orElseGet(() -> ignored(leases, "decline of an address that is not the client's"));
    }

    private static Step release(DhcpLeases leases, DhcpMessage message) {
        Optional<Binding> binding = leases.of(message.client()).filter(known -> known.address().equals(message.clientAddress()));
        return binding.map(known -> ignored(leases.with(message.client(), new Binding.Released(known.address())), "released"))
                .orElseGet(() -> ignored(leases, "release of an address that is not the client's"));
    }

    private Step refused(DhcpLeases leases, DhcpMessage message, String reason) {
        return new Step(leases, Optional.of(replies.nak(message, NAK, reason)), reason);
    }

    private static Step ignored(DhcpLeases leases, String reason) {
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
