package io.strapwork.network.inet.tcp;

/** Both ends of a connection, addresses as big-endian numbers. */
record ConnectionKey(int local, int localPort, int remote, int remotePort) {
    @Override
    public int hashCode() {
        return (local * 31 + remote) * 0x9e37_79b1 ^ (localPort << 16 | remotePort) * 0x85eb_ca6b;
    }
}
