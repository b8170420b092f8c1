package io.strapwork.address.dhcp;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import org.jspecify.annotations.Nullable;

/** The lease that the network has from this client: a new one takes its place without a gap, be it of another exchange. On the loop. */
final class Assignment {
    private final IpNetwork network;
    private @Nullable Registration current;

    Assignment(IpNetwork network) {
        this.network = network;
    }

    IpNetwork network() {
        return network;
    }

    void become(IpConfiguration configuration) {
        Registration before = current;
        current = network.assign(configuration);
        if (before != null) {
            before.close();
        }
    }

    void end() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
