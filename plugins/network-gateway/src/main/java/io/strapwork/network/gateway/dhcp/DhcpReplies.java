package io.strapwork.network.gateway.dhcp;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The fields of RFC 2131 table 3, and the options that the client asked for. */
final class DhcpReplies {
    private static final String PXE_CLASS = "PXEClient";
    private static final int LONGEST_FILE_FIELD = 127;
    /** Sent whether asked for or not. */
    private static final Set<Integer> ALWAYS = Set.of(DhcpOption.MESSAGE_TYPE, DhcpOption.SERVER_IDENTIFIER, DhcpOption.LEASE_TIME,
            DhcpOption.SUBNET_MASK);
    private static final Set<Integer> PXE = Set.of(DhcpOption.VENDOR_CLASS, DhcpOption.VENDOR_SPECIFIC);

    private final DhcpNetwork network;

    DhcpReplies(DhcpNetwork network) {
        this.network = network;
    }

    DhcpMessage lease(DhcpMessage request, DhcpMessageType type, Inet4Address address, Duration length) {
        DhcpOptions.Builder known = known().seconds(DhcpOption.LEASE_TIME, length).seconds(DhcpOption.RENEWAL_TIME, length.dividedBy(2))
                .seconds(DhcpOption.REBINDING_TIME, length.multipliedBy(7).dividedBy(8));
        DhcpMessage.Builder reply = request.replyTo().yourAddress(address);
        if (type == DhcpMessageType.ACK) {
            reply.clientAddress(request.clientAddress());
        }
        return finish(reply, request, type, known);
    }

    DhcpMessage inform(DhcpMessage request) {
        return finish(request.replyTo().clientAddress(request.clientAddress()), request, DhcpMessageType.ACK, known());
    }

    /** Broadcast, for the client has no address that it could go by; a relay agent is told to do so. */
    DhcpMessage nak(DhcpMessage request, DhcpMessageType type, String reason) {
        DhcpOptions.Builder options = DhcpOptions.builder().messageType(type).addresses(DhcpOption.SERVER_IDENTIFIER, network.host())
                .text(DhcpOption.MESSAGE, reason);
        request.options().bytes(DhcpOption.CLIENT_IDENTIFIER).ifPresent(id -> options.bytes(DhcpOption.CLIENT_IDENTIFIER, id));
        boolean relayed = !request.relayAgent().isAnyLocalAddress();
        return request.replyTo().broadcast(relayed || request.broadcast()).options(options.build()).build();
    }

    private DhcpOptions.Builder known() {
        int mask = Inet4Addresses.mask(network.prefix());
        DhcpOptions.Builder known = DhcpOptions.builder().prefix(network.prefix()).addresses(DhcpOption.ROUTERS, network.host())
                .addresses(DhcpOption.NAME_SERVERS, network.dns())
                .addresses(DhcpOption.BROADCAST_ADDRESS, Inet4Addresses.of(Inet4Addresses.toInt(network.host()) | ~mask))
                .unsignedShorts(DhcpOption.INTERFACE_MTU, network.mtu());
        network.nextServer().ifPresent(server -> known.text(DhcpOption.TFTP_SERVER_NAME, server));
        network.bootFile().ifPresent(file -> known.text(DhcpOption.BOOT_FILE_NAME, file));
        return known.putAll(network.options());
    }

    private DhcpMessage finish(DhcpMessage.Builder reply, DhcpMessage request, DhcpMessageType type, DhcpOptions.Builder known) {
        DhcpOptions all = known.messageType(type).addresses(DhcpOption.SERVER_IDENTIFIER, network.host()).build();
        Optional<String> file = all.text(DhcpOption.BOOT_FILE_NAME);
        file.filter(name -> name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_FILE_FIELD).ifPresent(reply::file);
        reply.nextServer(all.text(DhcpOption.TFTP_SERVER_NAME).flatMap(DhcpReplies::address).orElse(network.host()));
        DhcpOptions.Builder chosen = all.toBuilder();
        boolean pxe = request.options().text(DhcpOption.VENDOR_CLASS).filter(name -> name.startsWith(PXE_CLASS)).isPresent();
        Set<Integer> asked = Set.copyOf(request.options().requested());
        boolean picky = request.options().has(DhcpOption.PARAMETER_REQUEST_LIST);
        for (int number : all.numbers()) {
            boolean wanted = ALWAYS.contains(number) || !picky || asked.contains(number) || pxe && PXE.contains(number);
            // A boot file that is too long for its field would else be lost.
            boolean homeless = number == DhcpOption.BOOT_FILE_NAME && file.filter(name -> name.length() > LONGEST_FILE_FIELD).isPresent();
            if (!wanted && !homeless) {
                chosen.remove(number);
            }
        }
        // RFC 6842.
        request.options().bytes(DhcpOption.CLIENT_IDENTIFIER).ifPresent(id -> chosen.bytes(DhcpOption.CLIENT_IDENTIFIER, id));
        return reply.options(chosen.build()).build();
    }

    private static Optional<Inet4Address> address(String text) {
        try {
            return Optional.of(Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
