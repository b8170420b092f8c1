package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.dhcp.SearchDomains;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an acknowledgement means. */
final class DhcpLeases {
    /** RFC 791: what every network carries. */
    private static final int SMALLEST_MTU = 576;
    private static final Logger LOG = LoggerFactory.getLogger(DhcpLeases.class);

    private DhcpLeases() {}

    /** @param boot who has told the boot file, if that was not the acknowledgement */
    static Lease lease(DhcpMessage acknowledged, Optional<Offer> boot, DhcpOffers offers) {
        DhcpOptions options = acknowledged.options();
        Optional<String> nextServer = boot.isEmpty()
                ? nextServer(acknowledged)
                : nextServer(boot.get().message()).or(() -> Optional.of(boot.get().server().getHostAddress()));
        return new Lease(configuration(acknowledged), options.address(DhcpOption.SERVER_IDENTIFIER).map(InetAddress.class::cast),
                nextServer,
                boot.map(Offer::message).orElse(acknowledged).bootFile(), options.seconds(DhcpOption.LEASE_TIME), options.toMap(),
                offers.inWords());
    }

    static IpConfiguration configuration(DhcpMessage acknowledged) {
        DhcpOptions options = acknowledged.options();
        Inet4Address address = acknowledged.yourAddress();
        OptionalInt mtu = options.unsignedShort(DhcpOption.INTERFACE_MTU);
        return IpConfiguration.of(address, options.prefix().orElse(classfulPrefix(address))).withRoutes(routes(options))
                .withNameServers(options.addresses(DhcpOption.NAME_SERVERS))
                .withSearchDomains(SearchDomains.of(options, oddity -> LOG.debug("DHCP: {}", oddity)))
                .withMtu(mtu.isPresent() && mtu.getAsInt() >= SMALLEST_MTU ? mtu : OptionalInt.empty());
    }

    /** RFC 3442: classless routes, when there are any, make options 3 and 33 void. */
    private static List<Route> routes(DhcpOptions options) {
        List<Route> classless = options.classlessRoutes();
        if (!classless.isEmpty()) {
            return classless;
        }
        var routes = new ArrayList<>(options.staticRoutes());
        options.addresses(DhcpOption.ROUTERS).stream().filter(DhcpIdentity::isHost).findFirst()
                .ifPresent(router -> routes.add(Route.defaultVia(router)));
        return routes;
    }

    private static Optional<String> nextServer(DhcpMessage boot) {
        Optional<String> name = boot.options().text(DhcpOption.TFTP_SERVER_NAME)
                .or(() -> Optional.of(boot.serverName()).filter(text -> !text.isEmpty()));
        return boot.nextServer().isAnyLocalAddress() ? name : Optional.of(boot.nextServer().getHostAddress());
    }

    /** Before there were masks (RFC 791): for servers that send none. */
    private static int classfulPrefix(Inet4Address address) {
        int first = address.getAddress()[0] & 0xff;
        return first < 128 ? 8 : first < 192 ? 16 : 24;
    }

    static Inet4Address anyAddress() {
        return address(0, 0, 0, 0);
    }

    static Inet4Address everybody() {
        return address(255, 255, 255, 255);
    }

    private static Inet4Address address(int... bytes) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[]{(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
