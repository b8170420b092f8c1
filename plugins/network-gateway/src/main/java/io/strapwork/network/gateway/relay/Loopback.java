package io.strapwork.network.gateway.relay;

import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;

/** Where the computer's own servers are. */
final class Loopback {
    private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");

    private Loopback() {}

    /** To be tried in this order for a port of that address: that of its family first, and over IPv6 also 127.0.0.1, where most servers listen. */
    static List<InetAddress> of(InetAddress host) {
        return host instanceof Inet4Address ? List.of(FOUR) : List.of(SIX, FOUR);
    }

    /** The one of that family, or 127.0.0.1 where the computer has no IPv6. */
    static InetAddress bindable(InetAddress host) {
        if (host instanceof Inet4Address) {
            return FOUR;
        }
        try (var _ = new DatagramSocket(new InetSocketAddress(SIX, 0))) {
            return SIX;
        } catch (SocketException e) {
            return FOUR;
        }
    }
}
