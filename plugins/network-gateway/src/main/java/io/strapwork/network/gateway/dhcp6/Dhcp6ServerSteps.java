package io.strapwork.network.gateway.dhcp6;

import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.gateway.lease.Leases.Binding;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a DHCPv6 server does (RFC 8415 section 18.3), as a function of leases, message and time. */
final class Dhcp6ServerSteps {
    /** Addresses that are given, as many as by DHCP. */
    static final int POOL = 16;
    private static final int PREFIX = 64;
    private static final Duration OFFER_TIME = Duration.ofMinutes(1);
    private static final Duration DECLINE_TIME = Duration.ofMinutes(10);

    private final Dhcp6Network network;
    private final Dhcp6Replies replies;
    private final List<Inet6Address> pool;

    /** Who has an address. */
    record Client(Duid duid, int iaid) {}

    /**
     * @param answer what to send, if anything
     * @param reason for the trace
     */
    record Step(Leases<Client, Inet6Address> leases, Optional<Dhcp6Message> answer, String reason) {}

    Dhcp6ServerSteps(Dhcp6Network network) {
        this.network = network;
        this.replies = new Dhcp6Replies(network);
        this.pool = IntStream.range(0, POOL).mapToObj(this::guest)
                .filter(address -> !address.equals(network.host()) && !address.equals(network.dns())).toList();
    }

    private Inet6Address guest(int index) {
        byte[] bytes = network.guest().getAddress();
        int carry = index;
        for (int i = bytes.length - 1; i >= PREFIX / 8 && carry != 0; i--) {
            carry += bytes[i] & 0xff;
            bytes[i] = (byte) carry;
            carry >>>= 8;
        }
        return Ip6Address.of(bytes).toInet();
    }

    /** Which message has to name which of the two, and which must not: section 16. */
    Step next(Leases<Client, Inet6Address> leases, Dhcp6Message message, long now) {
        boolean named = message.options().has(Dhcp6Option.SERVER_IDENTIFIER);
        boolean chosen = message.server().filter(network.server()::equals).isPresent();
        Optional<Duid> client = message.client();
        boolean informed = message.type() == Dhcp6MessageType.INFORMATION_REQUEST;
        if (named && !chosen) {
            return ignored(leases, "for another server");
        }
        if (client.isEmpty() && !informed) {
            return ignored(leases, "no client identifier");
        }
        return switch (message.type()) {
            case SOLICIT, CONFIRM, REBIND -> named
                    ? ignored(leases, "for one server, where all are asked")
                    : toAll(leases, message, client.get(), now);
            case REQUEST, RENEW, RELEASE, DECLINE -> named
                    ? toOne(leases, message, client.get(), now)
                    : ignored(leases, "for no server");
            case INFORMATION_REQUEST -> message.options().has(Dhcp6Option.IA_NA)
                    ? ignored(leases, "a request for information and addresses")
                    : new Step(leases, Optional.of(replies.reply(message, Dhcp6MessageType.REPLY, List.of())), "informed");
            case ADVERTISE, REPLY, RECONFIGURE -> ignored(leases, "a server's message type");
        };
    }

    private Step toAll(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid client, long now) {
        return switch (message.type()) {
            case SOLICIT -> solicit(leases, message, client, now);
            case CONFIRM -> confirm(leases, message);
            default -> extend(leases, message, client, now);
        };
    }

    private Step toOne(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid client, long now) {
        return switch (message.type()) {
            case REQUEST -> request(leases, message, client, now);
            case RENEW -> extend(leases, message, client, now);
            case RELEASE -> giveBack(leases, message, client, now, false);
            default -> giveBack(leases, message, client, now, true);
        };
    }

    private Step solicit(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid duid, long now) {
        boolean rapid = message.options().has(Dhcp6Option.RAPID_COMMIT);
        var given = new ArrayList<IdentityAssociation>();
        Leases<Client, Inet6Address> next = leases;
        for (IdentityAssociation wish : message.options().associations()) {
            var client = new Client(duid, wish.iaid());
            Optional<Inet6Address> address = next.choose(client, wanted(wish), pool, now);
            if (address.isEmpty()) {
                given.add(replies.refused(wish, Dhcp6Status.NO_ADDRESSES_AVAILABLE, "no address is free"));
                continue;
            }
            if (rapid) {
                next = next.with(client, leased(address.get(), now));
            } else if (!next.isLeased(client, now)) {
                // A running lease stays what it is: soliciting doesn't end it.
                next = next.with(client, new Binding.Offered<>(address.get(), now + OFFER_TIME.toNanos()));
            }
            given.add(replies.given(wish, address.get()));
        }
        return rapid
                ? new Step(next, Optional.of(replies.rapidly(message, given)), "leased at once")
                : new Step(next, Optional.of(replies.reply(message, Dhcp6MessageType.ADVERTISE, given)), "advertised");
    }

    private Step request(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid duid, long now) {
        var given = new ArrayList<IdentityAssociation>();
        Leases<Client, Inet6Address> next = leases;
        for (IdentityAssociation wish : message.options().associations()) {
            var client = new Client(duid, wish.iaid());
            if (!wanted(wish).stream().allMatch(this::isOnLink)) {
                given.add(replies.refused(wish, Dhcp6Status.NOT_ON_LINK, "not an address of this network"));
                continue;
            }
            Optional<Inet6Address> address = next.choose(client, wanted(wish), pool, now);
            if (address.isPresent()) {
                next = next.with(client, leased(address.get(), now));
                given.add(replies.given(wish, address.get()));
            } else {
                given.add(replies.refused(wish, Dhcp6Status.NO_ADDRESSES_AVAILABLE, "no address is free"));
            }
        }
        return new Step(next, Optional.of(replies.reply(message, Dhcp6MessageType.REPLY, given)), "leased");
    }

    /** Sections 18.3.4 and 18.3.5. What a client has that this server, which has forgotten it, can give, it gives; other addresses have no life left. */
    private Step extend(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid duid, long now) {
        var given = new ArrayList<IdentityAssociation>();
        Leases<Client, Inet6Address> next = leases;
        for (IdentityAssociation held : message.options().associations()) {
            var client = new Client(duid, held.iaid());
            Leases<Client, Inet6Address> known = next;
            Optional<Inet6Address> kept = wanted(held).stream().filter(address -> pool.contains(address)
                    && known.isFree(address, client, now)
                    && known.of(client).filter(binding -> binding.isHeld(now) && !binding.address().equals(address)).isEmpty()).findFirst();
            if (kept.isPresent()) {
                next = next.with(client, leased(kept.get(), now));
                given.add(replies.extended(held, kept.get()));
            } else if (held.addresses().isEmpty() || message.type() == Dhcp6MessageType.RENEW) {
                given.add(replies.refused(held, Dhcp6Status.NO_BINDING, "no such lease"));
            } else {
                given.add(replies.ended(held));
            }
        }
        return new Step(next, Optional.of(replies.reply(message, Dhcp6MessageType.REPLY, given)), "extended");
    }

    private Step confirm(Leases<Client, Inet6Address> leases, Dhcp6Message message) {
        List<Inet6Address> addresses = message.options().associations().stream().flatMap(held -> wanted(held).stream()).toList();
        if (addresses.isEmpty()) {
            return ignored(leases, "nothing to confirm");
        }
        boolean right = addresses.stream().allMatch(this::isOnLink);
        Dhcp6Status status = right
                ? new Dhcp6Status(Dhcp6Status.SUCCESS, "on this link")
                : new Dhcp6Status(Dhcp6Status.NOT_ON_LINK, "not an address of this network");
        return new Step(leases, Optional.of(replies.status(message, status, List.of())), status.text());
    }

    /** Sections 18.3.7 and 18.3.8. @param declined because somebody else has them */
    private Step giveBack(Leases<Client, Inet6Address> leases, Dhcp6Message message, Duid duid, long now, boolean declined) {
        var unknown = new ArrayList<IdentityAssociation>();
        Leases<Client, Inet6Address> next = leases;
        for (IdentityAssociation held : message.options().associations()) {
            var client = new Client(duid, held.iaid());
            Optional<Inet6Address> its = next.of(client).map(Binding::address).filter(wanted(held)::contains);
            if (its.isEmpty()) {
                unknown.add(replies.refused(held, Dhcp6Status.NO_BINDING, "no such lease"));
            } else {
                next = declined
                        ? next.withDeclined(client, its.get(), now + DECLINE_TIME.toNanos())
                        : next.with(client, new Binding.Released<>(its.get()));
            }
        }
        var status = new Dhcp6Status(Dhcp6Status.SUCCESS, "");
        return new Step(next, Optional.of(replies.status(message, status, unknown)), declined ? "declined" : "released");
    }

    private static List<Inet6Address> wanted(IdentityAssociation association) {
        return association.addresses().stream().map(Address::address).toList();
    }

    private boolean isOnLink(Inet6Address address) {
        return Ip6Address.of(address).isIn(Ip6Address.of(network.host()), PREFIX);
    }

    private Binding<Inet6Address> leased(Inet6Address address, long now) {
        return new Binding.Leased<>(address, now + network.lease().toNanos());
    }

    private static Step ignored(Leases<Client, Inet6Address> leases, String reason) {
        return new Step(leases, Optional.empty(), reason);
    }
}
