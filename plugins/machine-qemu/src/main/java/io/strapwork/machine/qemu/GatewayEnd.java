package io.strapwork.machine.qemu;

import io.strapwork.machine.qemu.process.GatewayCable;
import io.strapwork.network.gateway.Gateway;
import java.nio.channels.SocketChannel;

/** A gateway and the cable to its guest. */
record GatewayEnd(Gateway gateway, GatewayCable cable) implements AutoCloseable {
    void plug(SocketChannel socket) {
        cable.plug(socket, gateway);
    }

    @Override
    public void close() {
        cable.close();
        gateway.close();
    }
}
