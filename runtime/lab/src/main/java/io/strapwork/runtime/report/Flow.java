package io.strapwork.runtime.report;

import java.net.InetAddress;

/** A datagram's or segment's way. An address of IPv4 never equals one of IPv6, not even a mapped one; each protocol has its own table of flows. */
record Flow(InetAddress source, int sourcePort, InetAddress destination, int destinationPort) {
    /** The other way round. */
    Flow back() {
        return new Flow(destination, destinationPort, source, sourcePort);
    }
}
