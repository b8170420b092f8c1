package io.strapwork.address.ip6;

import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import org.jspecify.annotations.Nullable;

/** What the network has from this source: a change takes its place without a gap. On the loop. */
final class Assignment {
    private final IpNetwork network;
    private IpConfiguration configuration = IpConfiguration.NONE;
    private @Nullable Registration current;

    Assignment(IpNetwork network) {
        this.network = network;
    }

    IpConfiguration configuration() {
        return configuration;
    }

    /** @throws IllegalArgumentException when the stack does not speak IPv6 */
    void become(IpConfiguration changed) {
        if (changed.equals(configuration)) {
            return;
        }
        Registration before = current;
        current = network.assign(changed);
        configuration = changed;
        if (before != null) {
            before.close();
        }
    }

    void end() {
        configuration = IpConfiguration.NONE;
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
