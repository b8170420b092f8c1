package io.strapwork.machine.embedded;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.GuestPort;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Makes embedded machines, each with a gateway of its own at the end of the network card's cable. */
@MachinePlugin(id = "embedded", architectures = {"s390x", "ppc64", "x86_64"}, memory = {"s390x" + EmbeddedMemory.SIZES,
    "ppc64" + EmbeddedMemory.SIZES,
    "x86_64" + EmbeddedMemory.SIZES})
public final class EmbeddedProvider implements MachineProvider {
    private final EmbeddedOptions options;
    private final BootClock clock;
    private final RandomGenerator random;

    @Inject
    public EmbeddedProvider(EmbeddedOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Machine powerOn(PowerOn request) {
        return EmbeddedMachine.powerOn(request, options, toGuest -> new GatewayCable(
                Gateway.start(request.name() + "-gateway",
                        options.gateway().withMtu(options.wireMtu()).settings(), clock, random, new Port(toGuest), request.capture())));
    }

    private record Port(NetworkBackend.GuestEnd card) implements GuestPort {
        @Override
        public void accept(ByteBuf frame) {
            card.accept(frame);
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            card.acceptPartial(frame, start, offset);
        }
    }

    /**
     * A machine whose cable ends in a network of the caller's, for tests of drivers.
     *
     * @throws io.strapwork.api.plugin.StrapworkException as {@link #powerOn}
     */
    public static Machine powerOn(PowerOn request, EmbeddedOptions options, NetworkBackend.Cable cable) {
        return EmbeddedMachine.powerOn(request, options, cable);
    }

    private record GatewayCable(Gateway gateway) implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            gateway.fromGuest(frame);
        }

        @Override
        public void flush() {
            gateway.flushFromGuest();
        }

        @Override
        public Executor executor() {
            return gateway.executor();
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
