package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Ports;
import java.net.BindException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Ports of each transport protocol that are taken; ephemeral ones at random (RFC 6056 3.3.1, in IANA's dynamic range). */
final class PortTable implements Ports {
    private static final int FIRST = 49152;
    private static final int COUNT = 65536 - FIRST;

    private final RandomGenerator random;
    private final Map<Integer, BitSet> taken = new HashMap<>();

    PortTable(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public int take(int protocol, int port) throws BindException {
        if (port < 0 || port > 65535) {
            throw new BindException("not a port: " + port);
        }
        BitSet ports = taken.computeIfAbsent(protocol, key -> new BitSet());
        if (port != 0) {
            if (ports.get(port)) {
                throw new BindException(name(protocol) + " port " + port + " is in use");
            }
            ports.set(port);
            return port;
        }
        int start = random.nextInt(COUNT);
        for (int i = 0; i < COUNT; i++) {
            int candidate = FIRST + (start + i) % COUNT;
            if (!ports.get(candidate)) {
                ports.set(candidate);
                return candidate;
            }
        }
        throw new BindException("no ephemeral " + name(protocol) + " port is left");
    }

    @Override
    public void release(int protocol, int port) {
        BitSet ports = taken.get(protocol);
        if (ports != null) {
            ports.clear(port);
        }
    }

    private static String name(int protocol) {
        return switch (protocol) {
            case IpNetwork.TCP -> "TCP";
            case IpNetwork.UDP -> "UDP";
            default -> "protocol " + protocol;
        };
    }
}
