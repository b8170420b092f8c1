package io.strapwork.runtime.report;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something on a machine's network that a program may want to judge. */
public sealed interface Sighting {
    /** @param port that it was sent to */
    record Dhcp(DhcpMessage message, InetAddress from, int port) implements Sighting {}

    record Dhcp6(Dhcp6Message message, InetAddress from) implements Sighting {}

    /**
     * A TFTP transfer.
     *
     * @param asked   options of the request, names in lower case
     * @param granted of the server's answer; empty when it answered none
     * @param error   that ended it
     */
    record Tftp(InetAddress server, String file, Map<String, String> asked, Map<String, String> granted, Optional<String> error,
            boolean answered) implements Sighting {
        public Tftp {
            asked = Map.copyOf(asked);
            granted = Map.copyOf(granted);
        }
    }

    /**
     * An answer over HTTP.
     *
     * @param fields names in lower case
     */
    record Http(String host, String method, String target, int status, Map<String, List<String>> fields) implements Sighting {
        public Http {
            fields = Map.copyOf(fields);
        }
    }

    /** A connection that was asked for and refused, or never answered. */
    record Unreachable(InetAddress server, int port, boolean refused) implements Sighting {}
}
