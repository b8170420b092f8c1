package io.strapwork.network.gateway;

import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.InetHost;

/** What answers on the gateway's ports. On its thread. */
final class GatewayServices implements AutoCloseable {
    GatewayServices(InetHost host, GatewaySettings settings, BootClock clock) {}

    void start() {}

    @Override
    public void close() {}
}
