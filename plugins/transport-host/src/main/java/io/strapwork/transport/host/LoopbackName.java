package io.strapwork.transport.host;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** An address that stands for 127.0.0.1, as the embedded machine's network has it. */
record LoopbackName(@Nullable Inet4Address address) {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    static LoopbackName parse(String plugin, String option) {
        if (option.isBlank()) {
            return new LoopbackName(null);
        }
        try {
            if (InetAddress.ofLiteral(option) instanceof Inet4Address address) {
                return new LoopbackName(address);
            }
        } catch (IllegalArgumentException e) {
            // told below, as for an address of the other family
        }
        throw new Problem("SW-N501", Blame.USER, plugin + " loopback", "\"" + option + "\" is not an IPv4 address",
                "write an address such as \"10.0.2.2\", or \"\" for none").asException();
    }

    boolean stands(InetSocketAddress candidate) {
        return address != null && (candidate.isUnresolved()
                ? address.getHostAddress().equals(candidate.getHostString())
                : address.equals(candidate.getAddress()));
    }

    /** Where the kernel has it. The name stays, for whoever checks a certificate against it. */
    InetSocketAddress inside(InetSocketAddress outside) {
        if (!stands(outside)) {
            return outside;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(outside.getHostString(), LOOPBACK), outside.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** What the caller knows it by. */
    InetSocketAddress outside(InetSocketAddress inside) {
        return address != null && inside.getAddress() instanceof Inet4Address host && host.isLoopbackAddress()
                ? new InetSocketAddress(address, inside.getPort())
                : inside;
    }
}
