package io.strapwork.network.gateway.dhcp6;

import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers, with the options that the client asked for. */
final class Dhcp6Replies {
    /** Nobody needs to wait for a better server (RFC 8415 section 18.2.1). */
    private static final int HIGHEST_PREFERENCE = 255;
    /** IRT_DEFAULT. */
    private static final long REFRESH_SECONDS = Duration.ofDays(1).toSeconds();

    private final Dhcp6Network network;

    Dhcp6Replies(Dhcp6Network network) {
        this.network = network;
    }

    Dhcp6Message reply(Dhcp6Message request, Dhcp6MessageType type, List<IdentityAssociation> associations) {
        return finish(request, type, begin(request), associations);
    }

    /** With the option that makes it the answer to a Solicit. */
    Dhcp6Message rapidly(Dhcp6Message request, List<IdentityAssociation> associations) {
        return finish(request, Dhcp6MessageType.REPLY, begin(request).bytes(Dhcp6Option.RAPID_COMMIT), associations);
    }

    private Dhcp6Message finish(Dhcp6Message request, Dhcp6MessageType type, Dhcp6Options.Builder options,
            List<IdentityAssociation> associations) {
        if (type == Dhcp6MessageType.ADVERTISE) {
            options.unsignedByte(Dhcp6Option.PREFERENCE, HIGHEST_PREFERENCE);
        }
        associations.forEach(options::association);
        if (asks(request, Dhcp6Option.DNS_SERVERS)) {
            options.addresses(Dhcp6Option.DNS_SERVERS, List.of(network.dns()));
        }
        network.bootFile().filter(_ -> asks(request, Dhcp6Option.BOOT_FILE_URL))
                .ifPresent(url -> options.text(Dhcp6Option.BOOT_FILE_URL, url));
        if (request.type() == Dhcp6MessageType.INFORMATION_REQUEST && asks(request, Dhcp6Option.INFORMATION_REFRESH_TIME)) {
            options.unsignedInt(Dhcp6Option.INFORMATION_REFRESH_TIME, REFRESH_SECONDS);
        }
        return new Dhcp6Message(type, request.transaction(), options.build());
    }

    /** About the whole message. */
    Dhcp6Message status(Dhcp6Message request, Dhcp6Status status, List<IdentityAssociation> associations) {
        Dhcp6Options.Builder options = begin(request).status(status);
        associations.forEach(options::association);
        return new Dhcp6Message(Dhcp6MessageType.REPLY, request.transaction(), options.build());
    }

    private Dhcp6Options.Builder begin(Dhcp6Message request) {
        Dhcp6Options.Builder options = Dhcp6Options.builder();
        request.client().ifPresent(client -> options.duid(Dhcp6Option.CLIENT_IDENTIFIER, client));
        return options.duid(Dhcp6Option.SERVER_IDENTIFIER, network.server());
    }

    /** A client without a list gets all there is. */
    private static boolean asks(Dhcp6Message request, int option) {
        return !request.options().has(Dhcp6Option.OPTION_REQUEST)
                || request.options().unsignedShorts(Dhcp6Option.OPTION_REQUEST).contains(option);
    }

    IdentityAssociation given(IdentityAssociation wish, Inet6Address address) {
        return lasting(wish, List.of(alive(address)));
    }

    /** The one address goes on, all others of the client have no life left. */
    IdentityAssociation extended(IdentityAssociation held, Inet6Address kept) {
        Stream<Address> others = held.addresses().stream().map(Address::address).filter(address -> !address.equals(kept))
                .map(Dhcp6Replies::dead);
        return lasting(held, Stream.concat(Stream.of(alive(kept)), others).toList());
    }

    IdentityAssociation ended(IdentityAssociation held) {
        return new IdentityAssociation(held.iaid(), 0, 0, held.addresses().stream().map(Address::address).map(Dhcp6Replies::dead).toList(),
                Optional.empty());
    }

    IdentityAssociation refused(IdentityAssociation wish, int status, String text) {
        return new IdentityAssociation(wish.iaid(), 0, 0, List.of(), Optional.of(new Dhcp6Status(status, text)));
    }

    /** T1 and T2 as RFC 8415 section 21.4 recommends. */
    private IdentityAssociation lasting(IdentityAssociation wish, List<Address> addresses) {
        return new IdentityAssociation(wish.iaid(), seconds() / 2, seconds() * 4 / 5, addresses, Optional.empty());
    }

    private Address alive(Inet6Address address) {
        return new Address(address, seconds(), seconds());
    }

    private static Address dead(Inet6Address address) {
        return new Address(address, 0, 0);
    }

    private long seconds() {
        return Math.clamp(network.lease().toSeconds(), 1, IdentityAssociation.INFINITY - 1);
    }
}
