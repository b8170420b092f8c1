package io.strapwork.address.ip6;

import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.inet.dhcp.ClientIdentity;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the client says of itself in each message.
 *
 * @param iaid of its one identity association
 */
record Dhcp6Identity(Duid duid, int iaid, ClientIdentity client, int architecture, String vendorClass, Optional<String> userClass) {
    /** Intel's, which firmware that boots from the network gives its vendor class (UEFI 2.10, 24.3.3). */
    private static final int ENTERPRISE = 343;
    private static final int[] WANTED = {Dhcp6Option.DNS_SERVERS, Dhcp6Option.DOMAIN_LIST, Dhcp6Option.BOOT_FILE_URL,
        Dhcp6Option.BOOT_FILE_PARAMETERS, Dhcp6Option.SOL_MAX_RT};
    private static final int[] WANTED_WITHOUT_ADDRESS = {Dhcp6Option.DNS_SERVERS, Dhcp6Option.DOMAIN_LIST, Dhcp6Option.BOOT_FILE_URL,
        Dhcp6Option.BOOT_FILE_PARAMETERS, Dhcp6Option.INFORMATION_REFRESH_TIME, Dhcp6Option.INF_MAX_RT};

    static Dhcp6Identity of(MacAddress card, BootFileRequest asking, Ip6Options options) {
        ClientIdentity client = options.identity().orElse(ClientIdentity.of(asking.machine()));
        int architecture = options.clientArchitecture().orElse(client.architecture());
        return new Dhcp6Identity(asking.uuid().map(Duid::of).orElse(Duid.of(card)), (int) card.value(), client, architecture,
                options.vendorClass().orElse(client.vendorClass(architecture)), asking.userClass().or(client::userClass));
    }

    Dhcp6Message solicit(int transaction, long elapsed) {
        return message(Dhcp6MessageType.SOLICIT, transaction, options(elapsed, WANTED)
                .association(IdentityAssociation.asking(iaid)).bytes(Dhcp6Option.RAPID_COMMIT));
    }

    Dhcp6Message request(int transaction, long elapsed, Duid server, List<Address> offered) {
        return message(Dhcp6MessageType.REQUEST, transaction, options(elapsed, WANTED)
                .duid(Dhcp6Option.SERVER_IDENTIFIER, server).association(association(offered)));
    }

    Dhcp6Message renew(int transaction, long elapsed, Duid server, List<Address> held) {
        return message(Dhcp6MessageType.RENEW, transaction, options(elapsed, WANTED)
                .duid(Dhcp6Option.SERVER_IDENTIFIER, server).association(association(held)));
    }

    Dhcp6Message rebind(int transaction, long elapsed, List<Address> held) {
        return message(Dhcp6MessageType.REBIND, transaction, options(elapsed, WANTED).association(association(held)));
    }

    Dhcp6Message decline(int transaction, long elapsed, Duid server, List<Address> refused) {
        return message(Dhcp6MessageType.DECLINE, transaction, self(elapsed).duid(Dhcp6Option.SERVER_IDENTIFIER, server)
                .association(association(refused)));
    }

    Dhcp6Message release(int transaction, Duid server, List<Address> held) {
        return message(Dhcp6MessageType.RELEASE, transaction, self(0).duid(Dhcp6Option.SERVER_IDENTIFIER, server)
                .association(association(held)));
    }

    Dhcp6Message inform(int transaction, long elapsed) {
        return message(Dhcp6MessageType.INFORMATION_REQUEST, transaction, options(elapsed, WANTED_WITHOUT_ADDRESS));
    }

    private static Dhcp6Message message(Dhcp6MessageType type, int transaction, Dhcp6Options.Builder options) {
        return new Dhcp6Message(type, transaction, options.build());
    }

    /** RFC 8415 18.2: with lifetimes of zero, which say that the client has no wishes. */
    private IdentityAssociation association(List<Address> addresses) {
        return new IdentityAssociation(iaid, 0, 0,
                addresses.stream().map(Address::address).map(address -> new Address(address, 0, 0)).toList(), Optional.empty());
    }

    private Dhcp6Options.Builder self(long elapsed) {
        return Dhcp6Options.builder().duid(Dhcp6Option.CLIENT_IDENTIFIER, duid).unsignedShorts(Dhcp6Option.ELAPSED_TIME,
                (int) Math.clamp(TimeUnit.NANOSECONDS.toMillis(elapsed) / 10, 0, 0xffff));
    }

    private Dhcp6Options.Builder options(long elapsed, int... wanted) {
        Dhcp6Options.Builder options = self(elapsed).unsignedShorts(Dhcp6Option.OPTION_REQUEST, wanted)
                .unsignedShorts(Dhcp6Option.CLIENT_ARCHITECTURE, architecture)
                .bytes(Dhcp6Option.CLIENT_NETWORK_INTERFACE, client.undi());
        if (!vendorClass.isEmpty()) {
            options.vendorClass(ENTERPRISE, List.of(vendorClass));
        }
        userClass.ifPresent(name -> options.texts(Dhcp6Option.USER_CLASS, List.of(name)));
        return options;
    }

    /** The addresses that a message gives this client, those left out that no host can have, or that have no time. */
    List<Address> given(Dhcp6Message message) {
        return association(message).map(IdentityAssociation::addresses).orElse(List.of()).stream()
                .filter(address -> address.validLifetime() > 0 && address.preferredLifetime() <= address.validLifetime()
                        && isHost(address.address()))
                .toList();
    }

    /** The client's own, unless its times contradict each other (RFC 8415 21.4). */
    Optional<IdentityAssociation> association(Dhcp6Message message) {
        return message.options().associations().stream()
                .filter(each -> each.iaid() == iaid && (each.t2() == 0 || each.t1() <= each.t2())).findFirst();
    }

    private static boolean isHost(Inet6Address address) {
        return !address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }
}
