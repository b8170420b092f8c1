package io.strapwork.network.inet.tcp;

import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.Ipv6View;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Both ends of a connection. */
record ConnectionKey(InetAddress local, int localPort, InetAddress remote, int remotePort) {
    @Override
    public int hashCode() {
        return (local.hashCode() * 31 + remote.hashCode()) * 0x9e37_79b1 ^ (localPort << 16 | remotePort) * 0x85eb_ca6b;
    }

    /** Bytes of the IP and TCP headers of a packet without options. */
    int ipAndTcp() {
        return remote instanceof Inet4Address ? Ipv4View.HEADER + TcpView.HEADER_BYTES : Ipv6View.HEADER + TcpView.HEADER_BYTES;
    }
}
